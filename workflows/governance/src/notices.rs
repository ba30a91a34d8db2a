//! Notices to data subjects (Art. 13 and 14), rendered from the records of processing.

pub(crate) mod create;
pub(crate) mod find;
pub(crate) mod list;
mod render;
pub(crate) mod replace;
pub(crate) mod versions;

use domain::DocumentId;
use domain::processing::{ProcessingRecord, ProcessingRole};
use kit::documents::{self, Document, Opened};
use kit::problem::{Place, Problem};
use serde::{Deserialize, Serialize};
use store::{Sql, TenantScope};

use crate::organization;

/// Where the data comes from, and so which article the notice follows.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Origin {
    /// From the subject (Art. 13).
    Subject,
    /// From elsewhere (Art. 14).
    Elsewhere,
}

/// A notice to be rendered.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeWanted {
    /// What it is called.
    title: String,
    /// Where the data comes from: "subject" (Art. 13) or "elsewhere" (Art. 14).
    #[schema(value_type = String)]
    origin: Origin,
    /// The records of processing that it tells of; all when left out.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    processing_records: Vec<DocumentId>,
    /// The interests that a controller pursues, where they are the ground (Art. 13(1)(d)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    legitimate_interests: Option<String>,
    /// Where rights are exercised, such as a mailbox or a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rights_at: Option<String>,
}

/// A notice as it was rendered.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Notice {
    /// What was wanted.
    pub(crate) wanted: NoticeWanted,
    /// The records that it tells of, each in this version.
    pub(crate) rendered_from: Vec<(DocumentId, u64)>,
    /// What it says.
    pub(crate) sections: Vec<Section>,
}

/// A part of a notice.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Section {
    /// The point that it answers.
    pub(crate) article: String,
    /// Its heading.
    pub(crate) heading: String,
    /// What it says, a paragraph each.
    pub(crate) paragraphs: Vec<String>,
}

impl Document for Notice {
    const KIND: &'static str = "notice";
}

/// Renders a notice from what is known now.
async fn rendered<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    wanted: NoticeWanted,
) -> Result<Notice, Problem> {
    if wanted.title.trim().is_empty() {
        let place = Place::pointer("/title", "say what the notice is called");
        return Err(Problem::invalid(
            "the notice cannot be rendered",
            vec![place],
        ));
    }
    let all: Vec<Opened<ProcessingRecord>> = documents::all(sql, scope).await?;
    for (index, id) in wanted.processing_records.iter().enumerate() {
        if !all.iter().any(|record| record.document_id == *id) {
            let pointer = format!("/processing_records/{index}");
            let place = Place::pointer(pointer, "there is no such record");
            return Err(Problem::invalid(
                "the notice cannot be rendered",
                vec![place],
            ));
        }
    }
    let is_wanted = |record: &Opened<ProcessingRecord>| {
        let all = wanted.processing_records.is_empty();
        record.content.entry.role == ProcessingRole::Controller
            && (all || wanted.processing_records.contains(&record.document_id))
    };
    let records: Vec<_> = all.into_iter().filter(is_wanted).collect();
    let organization = organization::get(sql, scope).await?;
    let Some(organization) = organization.filter(|_| !records.is_empty()) else {
        let detail = "a notice needs the organization and a controller's record of processing";
        return Err(Problem::conflict("incomplete", detail));
    };
    let rendered_from = records
        .iter()
        .map(|record| (record.document_id, record.version));
    Ok(Notice {
        rendered_from: rendered_from.collect(),
        sections: render::sections(&wanted, &organization.content, &records),
        wanted,
    })
}
