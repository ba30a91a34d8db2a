//! Fills the demo tenant, once.
//!
//! How far a start got is not written down anywhere: it is asked. A token with the demo's label is made
//! last, so where there is one, everything is done. Otherwise what is there already is left, and imports
//! go on where the audit log says that they stopped: each chunk and its audit event are one transaction.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::mpsc;

use anyhow::{Context, Result};
use serde_json::Value;

use super::host::Host;
use crate::api::Api;
use crate::demo::{self, Filled};
use crate::workspace::Workspace;
use crate::{progress, wasm};

const TENANT: &str = "demo";
const LABEL: &str = "demo";
/// Whole, this many records are far below what a request may carry and take.
const CHUNK: usize = 1_000;

/// What was made for somebody to try.
pub(super) struct Seeded {
    pub(super) token: String,
    pub(super) email: String,
}

/// Fills the demo tenant if that has not been done; none when it has.
pub(super) fn ensure(
    workspace: &Workspace,
    host: &Host,
    stopped: &mpsc::Receiver<()>,
) -> Result<Option<Seeded>> {
    if !has_tenant(host)? {
        host.ask(&["tenant", "create", TENANT])?;
    }
    let tokens = tokens(host)?;
    if tokens
        .iter()
        .any(|token| token.get("label").is_some_and(|label| label == LABEL))
    {
        return Ok(None);
    }
    let made = create_token(host, &["--label", "xtask up", "--expires-in", "PT1H"])?;
    let api = Api::with_token(&host.url(), &text(&made, "token")?);
    // Nobody approves what they uploaded themselves.
    let colleague = create_token(
        host,
        &["--label", "xtask up: approval", "--expires-in", "PT1H"],
    )?;
    let approver = Api::with_token(&host.url(), &text(&colleague, "token")?);
    // Plugins can be tried without making a key first.
    let settings =
        br#"{"time_zone": "Etc/UTC", "member_state": null, "plugins": {"allow_unsigned": true}}"#;
    api.put("/v1/settings", settings)?;
    for (folder, name) in demo::PLUGINS {
        activate(&api, &approver, &wasm::plugin(workspace, folder), name)?;
    }
    let collections = demo::collections()?;
    for collection in &collections {
        declare(&api, collection)?;
    }
    let imported = imported(&api)?;
    for collection in &collections {
        let done = imported.get(collection.name).copied().unwrap_or_default();
        import(&api, collection, done, stopped)?;
    }
    for token in [made, colleague] {
        let id = text(&token, "token_id")?;
        host.ask(&["token", "revoke", "--tenant", TENANT, &id])?;
    }
    let email = demo::somebody(&collections)?;
    let token = text(&create_token(host, &["--label", LABEL])?, "token")?;
    Ok(Some(Seeded { token, email }))
}

fn has_tenant(host: &Host) -> Result<bool> {
    let tenants: Vec<Value> = serde_json::from_str(&host.ask(&["tenant", "list", "--json"])?)?;
    Ok(tenants
        .iter()
        .any(|tenant| tenant.get("name").is_some_and(|name| name == TENANT)))
}

fn tokens(host: &Host) -> Result<Vec<Value>> {
    let said = host.ask(&["token", "list", "--tenant", TENANT, "--json"])?;
    Ok(serde_json::from_str(&said)?)
}

fn create_token(host: &Host, options: &[&str]) -> Result<Value> {
    let verb = [
        "token",
        "create",
        "--tenant",
        TENANT,
        "--role",
        "administrator",
        "--json",
    ];
    Ok(serde_json::from_str(
        &host.ask(&[&verb, options].concat())?,
    )?)
}

/// Uploads a plugin, has it approved by somebody else, and lets rules use it.
fn activate(api: &Api, approver: &Api, component: &Path, name: &str) -> Result<()> {
    let there = api.get("/v1/plugins?limit=200")?.unwrap_or_default();
    let there = items(&there)?
        .iter()
        .find(|plugin| plugin.get("name").is_some_and(|n| n == name));
    if there.is_some_and(|plugin| plugin.get("active") == Some(&Value::Bool(true))) {
        return Ok(());
    }
    let is_pending = there
        .and_then(|plugin| plugin.get("state"))
        .is_none_or(|state| state == "pending");
    let digest = if let Some(plugin) = there {
        text(plugin, "digest")?
    } else {
        let bytes = fs::read(component).with_context(|| component.display().to_string())?;
        let key = format!("demo-plugin-{name}");
        text(
            &api.post("/v1/plugins", "application/wasm", &key, &bytes)?,
            "digest",
        )?
    };
    let step = |api: &Api, step: &str| {
        let (path, key) = (
            format!("/v1/plugins/{digest}/{step}"),
            format!("demo-{step}-{name}"),
        );
        api.post(&path, "application/json", &key, b"")
    };
    if is_pending {
        step(approver, "approval")?;
    }
    step(api, "activation")?;
    println!("activated the plugin {name}");
    Ok(())
}

fn declare(
    api: &Api,
    Filled {
        name, declaration, ..
    }: &Filled,
) -> Result<()> {
    if api.get(&format!("/v1/collections/{name}"))?.is_none() {
        let key = format!("demo-declare-{name}");
        api.post(
            "/v1/collections",
            "application/json",
            &key,
            declaration.as_bytes(),
        )?;
        println!("declared the collection {name}");
    }
    Ok(())
}

/// How many records each collection has got by import, from the audit log.
fn imported(api: &Api) -> Result<BTreeMap<String, usize>> {
    let mut imported = BTreeMap::new();
    let mut next = Some("/v1/audit/events?action=records.imported&limit=200".to_owned());
    while let Some(path) = next.take() {
        let page = api.get(&path)?.context("there is no audit log")?;
        for event in items(&page)? {
            let records = event.pointer("/counts/records").and_then(Value::as_u64);
            let records = usize::try_from(records.unwrap_or_default())?;
            *imported.entry(text(event, "object_id")?).or_default() += records;
        }
        next = page.get("next").and_then(Value::as_str).map(|after| {
            format!("/v1/audit/events?action=records.imported&limit=200&after={after}")
        });
    }
    Ok(imported)
}

/// Imports the records that are not there yet.
fn import(
    api: &Api,
    Filled { name, records, .. }: &Filled,
    done: usize,
    stopped: &mpsc::Receiver<()>,
) -> Result<()> {
    let bar = progress::bar(name, u64::try_from(records.len())?);
    bar.set_position(u64::try_from(done)?);
    let path = format!("/v1/collections/{name}/import");
    let mut first = done;
    for chunk in records.get(done..).unwrap_or_default().chunks(CHUNK) {
        super::go_on(stopped)?;
        let lines: Vec<String> = chunk.iter().map(Value::to_string).collect();
        let key = format!("demo-{name}-{first}");
        api.post(
            &path,
            "application/x-ndjson",
            &key,
            lines.join("\n").as_bytes(),
        )?;
        first += chunk.len();
        bar.set_position(u64::try_from(first)?);
    }
    bar.finish();
    Ok(())
}

/// What a page lists.
fn items(page: &Value) -> Result<&Vec<Value>> {
    page.get("items")
        .and_then(Value::as_array)
        .context("the answer is not a page")
}

fn text(value: &Value, key: &str) -> Result<String> {
    let text = value.get(key).and_then(Value::as_str);
    text.map(str::to_owned)
        .with_context(|| format!("the answer has no `{key}`"))
}
