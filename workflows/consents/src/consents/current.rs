//! Tells where the consents of a subject stand.

use axum::Json;
use domain::consent::ConsentState;
use domain::{Permission, SubjectId};
use jiff::Timestamp;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use serde::Serialize;

use super::known;

/// Where the consents of a subject stand.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Consents {
    /// The subject.
    #[schema(value_type = String, format = Uuid)]
    subject_id: SubjectId,
    /// By purpose; a purpose that is not named was never asked about.
    consents: Vec<Consent>,
}

/// Where a consent stands.
#[derive(Serialize, utoipa::ToSchema)]
struct Consent {
    /// The purpose.
    purpose: String,
    /// Where it stands now.
    #[schema(value_type = String)]
    state: ConsentState,
    /// Whether it is a ground for processing.
    in_force: bool,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// Until when a yes holds; null without end.
    #[schema(value_type = Option<String>, format = DateTime)]
    valid_until: Option<Timestamp>,
    /// The version of the policy that was shown.
    policy_version: Option<u64>,
}

/// Tell where the consents of a subject stand now.
#[utoipa::path(
    get,
    path = "/v1/subjects/{subject}/consents",
    operation_id = "get_consents",
    tag = "consents",
    params(("subject" = String, Path, format = Uuid, description = "Id of the subject")),
    responses((status = 200, description = "By purpose", body = Consents), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<Consents>, Problem> {
    caller.require(Permission::ReadConsents)?;
    let subject_id: SubjectId = path.get("subject")?;
    known(&mut db, &caller, subject_id).await?;
    let now = kit::clock::now();
    let current = store::consents::current(&mut db, &caller.scope, subject_id).await?;
    let consents = current.into_iter().map(|logged| {
        let state = logged.state_at(now);
        Consent {
            purpose: logged.purpose.to_string(),
            state,
            in_force: state.is_valid(),
            since: match logged.happened.valid_until {
                Some(until) if state != logged.state => until,
                _ => logged.happened.at,
            },
            valid_until: logged.happened.valid_until,
            policy_version: logged.happened.shown.map(|shown| shown.version),
        }
    });
    Ok(Json(Consents {
        subject_id,
        consents: consents.collect(),
    }))
}
