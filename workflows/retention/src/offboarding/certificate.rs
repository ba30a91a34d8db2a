//! What proves that everything of a tenant was deleted: the fields of a certificate of sanitization (NIST SP 800-88r2,
//! appendix) as far as software can fill them, as canonical JSON (RFC 8785).

use kit::problem::Problem;
use serde_json::json;
use store::offboarding::Offboarding;

/// Writes the certificate of a deletion that ends now, at `changed_at`.
pub(super) fn of(offboarding: &Offboarding) -> Result<String, Problem> {
    let Offboarding {
        tenant_id,
        notice,
        delivery,
        deleted,
        changed_at,
        ..
    } = offboarding;
    let rows = |table: &str| deleted.get(table).copied().unwrap_or_default();
    let certificate = json!({
        "type": "lethe:certificate-of-deletion:1",
        "tenant_id": tenant_id,
        "notice": notice,
        "delivery": delivery,
        "completed_at": changed_at,
        "method": {
            "keys": "cryptographic erase: AES-256-GCM, keys random and wrapped under the tenant's",
            "rows": "deleted, and the database rewritten afterwards where it is SQLite",
        },
        "keys_destroyed": {
            "tenant": rows("tenant_key"),
            "subject": rows("subject_key"),
        },
        "rows_deleted": deleted,
        "kept": [
            "this certificate, and the digest of the token that gave notice",
        ],
        "not_covered": [
            "copies that the operator of Lethe made of its database",
        ],
    });
    serde_json_canonicalizer::to_string(&certificate)
        .map_err(|error| Problem::internal(error.to_string()))
}
