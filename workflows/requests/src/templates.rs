//! The steps that a tenant takes for requests of a kind.

pub(crate) mod find;
pub(crate) mod replace;

use domain::request::{Template, TemplateStep};
use kit::path::Captured;
use kit::problem::Problem;
use serde::{Deserialize, Serialize};

/// A template.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplateView {
    /// The steps in their order: `name` (a word), `title`, and whether a request is `required` to have it done.
    #[schema(value_type = Vec<Object>)]
    steps: Vec<TemplateStep>,
}

impl From<Template> for TemplateView {
    fn from(template: Template) -> Self {
        Self { steps: template.0 }
    }
}

/// The kind that the path names.
fn kind(path: &Captured) -> Result<domain::request::RequestKind, Problem> {
    path.get("kind")
}
