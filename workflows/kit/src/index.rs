//! Blind indexes: finding a record by a personal value without keeping the value.

use domain::Value;
use store::TenantScope;

use crate::keys::tenant_key;
use crate::platform::vault;
use crate::problem::Problem;

/// The most values that one call of the vault is given.
const BATCH: usize = 2_000;

/// The form of a value in which spellings of the same name or address are equal.
pub fn normal_form(value: &Value) -> String {
    domain::lookup::normalize(&value.to_text())
}

/// The digests of values of a field, in [`normal_form`].
pub fn digests(
    scope: &TenantScope,
    collection: &str,
    field: &str,
    normal_forms: &[String],
) -> Result<Vec<Vec<u8>>, Problem> {
    let tenant = tenant_key(scope);
    let domain = format!("{collection}/{field}");
    let mut digests = Vec::with_capacity(normal_forms.len());
    for batch in normal_forms.chunks(BATCH) {
        digests.extend(vault::blind_index(&tenant, &domain, batch)?);
    }
    if digests.len() != normal_forms.len() {
        return Err(Problem::internal(
            "the vault gave another number of digests",
        ));
    }
    Ok(digests)
}
