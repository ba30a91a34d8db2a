//! Receipts of plugin runs: who runs the same plugin on the same input gets the same.

use domain::plugin::PluginUsage;
use domain::{ReceiptId, RequestId, SweepId};
use jiff::Timestamp;

use crate::decode::Columns;
use crate::insert::{all, insert};
use crate::{Error, Page, Row, Sql, TenantScope, Tx, Value};

const TABLE: &str = "receipt";
const RUNS: &str = "plugin_run";

/// What a plugin ran for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// A request of a data subject.
    Request(RequestId),
    /// A sweep for what has fallen due.
    Sweep(SweepId),
}

/// The receipt of one run. Its hashes are those of `lethe:engine`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its id.
    pub receipt_id: ReceiptId,
    /// What the plugin ran for.
    pub occasion: Occasion,
    /// The collection whose records it was given.
    pub collection: String,
    /// SHA-256 of the component, hexadecimal.
    pub plugin_digest: String,
    /// The contract it was run under.
    pub contract: String,
    /// The engine and its version.
    pub engine: String,
    /// SHA-256 of the parameters, hexadecimal.
    pub parameters_hash: String,
    /// SHA-256 of context and input, hexadecimal.
    pub input_hash: String,
    /// SHA-256 of the output, hexadecimal.
    pub output_hash: String,
    /// Fuel used.
    pub fuel: u64,
    /// Rows given.
    pub rows: u64,
    /// When it ran.
    pub at: Timestamp,
    /// What it took of its limits; receipts of before this was kept have none.
    pub usage: Option<Usage>,
}

/// What a run took of its limits, besides fuel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// The most bytes of memory that the plugin held.
    pub peak_memory_bytes: u64,
    /// Bytes it was given.
    pub input_bytes: u64,
    /// Bytes of its answer.
    pub output_bytes: u64,
    /// How long whoever ran it waited for it.
    pub microseconds: u64,
}

impl Receipt {
    /// What the run counts for among all of the tenant's.
    pub fn used(&self) -> PluginUsage {
        let bytes = self.usage.map_or(0, |usage| {
            usage.input_bytes.saturating_add(usage.output_bytes)
        });
        PluginUsage {
            runs: 1,
            fuel: self.fuel,
            bytes,
        }
    }
}

/// Keeps receipts.
///
/// # Errors
/// [`Error::Exists`] when one of the ids is in use.
pub async fn insert_many<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    receipts: &[Receipt],
) -> Result<(), Error> {
    let is_of_request = |receipt: &&Receipt| matches!(receipt.occasion, Occasion::Request(_));
    let (requests, sweeps): (Vec<_>, Vec<_>) = receipts.iter().partition(is_of_request);
    insert_into(tx, scope, [TABLE, RUNS, "request_id"], &requests).await?;
    let tables = ["sweep_receipt", "sweep_run", "sweep_id"];
    insert_into(tx, scope, tables, &sweeps).await
}

async fn insert_into<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    [table, runs, occasion]: [&'static str; 3],
    receipts: &[&Receipt],
) -> Result<(), Error> {
    let head = format!(
        "INSERT INTO {table} (tenant_id, {occasion}, receipt_id, collection, plugin_digest, \
         contract, engine, parameters_hash, input_hash, output_hash, fuel, row_count, at_ms)"
    );
    let rows = receipts.iter().map(|receipt| values(receipt)).collect();
    let inserted = insert(tx, scope, &head, "ON CONFLICT DO NOTHING", rows).await?;
    all(inserted, receipts.len(), table)?;
    let head = format!(
        "INSERT INTO {runs} (tenant_id, plugin_digest, receipt_id, {occasion}, \
         peak_memory_bytes, input_bytes, output_bytes, microseconds)"
    );
    let rows: Vec<_> = receipts
        .iter()
        .filter_map(|receipt| usage(receipt))
        .collect();
    let known = rows.len();
    let inserted = insert(tx, scope, &head, "ON CONFLICT DO NOTHING", rows).await?;
    all(inserted, known, runs)
}

/// Receipts as they are read: from which tables, and with which conditions.
macro_rules! select {
    ($tables:literal, $occasion:literal, $rest:literal) => {
        concat!(
            "SELECT kept.receipt_id AS receipt_id, ",
            $occasion,
            ", kept.collection, kept.plugin_digest, kept.contract, kept.engine, ",
            "kept.parameters_hash, kept.input_hash, kept.output_hash, kept.fuel, kept.row_count, ",
            "kept.at_ms, run.peak_memory_bytes, run.input_bytes, run.output_bytes, ",
            "run.microseconds FROM ",
            $tables,
            " ON run.tenant_id = kept.tenant_id AND run.plugin_digest = kept.plugin_digest ",
            "AND run.receipt_id = kept.receipt_id ",
            $rest
        )
    };
}

