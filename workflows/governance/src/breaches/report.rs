//! Reports a breach: for the authority (Art. 33(3)), as JSON or as a page.

use axum::Json;
use axum::body::Body;
use axum::http::Response;
use axum::response::IntoResponse;
use domain::Permission;
use domain::breach::{Breach, NOTIFICATION};
use domain::organization::Organization;
use kit::audit::Event;
use kit::documents::Opened;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use kit::query::Query;
use maud::{Markup, html};
use serde_json::{Value as Json_, json};
use store::{Page, Tx};

use crate::form::{Form, FormQuery};
use crate::organization::{self, contact};
use crate::page::page;
use crate::written::{self, get};

/// Get the report of a breach, as the authority wants it: Art. 33(3), phases and reasons for a delay.
#[utoipa::path(
    get,
    path = "/v1/breaches/{breach}/report",
    operation_id = "report_breach",
    tag = "governance",
    params(("breach" = String, Path, format = Uuid, description = "Id of the breach"), FormQuery),
    responses((status = 200, description = "The report", body = Object), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    Query(query): Query<FormQuery>,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadGovernance)?;
    let id = path.get("breach")?;
    let mut tx = Tx::begin(&mut db).await?;
    let breach = get::<Breach, _>(&mut tx, &caller.scope, id).await?;
    let phases = Page::new(Page::MAX_LIMIT, None);
    let phases = written::versions::<Breach, _>(&mut tx, &caller.scope, id, &phases).await?;
    let organization = organization::get(&mut tx, &caller.scope).await?;
    let organization = organization.map(|opened| opened.content);
    Event::new("breach.reported", "breach", &id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    let phases = serde_json::to_value(&phases.items)
        .map_err(|error| Problem::internal(error.to_string()))?;
    Ok(match query.format {
        Form::Json => Json(as_json(&breach, &phases, organization.as_ref())?).into_response(),
        Form::Html => page(
            "en",
            &breach.content.title,
            &as_page(&breach, organization.as_ref()),
        ),
    })
}

fn as_json(
    breach: &Opened<Breach>,
    phases: &Json_,
    organization: Option<&Organization>,
) -> Result<Json_, Problem> {
    let clock = NOTIFICATION.standing(&breach.content, kit::clock::now());
    let content = serde_json::to_value(&breach.content)
        .map_err(|error| Problem::internal(error.to_string()))?;
    Ok(json!({
        "breach": breach.document_id,
        "phase": breach.version,
        "controller": organization.map(|it| &it.controller),
        "contact": organization.and_then(|it| it.data_protection_officer.as_ref().or(Some(&it.controller))),
        "content": content,
        "clock": clock,
        "missing": breach.content.missing(&clock),
        "phases": phases,
    }))
}

fn as_page(breach: &Opened<Breach>, organization: Option<&Organization>) -> Markup {
    let content = &breach.content;
    let clock = NOTIFICATION.standing(content, kit::clock::now());
    let officer = organization.and_then(|it| it.data_protection_officer.as_ref());
    let list = |texts: &[String]| texts.join(", ");
    let number = |number: Option<u64>| number.map_or("not known yet".to_owned(), |n| n.to_string());
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "not known yet".to_owned());
    let nature = format!("{:?}", content.nature).to_lowercase();
    let lines = [
        (
            "Controller",
            organization.map_or_else(String::new, |it| contact(&it.controller)),
        ),
        (
            "Contact (Art. 33(3)(b))",
            officer.map_or_else(String::new, contact),
        ),
        ("Aware at", content.aware_at.to_string()),
        ("To be notified by", clock.due_at.to_string()),
        (
            "Nature (Art. 33(3)(a))",
            nature.trim_matches(['[', ']']).to_owned(),
        ),
        ("What happened", content.description.clone()),
        (
            "Categories of data subjects",
            list(&content.subject_categories),
        ),
        (
            "Approximate number of data subjects",
            number(content.subjects),
        ),
        ("Categories of records", list(&content.record_categories)),
        ("Approximate number of records", number(content.records)),
        (
            "Likely consequences (Art. 33(3)(c))",
            text(&content.consequences),
        ),
        ("Measures (Art. 33(3)(d))", text(&content.measures)),
    ];
    html! {
        p { "Phase " (breach.version) " of " (breach.at) }
        dl { @for (name, value) in &lines { dt { strong { (name) } } dd { (value) } } }
        @if let Some(reasons) = &content.delay_reasons { h2 { "Reasons for the delay (Art. 33(1))" } p { (reasons) } }
        @if let Some(notice) = &content.subjects_notice { h2 { "What data subjects are told (Art. 34(2))" } p { (notice) } }
        @let missing = content.missing(&clock);
        @if !missing.is_empty() {
            h2 { "Not said yet" }
            ul { @for found in &missing { li { (found.message) } } }
        }
    }
}
