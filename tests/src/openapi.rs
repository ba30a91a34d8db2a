//! What the OpenAPI file says the API has.

use serde_json::Value;

use crate::Client;

/// One operation of the API.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operation {
    /// The path, with parameters as `{name}`.
    pub path: String,
    /// The method in upper case.
    pub method: String,
    /// Media types of the request body; empty when it takes none.
    pub takes: Vec<String>,
}

/// Every operation of `/openapi.json`, sorted.
pub fn operations(nobody: &Client) -> Vec<Operation> {
    let document = nobody.get("/openapi.json").expect(200).json();
    let version = document["openapi"].as_str().unwrap_or_default();
    assert!(
        version.starts_with("3."),
        "not an OpenAPI document: {version:?}"
    );
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if !["get", "put", "post", "delete", "patch", "head", "options"].contains(&&**method) {
                continue;
            }
            found.push(Operation {
                path: path.clone(),
                method: method.to_uppercase(),
                takes: media_types(&operation["requestBody"]["content"]),
            });
        }
    }
    assert!(!found.is_empty(), "the OpenAPI document names no operation");
    found.sort();
    found
}

fn media_types(content: &Value) -> Vec<String> {
    content
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect()
}
