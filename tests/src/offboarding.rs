//! Leaving, as every story about it begins and awaits it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Tenant;

/// How long a deletion may take: a lease that died with its host lasts 45 seconds.
const PATIENCE: Duration = Duration::from_mins(3);

/// Gives notice, and demands that everything is deleted at once.
pub fn demand(tenant: &Tenant) {
    let administrator = tenant.administrator();
    let confirmed = json!({"confirm": tenant.name});
    let _ = administrator
        .post("/v1/offboarding", &confirmed)
        .expect(201);
    let now = json!({"confirm": tenant.name, "undo_hours": 0});
    let _ = administrator
        .post("/v1/offboarding/deletion", &now)
        .expect(200);
}

/// Waits until everything is deleted, and gives what is shown then.
pub fn deleted(tenant: &Tenant) -> Value {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let shown = tenant.administrator().get("/v1/offboarding").expect(200);
        let shown = shown.json();
        if shown["state"] == "deleted" {
            return shown;
        }
        assert!(
            Instant::now() < deadline,
            "the deletion takes too long: {shown}"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}
