//! The form of a document: for programs or for people.

use serde::Deserialize;

/// The form of a document.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Form {
    /// For programs.
    #[default]
    Json,
    /// For people.
    Html,
}

/// Which form is wanted.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FormQuery {
    /// "json" or "html"; JSON when left out.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub(crate) format: Form,
}
