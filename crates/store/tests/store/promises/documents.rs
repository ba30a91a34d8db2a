//! A document has versions, and none is overwritten.

use store::{Error, Sql, documents};

use crate::arrange::{actor, all, document, document_id, tenant};
use crate::backend::Backend;
use crate::commit;

pub(crate) async fn a_document_keeps_its_versions<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    sql.enter(scope.tenant_id()).await.unwrap();
    for (n, version, content) in [(1, 1, b"a"), (1, 2, b"b"), (2, 1, b"c")] {
        commit!(sql, |tx| documents::append(
            tx,
            &scope,
            &actor(),
            &document(n, version, content)
        )
        .await
        .unwrap());
    }
    let latest = documents::latest(sql, &scope, "notice", document_id(1)).await;
    let latest = latest.unwrap().unwrap();
    assert_eq!((latest.version, latest.content.as_slice()), (2, &b"b"[..]));
    assert_eq!(latest.actor, actor());
    let (versions, _) = documents::versions(sql, &scope, "notice", document_id(1), &all())
        .await
        .unwrap();
    assert_eq!(versions.len(), 2);
    let (listed, _) = documents::list(sql, &scope, "notice", &all())
        .await
        .unwrap();
    let contents: Vec<_> = listed
        .iter()
        .map(|version| version.content.clone())
        .collect();
    assert_eq!(contents, [b"b".to_vec(), b"c".to_vec()]);
    let other = documents::list(sql, &scope, "breach", &all())
        .await
        .unwrap();
    assert_eq!(other, (vec![], None));
}

pub(crate) async fn of_two_who_write_the_same_version_one_wins<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    sql.enter(scope.tenant_id()).await.unwrap();
    commit!(sql, |tx| documents::append(
        tx,
        &scope,
        &actor(),
        &document(1, 1, b"a")
    )
    .await
    .unwrap());
    let mut tx = store::Tx::begin(sql).await.unwrap();
    let second = documents::append(&mut tx, &scope, &actor(), &document(1, 1, b"b")).await;
    assert!(
        matches!(second, Err(Error::Changed { what: "document" })),
        "{second:?}"
    );
    tx.rollback().await.unwrap();
    let kept = documents::latest(sql, &scope, "notice", document_id(1)).await;
    assert_eq!(kept.unwrap().unwrap().content, b"a");
}
