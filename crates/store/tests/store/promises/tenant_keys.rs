//! The operator finds every tenant's key and puts rewrapped ones in their place.

use store::{Sql, key_copies, tenant_keys, tenants};

use crate::arrange::tenant;
use crate::backend::Backend;
use crate::commit;

pub(crate) async fn a_tenants_key_is_rewrapped_where_it_stands<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let mut scopes = [tenant(sql, "one").await, tenant(sql, "two").await];
    scopes.sort_by_key(store::TenantScope::tenant_id);
    let all = tenant_keys::list(sql, None, 100).await.unwrap();
    let found: Vec<_> = all.iter().map(|key| (key.tenant_id, key.version)).collect();
    assert_eq!(found, scopes.each_ref().map(|scope| (scope.tenant_id(), 1)));
    let [first, second] = all.try_into().unwrap();
    assert_eq!(
        tenant_keys::list(sql, None, 1).await.unwrap(),
        std::slice::from_ref(&first)
    );
    let after = Some((first.tenant_id, first.version));
    assert_eq!(
        tenant_keys::list(sql, after, 100).await.unwrap(),
        std::slice::from_ref(&second)
    );

    sql.enter(second.tenant_id).await.unwrap();
    let done = commit!(sql, |tx| tenant_keys::rewrap(tx, &second, b"again")
        .await
        .unwrap());
    assert!(done);
    let wrapped = |keys: Vec<key_copies::KeptKey>| -> Vec<_> {
        keys.into_iter().map(|key| key.wrapped).collect()
    };
    let now = wrapped(tenant_keys::list(sql, None, 100).await.unwrap());
    assert_eq!(now, [first.wrapped, b"again".to_vec()]);
    let (scope, _) = tenants::scope_for_operator(sql, second.tenant_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(scope.key().wrapped, b"again");
    // Somebody was faster: what stands there is left alone.
    let done = commit!(sql, |tx| tenant_keys::rewrap(tx, &second, b"late")
        .await
        .unwrap());
    assert!(!done);
    let now = wrapped(tenant_keys::list(sql, after, 100).await.unwrap());
    assert_eq!(now, [b"again".to_vec()]);
}
