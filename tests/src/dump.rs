//! Everything a tenant's API shows, to compare before and after.

use serde_json::{Map, Value, json};

use crate::Tenant;

/// All collections, records, subjects, requests, plugins, purposes of a tenant. Audit events are left out:
/// taking a dump makes some.
pub fn dump(tenant: &Tenant) -> Value {
    let all = tenant.administrator();
    let collections = all.all("/v1/collections");
    let mut records = Map::new();
    for collection in &collections {
        let name = collection["name"].as_str().unwrap_or_default();
        records.insert(name.to_owned(), sorted(tenant.records(name)));
    }
    let kinds = [
        "processing-records",
        "notices",
        "breaches",
        "security-reports",
    ];
    let documents = kinds.map(|kind| content(&all.all(&format!("/v1/{kind}"))));
    json!({
        "collections": sorted(collections),
        "records": records,
        "subjects": sorted(all.all("/v1/subjects")),
        "requests": sorted(all.all("/v1/requests")),
        "plugins": sorted(all.all("/v1/plugins")),
        "purposes": sorted(all.all("/v1/purposes")),
        "documents": documents,
        "organization": all.get("/v1/organization").expect(200).json(),
    })
}

/// Fails the test naming the part in which two dumps differ.
pub fn same(before: &Value, after: &Value) {
    for (part, value) in before.as_object().into_iter().flatten() {
        assert!(
            after[part] == *value,
            "{part} changed\nbefore: {value}\nafter: {}",
            after[part]
        );
    }
}

/// What documents say. Clocks run on, so they are no part of it.
fn content(documents: &[Value]) -> Value {
    let content =
        |document: &Value| json!([document["id"], document["version"], document["content"]]);
    documents.iter().map(content).collect()
}

fn sorted(mut items: Vec<Value>) -> Value {
    items.sort_by_cached_key(Value::to_string);
    Value::Array(items)
}
