//! Security issues: whom to tell, and what was told.

pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod report;
pub(crate) mod text;

use kit::documents::Document;
use serde::{Deserialize, Serialize};

/// What somebody reports of a security issue. It is sealed.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecurityReport {
    /// The address at which it was seen.
    url: String,
    /// The company and the user who saw it.
    reporter: String,
    /// The type of information that it concerns.
    affected_information: String,
    /// The device and its operating system.
    device: String,
    /// How it can be seen again.
    reproduction: String,
}

impl Document for SecurityReport {
    const KIND: &'static str = "security-report";
}
