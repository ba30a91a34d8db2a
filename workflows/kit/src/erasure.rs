//! Erasure (Art. 17): what goes, what a plugin makes anonymous, and what the law keeps.
//!
//! Everything is prepared before the transaction: records are read and opened, plugins run, what
//! stays is sealed anew under a placeholder. The transaction then finds the subject as it was read,
//! or the preparation is made again.

mod held;
mod plan;
mod prepared;
mod write;

use domain::SubjectId;
use domain::erasure::CollectionPlan;
use serde::Serialize;
use store::records::RecordRow;
use store::{Page, Processing, Sql, TenantScope};

use crate::problem::Problem;

pub use plan::plan;
pub use prepared::Prepared;

/// What an erasure would do.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Plan {
    /// By collection.
    #[schema(value_type = Vec<Object>)]
    pub collections: Vec<CollectionPlan>,
    /// The plugins that would run.
    pub plugins: Vec<RanPlugin>,
}

/// How often an erasure is prepared when the subject's records are changed meanwhile.
pub const ATTEMPTS: usize = 3;

/// What an erasure did: names of fields, grounds and counts, no values.
#[derive(Serialize)]
struct Outcome {
    /// By collection.
    collections: Vec<CollectionOutcome>,
    /// The plugins that ran.
    plugins: Vec<RanPlugin>,
}

/// What an erasure did in one collection.
#[derive(Serialize)]
struct CollectionOutcome {
    #[serde(flatten)]
    plan: CollectionPlan,
    /// Evidence of the plugin's runs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    receipts: Vec<Receipt>,
}

/// A plugin that an erasure runs.
#[derive(Serialize, utoipa::ToSchema)]
pub struct RanPlugin {
    /// The name that rules have for it.
    pub name: String,
    /// SHA-256 of the component, hexadecimal.
    pub digest: String,
}

/// Evidence of a run. Hashes of people's values are kept with the receipt, not in the outcome.
#[derive(Serialize)]
struct Receipt {
    /// Its id.
    #[serde(rename = "receipt_id")]
    id: domain::ReceiptId,
    /// SHA-256 of the component, hexadecimal.
    plugin_digest: String,
    /// Fuel used.
    fuel: u64,
    /// Rows given.
    rows: u64,
}

/// The subject was erased already.
#[must_use]
pub fn erased() -> Problem {
    let detail = "the subject of this request was erased";
    Problem::new(axum::http::StatusCode::GONE, "subject-erased", detail)
}

/// All records of a subject, whose request they are taken for.
async fn records_of<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    processing: Processing,
    subject: SubjectId,
) -> Result<Vec<RecordRow>, Problem> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = Page::new(Page::MAX_LIMIT, after);
        let (more, next) =
            store::records::list_by_subject(sql, scope, processing, subject, &page).await?;
        rows.extend(more);
        after = next;
        if after.is_none() {
            return Ok(rows);
        }
    }
}
