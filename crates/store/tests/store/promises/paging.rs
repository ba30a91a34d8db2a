//! Pages: everything once, whatever happens meanwhile.

use std::collections::BTreeSet;
use std::fmt::Debug;

use domain::request::RequestKind;
use serde_json::json;
use store::plugins::NewPlugin;
use store::{
    Error, Page, Processing, Sql, TenantScope, audit, collections, plugins, records, requests,
    subjects, tenants, tokens,
};

use crate::arrange::{
    actor, at, collection, event, furnish, new_request, new_token, row, subject, tenant,
};
use crate::backend::Backend;
use crate::commit;

/// Reads a list page by page, and calls `between` after each page.
macro_rules! read_all {
    ($limit:expr, |$page:ident| $list:expr) => {
        read_all!($limit, |$page| $list, {})
    };
    ($limit:expr, |$page:ident| $list:expr, $between:block) => {{
        let mut entries = Vec::new();
        let mut after = None;
        loop {
            let $page = &Page::new($limit, after);
            let (more, next) = $list.await.unwrap();
            assert!(more.len() <= $limit as usize);
            entries.extend(more);
            $between
            match next {
                Some(_) => after = next,
                None => break entries,
            }
        }
    }};
}

fn assert_distinct<K: Ord + Debug + Clone>(keys: &[K]) {
    let distinct: BTreeSet<_> = keys.iter().cloned().collect();
    assert_eq!(distinct.len(), keys.len(), "{keys:?}");
}

pub(crate) async fn pages_are_complete_and_without_duplicates_while_rows_are_added<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    // A step that is no divisor scatters the ids, so that rows are added before and after the page.
    let id = |n: u128| 1_000 + n * 7_919 % 100_003;
    let there: BTreeSet<_> = (0..60).map(id).collect();
    let rows: Vec<_> = there
        .iter()
        .map(|n| row("people", *n, Some(subject(1))))
        .collect();
    let ids: Vec<_> = there.iter().map(|n| subject(*n)).collect();
    commit!(sql, |tx| {
        records::insert_many(tx, &scope, &rows).await.unwrap();
        subjects::create_many(tx, &scope, &ids, at(1))
            .await
            .unwrap();
    });

    let mut next = 60;
    let found = read_all!(7, |page| records::list(sql, &scope, "people", page), {
        let added = [row("people", id(next), Some(subject(1)))];
        commit!(sql, |tx| records::insert_many(tx, &scope, &added)
            .await
            .unwrap());
        next += 1;
    });
    let keys: Vec<_> = found.iter().map(|record| record.record_id).collect();
    assert_distinct(&keys);
    assert!(rows.iter().all(|row| keys.contains(&row.record_id)));

    let found = read_all!(
        7,
        |page| records::list_by_subject(sql, &scope, Processing::Any, subject(1), page),
        {
            let added = [row("people", id(next), Some(subject(1)))];
            commit!(sql, |tx| records::insert_many(tx, &scope, &added)
                .await
                .unwrap());
            next += 1;
        }
    );
    let keys: Vec<_> = found.iter().map(|record| record.record_id).collect();
    assert_distinct(&keys);
    assert!(rows.iter().all(|row| keys.contains(&row.record_id)));

    let found = read_all!(7, |page| subjects::list(sql, &scope, page), {
        let added = [subject(id(next))];
        commit!(sql, |tx| subjects::create_many(tx, &scope, &added, at(2))
            .await
            .unwrap());
        next += 1;
    });
    let keys: Vec<_> = found.iter().map(|subject| subject.subject_id).collect();
    assert_distinct(&keys);
    assert!(ids.iter().all(|subject| keys.contains(subject)));
}

async fn add_ten_of_each<B: Backend>(backend: &B) -> TenantScope {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    for n in 0..9 {
        tenant(sql, &format!("tenant {n}")).await;
    }
    sql.enter(scope.tenant_id()).await.unwrap();
    let description = json!({});
    commit!(sql, |tx| {
        for n in 0..10_u8 {
            let name = format!("c{n}");
            collections::create(tx, &scope, &collection(&name), at(1))
                .await
                .unwrap();
            let number = u128::from(n) + 1;
            tokens::issue(tx, &scope, &new_token(number, &name))
                .await
                .unwrap();
            let new = new_request(number, RequestKind::Access);
            requests::create(tx, &scope, &actor(), &new).await.unwrap();
            let plugin = NewPlugin {
                digest: &name,
                name: "redact",
                version: "1",
                description: &description,
                component: b"",
                uploaded_at: at(1),
                signature: None,
            };
            plugins::insert(tx, &scope, &actor(), &plugin)
                .await
                .unwrap();
            audit::append(tx, &scope, &actor(), &event("x", 1))
                .await
                .unwrap();
        }
    });
    scope
}

pub(crate) async fn every_list_gives_everything_once<B: Backend>(backend: B) {
    let scope = add_ten_of_each(&backend).await;
    let sql = &mut backend.strict().await;
    sql.enter(scope.tenant_id()).await.unwrap();
    for limit in [1, 3, 5, 10, 11] {
        let names: Vec<String> = read_all!(limit, |page| collections::list(sql, &scope, page))
            .into_iter()
            .map(|declared| declared.collection.name.into())
            .collect();
        assert_eq!(names, (0..10).map(|n| format!("c{n}")).collect::<Vec<_>>());
        let digests: Vec<String> = read_all!(limit, |page| plugins::list(sql, &scope, page))
            .into_iter()
            .map(|plugin| plugin.digest)
            .collect();
        assert_eq!(digests, names);
        let tokens = read_all!(limit, |page| tokens::list(sql, &scope, page));
        let requests = read_all!(limit, |page| requests::list(sql, &scope, page));
        let tenants = read_all!(limit, |page| tenants::list(sql, page));
        let filter = audit::Filter::default();
        let events = read_all!(limit, |page| audit::list(sql, &scope, &filter, page));
        assert_distinct(
            &tokens
                .iter()
                .map(|token| token.token_id)
                .collect::<Vec<_>>(),
        );
        assert_distinct(
            &requests
                .iter()
                .map(|request| request.request_id)
                .collect::<Vec<_>>(),
        );
        assert_distinct(
            &tenants
                .iter()
                .map(|tenant| tenant.tenant_id)
                .collect::<Vec<_>>(),
        );
        assert_distinct(&events.iter().map(|logged| logged.seq).collect::<Vec<_>>());
        let lengths = [tokens.len(), requests.len(), tenants.len(), events.len()];
        assert_eq!(lengths, [10; 4]);
    }
}

pub(crate) async fn a_cursor_of_another_list_is_refused<B: Backend>(backend: B) {
    let scope = add_ten_of_each(&backend).await;
    let sql = &mut backend.strict().await;
    sql.enter(scope.tenant_id()).await.unwrap();
    let (_, cursor) = collections::list(sql, &scope, &Page::new(1, None))
        .await
        .unwrap();
    let page = Page::new(1, cursor);
    let refused = subjects::list(sql, &scope, &page).await;
    assert!(matches!(refused, Err(Error::MalformedCursor)));
    let filter = audit::Filter::default();
    let page = Page::new(1, Some("61756469745f6576656e741f78".to_owned()));
    let refused = audit::list(sql, &scope, &filter, &page).await;
    assert!(
        matches!(refused, Err(Error::MalformedCursor)),
        "its key is no number"
    );
}
