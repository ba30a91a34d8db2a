//! Sweeps, as every story about retention starts and awaits them.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Tenant;

/// How long a sweep may take: a lease that died with its host lasts 45 seconds.
const PATIENCE: Duration = Duration::from_mins(3);

/// Makes a policy and gives its id.
pub fn policy(tenant: &Tenant, policy: &Value) -> String {
    let made = tenant
        .privacy_officer()
        .post("/v1/retention/policies", policy);
    made.expect(201).text_at("/policy_id")
}

/// Places a hold and gives its id.
pub fn hold(tenant: &Tenant, hold: &Value) -> String {
    let placed = tenant.privacy_officer().post("/v1/retention/holds", hold);
    placed.expect(201).text_at("/hold_id")
}

/// Starts a sweep and gives its id.
pub fn start(tenant: &Tenant, dry_run: bool) -> String {
    let started = tenant
        .privacy_officer()
        .post("/v1/retention/sweeps", &json!({ "dry_run": dry_run }));
    started.expect(201).text_at("/sweep_id")
}

/// Waits until a sweep is through, and gives it.
pub fn finished(tenant: &Tenant, sweep: &str) -> Value {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let path = format!("/v1/retention/sweeps/{sweep}");
        let shown = tenant.auditor().get(&path).expect(200).json();
        match shown["state"].as_str() {
            Some("completed") => return shown,
            Some("waiting" | "running") => {}
            _ => panic!("the sweep was given up: {shown}"),
        }
        assert!(
            Instant::now() < deadline,
            "the sweep takes too long: {shown}"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Sweeps, and gives what was done by collection.
pub fn sweep(tenant: &Tenant, dry_run: bool) -> Value {
    let sweep = start(tenant, dry_run);
    finished(tenant, &sweep)["collections"].clone()
}
