//! Gives the receipt of a consent.

use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, Response};
use axum::response::IntoResponse;
use domain::organization::Organization;
use domain::{Permission, PurposeName, SubjectId};
use kit::declarations::Declarations;
use kit::documents;
use kit::door::{Caller, Session};
use kit::path::Captured;
use kit::problem::{Place, Problem};
use kit::query::Query;
use serde::Deserialize;
use store::consents::Logged;
use store::{Page, Sql};

use super::known;
use crate::policies::particulars::Particulars;
use crate::receipt::{Facts, dpv, kantara};

/// The form of a receipt.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Form {
    /// ISO/IEC TS 27560:2023 in JSON-LD, with the words of DPV.
    Dpv,
    /// Kantara Consent Receipt 1.1.
    Kantara,
}

/// Which form is wanted.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FormQuery {
    /// "dpv" for ISO/IEC TS 27560 in JSON-LD, "kantara" for Kantara Consent Receipt 1.1; when left out, the header
    /// `accept` decides: `application/json` alone is Kantara.
    #[param(value_type = Option<String>)]
    format: Option<Form>,
}

/// Get the receipt of a subject's consent to a purpose.
#[utoipa::path(
    get,
    path = "/v1/subjects/{subject}/consents/{purpose}/receipt",
    operation_id = "get_consent_receipt",
    tag = "consents",
    params(
        ("subject" = String, Path, format = Uuid, description = "Id of the subject"),
        ("purpose" = String, Path, description = "Name of the purpose"),
        FormQuery,
    ),
    responses(
        (status = 200, description = "The receipt", content_type = "application/ld+json", body = Object),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    Query(query): Query<FormQuery>,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadConsents)?;
    let subject: SubjectId = path.get("subject")?;
    let purpose: PurposeName = path.get("purpose")?;
    let form = query.format.unwrap_or_else(|| accepted(&headers));
    known(&mut db, &caller, subject).await?;
    let facts = facts(&mut db, &caller, subject, &purpose).await?;
    let (media_type, receipt) = match form {
        Form::Dpv => ("application/ld+json", dpv::receipt(&facts)?),
        Form::Kantara => ("application/json", kantara::receipt(&facts)?),
    };
    Ok(([(CONTENT_TYPE, media_type)], receipt.to_string()).into_response())
}

/// JSON-LD, unless the caller takes plain JSON and nothing else.
fn accepted(headers: &HeaderMap) -> Form {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    let media_type = accept.and_then(|accept| accept.split(';').next());
    match media_type.map(str::trim) {
        Some("application/json") => Form::Kantara,
        _ => Form::Dpv,
    }
}

/// Gathers what receipts say.
async fn facts<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    subject_id: SubjectId,
    name: &PurposeName,
) -> Result<Facts, Problem> {
    let scope = &caller.scope;
    let purpose = crate::purposes::get(sql, scope, name).await?;
    let history = history(sql, caller, subject_id, name).await?;
    let shown = history
        .iter()
        .rev()
        .find_map(|logged| logged.happened.shown.clone());
    let Some(shown) = shown else {
        let detail =
            "the subject was shown no policy for this purpose, so there is nothing to confirm";
        return Err(Problem::conflict("no-consent", detail));
    };
    let policy = store::policies::find(sql, scope, name, shown.version).await?;
    let policy =
        policy.ok_or_else(|| Problem::internal("a consent to a policy that is not there"))?;
    let organization = documents::latest::<Organization, S>(sql, scope, documents::only_one(scope));
    let organization = organization.await?.ok_or_else(|| {
        let detail = "a receipt names the controller: PUT /v1/organization first";
        let place = Place::parameter("organization", "nobody has said who the controller is");
        Problem::conflict("incomplete", detail).at(place)
    })?;
    let declarations = Declarations::all(sql, scope).await?;
    let particulars: Particulars = serde_json::from_value(policy.particulars.clone())
        .map_err(|_| Problem::internal("the particulars of a policy cannot be read"))?;
    Ok(Facts {
        subject_id,
        purpose,
        policy,
        particulars,
        organization: organization.content,
        collections: declarations.iter().cloned().collect(),
        history,
        made_at: kit::clock::now(),
    })
}

/// What happened to the consent to one purpose.
async fn history<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    subject: SubjectId,
    purpose: &PurposeName,
) -> Result<Vec<Logged>, Problem> {
    let (mut history, mut after) = (Vec::new(), None);
    loop {
        let page = Page::new(Page::MAX_LIMIT, after);
        let (events, next) = store::consents::list(sql, &caller.scope, subject, &page).await?;
        history.extend(
            events
                .into_iter()
                .filter(|logged| logged.purpose == *purpose),
        );
        after = next;
        if after.is_none() {
            return Ok(history);
        }
    }
}
