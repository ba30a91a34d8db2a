//! Policies: what subjects are shown before they agree to a purpose.

pub(crate) mod list;
pub(crate) mod particulars;
pub(crate) mod publish;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value as Json;
use store::policies::Policy;

/// A version of a policy.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PolicyView {
    /// The purpose that it is about.
    purpose: String,
    /// Its number: 1, 2, 3 and so on.
    version: u64,
    /// The language of the text (BCP 47).
    language: String,
    /// The text that is shown.
    text: String,
    /// SHA-256 of the text, hexadecimal.
    digest: String,
    /// What records and receipts say besides.
    #[schema(value_type = Object)]
    particulars: Json,
    /// From when on it is shown.
    #[schema(value_type = String, format = DateTime)]
    in_force_from: Timestamp,
    /// When it was published.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<Policy> for PolicyView {
    fn from(policy: Policy) -> Self {
        Self {
            purpose: policy.purpose.into(),
            version: policy.version,
            language: policy.language,
            text: policy.content,
            digest: policy.digest,
            particulars: policy.particulars,
            in_force_from: policy.in_force_from,
            created_at: policy.created_at,
        }
    }
}