/// Lists the receipts of a plugin, the newest first. Those of before [`Usage`] was kept are not among them.
pub async fn list_by_plugin<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    digest: &str,
    page: &Page,
) -> Result<(Vec<Receipt>, Option<String>), Error> {
    // No id comes after it: ids are hexadecimal.
    let [before] = page.key(RUNS, ["~"])?;
    let rows = sql
        .query(
            concat!(
                select!(
                    "receipt AS kept JOIN plugin_run AS run",
                    "kept.request_id, CAST(NULL AS TEXT) AS sweep_id",
                    "WHERE run.tenant_id = $1 AND run.plugin_digest = $2 AND run.receipt_id < $3"
                ),
                " UNION ALL ",
                select!(
                    "sweep_receipt AS kept JOIN sweep_run AS run",
                    "CAST(NULL AS TEXT) AS request_id, kept.sweep_id",
                    "WHERE run.tenant_id = $1 AND run.plugin_digest = $2 AND run.receipt_id < $3"
                ),
                " ORDER BY receipt_id DESC LIMIT $4"
            ),
            &[
                scope.parameter(),
                digest.into(),
                before.into(),
                page.rows().into(),
            ],
        )
        .await?;
    let receipts = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(RUNS, receipts, |receipt: &Receipt| {
        [receipt.receipt_id.to_string()]
    }))
}

/// Lists the receipts of a request by id, which is the order of the runs.
pub async fn list_by_request<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    request: RequestId,
) -> Result<Vec<Receipt>, Error> {
    let rows = sql
        .query(
            select!(
                "receipt AS kept LEFT JOIN plugin_run AS run",
                "kept.request_id, CAST(NULL AS TEXT) AS sweep_id",
                "WHERE kept.tenant_id = $1 AND kept.request_id = $2 ORDER BY kept.receipt_id"
            ),
            &[scope.parameter(), request.into()],
        )
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Receipt, Error> {
    let mut columns = Columns::of(TABLE, row);
    let unfounded = Error::Inconsistent {
        table: TABLE,
        column: "request_id",
    };
    Ok(Receipt {
        receipt_id: columns.parsed("receipt_id")?,
        occasion: {
            let request = columns.optional_parsed("request_id")?;
            let sweep = columns.optional_parsed("sweep_id")?.map(Occasion::Sweep);
            request.map(Occasion::Request).or(sweep).ok_or(unfounded)?
        },
        collection: columns.text("collection")?,
        plugin_digest: columns.text("plugin_digest")?,
        contract: columns.text("contract")?,
        engine: columns.text("engine")?,
        parameters_hash: columns.text("parameters_hash")?,
        input_hash: columns.text("input_hash")?,
        output_hash: columns.text("output_hash")?,
        fuel: columns.integer("fuel")?,
        rows: columns.integer("row_count")?,
        at: columns.time("at_ms")?,
        usage: match columns.optional_integer("peak_memory_bytes")? {
            None => None,
            Some(peak_memory_bytes) => Some(Usage {
                peak_memory_bytes,
                input_bytes: columns.integer("input_bytes")?,
                output_bytes: columns.integer("output_bytes")?,
                microseconds: columns.integer("microseconds")?,
            }),
        },
    })
}

fn occasion(receipt: &Receipt) -> Value {
    match receipt.occasion {
        Occasion::Request(request) => request.into(),
        Occasion::Sweep(sweep) => sweep.into(),
    }
}

fn usage(receipt: &Receipt) -> Option<[Value; 7]> {
    let usage = receipt.usage?;
    // Bounded far below by the limits of a run.
    let number = |number: u64| Value::from(i64::try_from(number).unwrap_or(i64::MAX));
    Some([
        receipt.plugin_digest.as_str().into(),
        receipt.receipt_id.into(),
        occasion(receipt),
        number(usage.peak_memory_bytes),
        number(usage.input_bytes),
        number(usage.output_bytes),
        number(usage.microseconds),
    ])
}

fn values(receipt: &Receipt) -> [Value; 12] {
    [
        occasion(receipt),
        receipt.receipt_id.into(),
        receipt.collection.as_str().into(),
        receipt.plugin_digest.as_str().into(),
        receipt.contract.as_str().into(),
        receipt.engine.as_str().into(),
        receipt.parameters_hash.as_str().into(),
        receipt.input_hash.as_str().into(),
        receipt.output_hash.as_str().into(),
        // Both are bounded far below by the limits of a run.
        i64::try_from(receipt.fuel).unwrap_or(i64::MAX).into(),
        i64::try_from(receipt.rows).unwrap_or(i64::MAX).into(),
        receipt.at.into(),
    ]
}
