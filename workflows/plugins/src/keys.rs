//! The keys that plugins are signed with.

pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod register;
pub(crate) mod revoke;

use domain::TokenId;
use domain::plugin::PublicKey;
use jiff::Timestamp;
use kit::path::Captured;
use kit::problem::Problem;
use serde::Serialize;
use store::plugin_keys::PluginKey;

/// A key that plugins are signed with.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct KeyView {
    /// The public key (Ed25519), 64 hexadecimal digits.
    public_key: String,
    /// What holds its secret part.
    label: String,
    /// When it was registered.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// The token it was registered with.
    #[schema(value_type = String, format = Uuid)]
    created_by: TokenId,
    /// Since when nothing more is taken in that it signed; null while it is good.
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked_at: Option<Timestamp>,
}

impl From<PluginKey> for KeyView {
    fn from(key: PluginKey) -> Self {
        Self {
            public_key: key.public_key.to_string(),
            label: key.label,
            created_at: key.created_at,
            created_by: key.created_by,
            revoked_at: key.revoked_at,
        }
    }
}

/// The key that the path names; what is no key is not there.
fn named(path: &Captured) -> Result<PublicKey, Problem> {
    let text: String = path.get("key")?;
    text.parse().map_err(|_| missing())
}

fn missing() -> Problem {
    Problem::not_found("plugin key")
}
