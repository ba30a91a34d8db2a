//! Builders of how a tenant leaves.

use domain::offboarding::{Notice, NoticeDraft};
use domain::{DeliveryId, Settings};
use store::deliveries::{self, DeliveredFile};
use store::{Sql, TenantScope, offboarding, tokens};

use super::{at, job_id, number};
use crate::commit;

pub(crate) fn delivery_id(n: u128) -> DeliveryId {
    DeliveryId::from_uuid(number(9, n))
}

pub(crate) fn notice(ms: i64) -> Notice {
    let calendar = Settings::default().calendar().unwrap();
    // No clock was in force in 1970.
    let since_2026 = at(1_767_225_600_000 + ms);
    NoticeDraft::default().check(since_2026, &calendar).unwrap()
}

pub(crate) fn delivered_file(number: u32, name: &str) -> DeliveredFile {
    DeliveredFile {
        number,
        name: name.to_owned(),
        digest: "digest".to_owned(),
        size: 100,
        rows: 7,
    }
}

/// The hash of the token that `furnish` gives a tenant.
pub(crate) fn token_hash(scope: &TenantScope) -> String {
    tokens::hash(&scope.tenant_id().to_string())
}

pub(super) async fn furnish<S: Sql>(sql: &mut S, scope: &TenantScope) {
    let hash = token_hash(scope);
    commit!(sql, |tx| {
        offboarding::give_notice(tx, scope, &hash, &notice(1), job_id(9))
            .await
            .unwrap();
        deliveries::begin(tx, scope, delivery_id(1), at(8))
            .await
            .unwrap();
        deliveries::put_files(tx, scope, delivery_id(1), 1, &[delivered_file(1, "a")])
            .await
            .unwrap();
    });
}
