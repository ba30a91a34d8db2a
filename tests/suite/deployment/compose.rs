//! The compose file: what it refers to is there, and the database is not for everybody.

use std::collections::BTreeSet;

use serde_json::Value;

use super::files::{text, yaml};

fn names(table: &Value) -> BTreeSet<&str> {
    let keys = table.as_object().into_iter().flatten();
    keys.map(|(name, _)| name.as_str()).collect()
}

fn listed(array: &Value) -> BTreeSet<&str> {
    array
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

#[test]
fn services_use_secrets_networks_and_services_that_are_declared() {
    let compose = &yaml("deploy/host/compose.yaml")[0];
    let mut used = BTreeSet::new();
    for (name, service) in compose["services"].as_object().expect("services") {
        assert!(
            listed(&service["networks"]).is_subset(&names(&compose["networks"])),
            "{name}"
        );
        assert!(
            names(&service["depends_on"]).is_subset(&names(&compose["services"])),
            "{name}"
        );
        let secrets = listed(&service["secrets"]);
        let variables = service["environment"].as_object().into_iter().flatten();
        let files =
            variables.filter_map(|(_, value)| value.as_str()?.strip_prefix("/run/secrets/"));
        let words = service["command"]
            .as_str()
            .unwrap_or_default()
            .split_whitespace();
        let words = words.filter_map(|word| word.strip_prefix("/run/secrets/"));
        for file in files.chain(words) {
            assert!(
                secrets.contains(file),
                "{name} uses the secret {file} and is not given it"
            );
        }
        used.extend(secrets);
    }
    assert_eq!(
        used,
        names(&compose["secrets"]),
        "secrets used and declared"
    );
}

#[test]
fn every_secret_is_one_that_the_script_makes() {
    let script = text("deploy/host/make-secrets.sh");
    let compose = &yaml("deploy/host/compose.yaml")[0];
    for (name, secret) in compose["secrets"].as_object().expect("secrets") {
        assert_eq!(secret["file"], format!("./secrets/{name}"));
        assert!(
            script.contains(name.as_str()),
            "make-secrets.sh makes no {name}"
        );
    }
}

#[test]
fn only_lethe_is_reached_from_outside_and_only_its_own_role_serves() {
    let compose = &yaml("deploy/host/compose.yaml")[0];
    for (name, service) in compose["services"].as_object().expect("services") {
        assert_eq!(service.get("ports").is_some(), name == "lethe", "{name}");
        let secrets = listed(&service["secrets"]);
        assert_eq!(secrets.contains("app_database"), name == "lethe", "{name}");
        let limits = listed(&service["security_opt"]);
        assert!(limits.contains("no-new-privileges:true"), "{name}");
    }
    assert_eq!(compose["networks"]["database"]["internal"], true);
    let lethe = &compose["services"]["lethe"];
    assert_eq!(lethe["read_only"], true);
    assert!(!listed(&lethe["secrets"]).contains("owner_database"));
}
