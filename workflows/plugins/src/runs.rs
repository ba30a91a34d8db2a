//! Lists the runs of a plugin.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::{Permission, ReceiptId, RequestId, SweepId};
use jiff::Timestamp;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::path::Captured;
use kit::platform::engine;
use kit::problem::Problem;
use kit::query::Query;
use serde::Serialize;
use store::receipts::{Occasion, Receipt, Usage};

use crate::view::get;

/// A run of a plugin.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RunView {
    /// Its receipt.
    #[schema(value_type = String, format = Uuid)]
    receipt_id: ReceiptId,
    /// The request for which it ran; left out when it ran in a sweep.
    #[schema(value_type = Option<String>, format = Uuid)]
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<RequestId>,
    /// The sweep in which it ran; left out when it ran for a request.
    #[schema(value_type = Option<String>, format = Uuid)]
    #[serde(skip_serializing_if = "Option::is_none")]
    sweep_id: Option<SweepId>,
    /// The collection whose records it was given.
    collection: String,
    /// When it ran.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// How many records it was given.
    rows: u64,
    /// SHA-256 of the parameters, hexadecimal.
    parameters_hash: String,
    /// The contract it was run under.
    contract: String,
    /// The engine and its version.
    engine: String,
    /// What it took, and how near it came to each limit.
    limits: Vec<Taken>,
}

/// What a run took of one limit.
#[derive(Serialize, utoipa::ToSchema)]
struct Taken {
    /// The limit: `fuel`, `memory`, `input`, `output` or `time`.
    limit: &'static str,
    /// What was taken.
    used: u64,
    /// What there is; null where nothing limits it but the others.
    allowed: Option<u64>,
    /// The one as a share of the other.
    share: Option<f64>,
    /// `fuel`, `bytes` or `microseconds`. Time is what the caller waited, whatever else the machine did.
    unit: &'static str,
}

/// List what a plugin was run for, the newest first: what each run took, and how near it came to its limits.
#[utoipa::path(
    get,
    path = "/v1/plugins/{digest}/runs",
    operation_id = "list_plugin_runs",
    tag = "plugins",
    params(("digest" = String, Path, description = "SHA-256 of the component, hexadecimal"), PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<RunView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    Query(query): Query<PageQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadPlugins)?;
    let page = query.page()?;
    let digest: String = path.get("digest")?;
    get(&mut db, &caller.scope, &digest).await?;
    let (receipts, next) =
        store::receipts::list_by_plugin(&mut db, &caller.scope, &digest, &page).await?;
    let limits = engine::limits(kit::quotas::size(&mut db, &caller.scope).await?);
    let items = receipts.into_iter().map(|receipt| view(receipt, limits));
    let items = items.collect();
    Ok(Items { items, next }.answer(&uri))
}

fn view(receipt: Receipt, limits: engine::Allowance) -> RunView {
    let mut taken = vec![Taken::of("fuel", "fuel", receipt.fuel, Some(limits.fuel))];
    if let Some(Usage {
        peak_memory_bytes,
        input_bytes,
        output_bytes,
        microseconds,
    }) = receipt.usage
    {
        let time = limits.milliseconds.map(|it| it.saturating_mul(1_000));
        taken.extend([
            Taken::of("memory", "bytes", peak_memory_bytes, Some(limits.memory)),
            Taken::of("input", "bytes", input_bytes, Some(limits.input_bytes)),
            Taken::of("output", "bytes", output_bytes, Some(limits.output_bytes)),
            Taken::of("time", "microseconds", microseconds, time),
        ]);
    }
    let (request_id, sweep_id) = match receipt.occasion {
        Occasion::Request(request) => (Some(request), None),
        Occasion::Sweep(sweep) => (None, Some(sweep)),
    };
    RunView {
        receipt_id: receipt.receipt_id,
        request_id,
        sweep_id,
        collection: receipt.collection,
        at: receipt.at,
        rows: receipt.rows,
        parameters_hash: receipt.parameters_hash,
        contract: receipt.contract,
        engine: receipt.engine,
        limits: taken,
    }
}

impl Taken {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share needs three digits of numbers far below 2^53"
    )]
    fn of(limit: &'static str, unit: &'static str, used: u64, allowed: Option<u64>) -> Self {
        let share = allowed
            .filter(|allowed| *allowed > 0)
            .map(|allowed| (used as f64 / allowed as f64 * 1_000.0).round() / 1_000.0);
        Self {
            limit,
            used,
            allowed,
            share,
            unit,
        }
    }
}
