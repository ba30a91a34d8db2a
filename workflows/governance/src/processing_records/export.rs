//! Hands out the records of processing, for the authority (Art. 30(4)).

mod csv_file;
mod json_ld;
mod lines;
mod xml;

use axum::body::Body;
use axum::http::Response;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::Permission;
use domain::processing::ProcessingRecord;
use kit::audit::Event;
use kit::documents;
use kit::door::Session;
use kit::problem::Problem;
use kit::query::Query;
use serde::Deserialize;
use store::Tx;

use crate::organization;

/// The form of the records.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Form {
    /// A row a record.
    #[default]
    Csv,
    /// An element a record.
    Xml,
    /// With the words of DPV.
    JsonLd,
}

/// Which form is wanted.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FormQuery {
    /// "csv", "xml" or "json-ld"; CSV when left out.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    format: Form,
}

/// Get all records of processing as a file: CSV without formulas, XML, or JSON-LD with the words of DPV.
#[utoipa::path(
    get,
    path = "/v1/processing-records/export",
    operation_id = "export_processing_records",
    tag = "governance",
    params(FormQuery),
    responses(
        (status = 200, description = "The file", content_type = "text/csv", body = String),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<FormQuery>,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadGovernance)?;
    let mut tx = Tx::begin(&mut db).await?;
    let organization = organization::get(&mut tx, &caller.scope).await?;
    let organization = organization.map(|opened| opened.content);
    let records = documents::all::<ProcessingRecord, _>(&mut tx, &caller.scope).await?;
    Event::new(
        "processing-record.exported",
        "tenant",
        &caller.scope.tenant_id(),
    )
    .count("processing-records", records.len() as u64)
    .append(&mut tx, &caller)
    .await?;
    tx.commit().await?;
    let organization = organization.as_ref();
    let (media_type, name, file) = match query.format {
        Form::Csv => (
            "text/csv; charset=utf-8",
            "csv",
            csv_file::write(&records, organization)?,
        ),
        Form::Xml => (
            "application/xml",
            "xml",
            xml::write(&records, organization)?,
        ),
        Form::JsonLd => (
            "application/ld+json",
            "jsonld",
            json_ld::write(&records, organization),
        ),
    };
    let disposition = format!("attachment; filename=\"processing-records.{name}\"");
    let headers = [
        (CONTENT_TYPE, media_type.to_owned()),
        (CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, file).into_response())
}
