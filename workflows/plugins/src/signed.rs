//! Whether an upload is signed as the tenant asks.

use axum::http::StatusCode;
use domain::plugin::PublicKey;
use kit::problem::{Place, Problem};
use store::{Sql, TenantScope};

/// Refuses an upload that nobody signed where somebody must, and one whose key the tenant does not know or trust.
/// Costs little, so that it comes before compiling.
pub(crate) async fn admitted<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    signature: Option<&(PublicKey, String)>,
) -> Result<(), Problem> {
    let Some((key, _)) = signature else {
        if store::settings::find(sql, scope)
            .await?
            .plugins
            .allow_unsigned
        {
            return Ok(());
        }
        let detail = "this tenant takes no plugin that nobody signed: sign it with a registered key and send it as \
                      application/json, or allow it with plugins.allow_unsigned in PUT /v1/settings";
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unsigned-plugin",
            detail,
        ));
    };
    let place = |message| Place::pointer("/signature/public_key", message);
    let found = store::plugin_keys::find(sql, scope, key).await?;
    match found {
        None => Err(unsigned().at(place("no such key is registered"))),
        Some(key) if key.revoked_at.is_some() => Err(unsigned().at(place("this key was revoked"))),
        Some(_) => Ok(()),
    }
}

/// Refuses a signature that is not one of this plugin.
pub(crate) fn verified(
    digest: &str,
    signature: Option<&(PublicKey, String)>,
) -> Result<(), Problem> {
    match signature {
        Some((key, signature)) if !kit::signing::is_signed(digest, key, signature) => {
            let message = "is not a signature of this file under this key";
            Err(unsigned().at(Place::pointer("/signature/signature", message)))
        }
        _ => Ok(()),
    }
}

fn unsigned() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "wrong-signature",
        "the signature does not vouch for this plugin",
    )
}
