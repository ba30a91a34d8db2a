//! Rules of fields: their parameters must be ones that the plugin takes, as far as that is known.

use domain::Collection;
use domain::collection::OnErase;
use kit::problem::Problem;
use store::{Sql, TenantScope};

use super::incomplete;

/// Checks the parameters of each rule against the schema of the plugin that is active under its name. A plugin may
/// be activated later: then an erasure is what checks them first.
pub(super) async fn check<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    collection: &Collection,
) -> Result<(), Problem> {
    let mut unfit = Vec::new();
    for (index, field) in collection.fields.iter().enumerate() {
        let OnErase::Anonymize { plugin, parameters } = &field.on_erase else {
            continue;
        };
        let Some(active) = store::plugins::active(sql, scope, plugin).await? else {
            continue;
        };
        let Some(schema) = active.description.get("parameters") else {
            continue;
        };
        let parameters = serde_json::Value::Object(parameters.clone());
        let at = format!("/fields/{index}/on_erase/anonymize/parameters");
        unfit.extend(kit::parameters::places(
            &schema.to_string(),
            &parameters,
            &at,
        ));
    }
    if unfit.is_empty() {
        return Ok(());
    }
    Err(incomplete(unfit))
}
