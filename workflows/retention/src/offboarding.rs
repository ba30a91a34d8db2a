//! How a tenant leaves (Art. 28(3)(g) GDPR, Art. 25 of Regulation (EU) 2023/2854): notice, a time in which
//! everything can be fetched, deletion.

pub(crate) mod certificate;
pub(crate) mod delete;
pub(crate) mod demand;
pub(crate) mod find;
pub(crate) mod give_notice;
pub(crate) mod withdraw;

use std::collections::BTreeMap;

use domain::deadline::Calendar;
use domain::offboarding::{Demand, Notice};
use domain::{DeliveryId, Shortcoming, TenantId};
use jiff::Timestamp;
use jiff::civil::Date;
use kit::problem::{Place, Problem};
use serde::Serialize;
use store::deliveries::Delivered;
use store::offboarding::{Offboarding, OffboardingState};
use store::{Sql, TenantScope};

/// Where it stands.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct OffboardingView {
    /// The tenant.
    #[schema(value_type = String, format = Uuid)]
    tenant_id: TenantId,
    /// `noticed` until the contract has ended, then `retrieval`; `demanded` when deletion was asked for; `deleting` once
    /// there is no way back; `deleted`.
    #[schema(value_type = String, example = "retrieval")]
    state: State,
    /// What was agreed.
    notice: NoticeView,
    /// The last delivery of everything that was fetched to its end.
    delivery: Option<DeliveryView>,
    /// How many rows of which table were deleted.
    deleted: BTreeMap<String, u64>,
    /// When it last came further.
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
    /// What proves that nothing is left; null until then.
    #[schema(value_type = Option<Object>)]
    certificate: Option<serde_json::Value>,
}

/// Where it stands, as its dates say.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    Noticed,
    Retrieval,
    Demanded,
    Deleting,
    Deleted,
}

/// Notice that was given.
#[derive(Serialize, utoipa::ToSchema)]
struct NoticeView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    given_at: Timestamp,
    /// The last day of the contract.
    #[schema(value_type = String, format = Date)]
    ends_on: Date,
    /// The last day on which everything can be fetched.
    #[schema(value_type = String, format = Date)]
    retrieval_until: Date,
    /// When the deletion begins, as things stand.
    #[schema(value_type = String, format = DateTime)]
    deletion_at: Timestamp,
    /// The version of the rules by which that was calculated.
    rules: String,
    /// That everything is to be deleted earlier.
    demand: Option<DemandView>,
}

/// That everything is to be deleted earlier.
#[derive(Serialize, utoipa::ToSchema)]
struct DemandView {
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
    /// Until when it can be taken back.
    #[schema(value_type = String, format = DateTime)]
    deletion_at: Timestamp,
    /// The last day on which the deletion is in time.
    #[schema(value_type = String, format = Date)]
    due_on: Date,
}

/// A delivery that was fetched to its end.
#[derive(Serialize, utoipa::ToSchema)]
struct DeliveryView {
    /// Its id, which its manifest names.
    #[schema(value_type = String, format = Uuid)]
    delivery_id: DeliveryId,
    /// When its last part was fetched.
    #[schema(value_type = String, format = DateTime)]
    finished_at: Timestamp,
    /// How many files it had.
    files: u64,
    /// How many bytes they had.
    bytes: u64,
    /// SHA-256 of its manifest, hexadecimal.
    manifest_sha256: String,
}

impl From<Delivered> for DeliveryView {
    fn from(delivered: Delivered) -> Self {
        Self {
            delivery_id: delivered.delivery_id,
            finished_at: delivered.finished_at,
            files: delivered.files,
            bytes: delivered.bytes,
            manifest_sha256: delivered.manifest_digest,
        }
    }
}

impl From<Demand> for DemandView {
    fn from(demand: Demand) -> Self {
        Self {
            made_at: demand.made_at,
            deletion_at: demand.deletion_at,
            due_on: demand.due_on,
        }
    }
}

/// Shows an offboarding; `today` is the tenant's day, while it has a calendar.
fn view(found: Offboarding, today: Option<Date>) -> OffboardingView {
    let Offboarding {
        tenant_id,
        state,
        notice,
        delivery,
        deleted,
        changed_at,
        certificate,
    } = found;
    let state = match state {
        OffboardingState::Deleted => State::Deleted,
        OffboardingState::Deleting => State::Deleting,
        OffboardingState::Noticed if notice.demand.is_some() => State::Demanded,
        OffboardingState::Noticed if today.is_some_and(|today| today > notice.ends_on) => {
            State::Retrieval
        }
        OffboardingState::Noticed => State::Noticed,
    };
    OffboardingView {
        tenant_id,
        state,
        delivery: delivery.map(Into::into),
        deleted,
        changed_at,
        certificate: certificate.and_then(|text| serde_json::from_str(&text).ok()),
        notice: NoticeView {
            given_at: notice.given_at,
            ends_on: notice.ends_on,
            retrieval_until: notice.retrieval_until,
            deletion_at: notice.deletion_at(),
            rules: notice.rules,
            demand: notice.demand.map(Into::into),
        },
    }
}

/// Shows where the offboarding of a tenant stands that is still there.
async fn standing<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<OffboardingView, Problem> {
    let found = store::offboarding::find(sql, scope).await?;
    let found = found.ok_or_else(|| Problem::not_found("offboarding"))?;
    let today = calendar(sql, scope).await?.day_of(kit::clock::now());
    let delivery = store::deliveries::last_finished(sql, scope).await?;
    let found = Offboarding { delivery, ..found };
    Ok(view(found, Some(today)))
}

/// The calendar of the tenant.
async fn calendar<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<Calendar, Problem> {
    let settings = store::settings::find(sql, scope).await?;
    // Settings are checked when they are kept, so a failure is nothing that a caller can mend.
    let calendar = settings.calendar();
    calendar.map_err(|error| Problem::internal(error.to_string()))
}

/// The notice that was given, as long as the deletion has not begun.
async fn noticed<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<Notice, Problem> {
    let found = store::offboarding::find(sql, scope).await?;
    let found = found.ok_or_else(|| Problem::not_found("offboarding"))?;
    Ok(found.notice)
}

/// Refuses a call that does not name the tenant: nobody ends a contract by a slip.
async fn confirmed<S: Sql>(sql: &mut S, scope: &TenantScope, name: &str) -> Result<(), Problem> {
    if store::tenants::name(sql, scope).await?.as_deref() == Some(name) {
        return Ok(());
    }
    let place = Place::pointer(
        "/confirm",
        "must be the name of the tenant, letter by letter",
    );
    Err(Problem::invalid("this was not confirmed", vec![place]))
}

fn wrong(found: Vec<Shortcoming>) -> Problem {
    let place = |found: Shortcoming| Place::pointer(found.pointer, found.message);
    let places = found.into_iter().map(place).collect();
    Problem::invalid("this cannot be agreed", places)
}
