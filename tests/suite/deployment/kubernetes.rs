//! The manifests for Kubernetes: fields that `SpinKube` knows, names that fit each other, and no door left open.

use std::collections::BTreeSet;

use serde_json::Value;
use tests::{artefacts, process::HEALTH};

use super::files::{commands, deployed, parse_yaml, tool, yaml};

/// Fields of a `SpinApp` (spin-operator, `api/v1alpha1/spinapp_types.go`, April 2026). Kubernetes drops others in silence.
const SPEC: &[&str] = &[
    "executor",
    "image",
    "imagePullSecrets",
    "checks",
    "replicas",
    "enableAutoscaling",
    "runtimeConfig",
    "volumes",
    "volumeMounts",
    "variables",
    "serviceAnnotations",
    "deploymentAnnotations",
    "podAnnotations",
    "podLabels",
    "resources",
    "components",
    "serviceAccountName",
    "invocationLimits",
];
const CHECK: &[&str] = &[
    "httpGet",
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
];

fn app() -> Value {
    let app = yaml("deploy/spinkube/app.yaml").remove(0);
    assert_eq!(app["apiVersion"], "core.spinkube.dev/v1alpha1");
    assert_eq!(app["kind"], "SpinApp");
    app
}

fn known(place: &str, table: &Value, fields: &[&str]) {
    let table = table
        .as_object()
        .unwrap_or_else(|| panic!("{place} is a table"));
    for field in table.keys() {
        assert!(
            fields.contains(&field.as_str()),
            "{place}: SpinKube has no field {field}"
        );
    }
}

#[test]
fn the_app_has_no_field_that_spinkube_does_not_know() {
    let app = app();
    let spec = &app["spec"];
    known("spec", spec, SPEC);
    known("checks", &spec["checks"], &["readiness", "liveness"]);
    for check in ["readiness", "liveness"] {
        known(check, &spec["checks"][check], CHECK);
        assert_eq!(spec["checks"][check]["httpGet"]["path"], HEALTH, "{check}");
    }
    known("runtimeConfig", &spec["runtimeConfig"], &["loadFromSecret"]);
    known("resources", &spec["resources"], &["limits", "requests"]);
    known("invocationLimits", &spec["invocationLimits"], &["memory"]);
    for variable in spec["variables"].as_array().expect("variables") {
        known("a variable", variable, &["name", "value", "valueFrom"]);
    }
    // SpinKube refuses an app that says both how many there are and that they scale.
    assert!(spec["enableAutoscaling"] == true && spec.get("replicas").is_none());
}

#[test]
fn what_belongs_to_the_app_calls_it_by_its_name() {
    let app = app();
    let name = &app["metadata"]["name"];
    let scaler = &yaml("deploy/spinkube/autoscaler.yaml")[0]["spec"]["scaleTargetRef"];
    assert_eq!(
        (&scaler["kind"], &scaler["name"]),
        (&"Deployment".into(), name)
    );
    let label = "core.spinkube.dev/app-name";
    let disruption = &yaml("deploy/spinkube/disruption.yaml")[0]["spec"];
    assert_eq!(&disruption["selector"]["matchLabels"][label], name);
    let network = &yaml("deploy/spinkube/network.yaml")[0]["spec"];
    assert_eq!(&network["podSelector"]["matchLabels"][label], name);
    let name = name.as_str().expect("a name");
    for (nth, (file, route)) in [
        ("scrub.yaml", "operator/v1/scrub"),
        ("jobs.yaml", "internal/jobs/run"),
    ]
    .into_iter()
    .enumerate()
    {
        let job = yaml(&format!("deploy/spinkube/{file}")).remove(0);
        let pod = &job["spec"]["jobTemplate"]["spec"]["template"];
        let called = pod["spec"]["containers"][0]["args"][0]
            .as_str()
            .expect("a script");
        let url = format!("http://{name}/{route}");
        assert!(called.ends_with(&url), "{called}");
        let let_in = network["ingress"][0]["from"][nth + 1]["podSelector"]["matchLabels"].clone();
        assert_eq!(pod["metadata"]["labels"], let_in);
    }
}

#[test]
fn the_operators_routes_are_not_let_through_and_the_others_are() {
    let ingress = yaml("deploy/spinkube/ingress.yaml").remove(0);
    let paths = &ingress["spec"]["rules"][0]["http"]["paths"];
    let paths = paths.as_array().expect("paths");
    let passes = |path: &str| {
        paths.iter().any(|rule| {
            let prefix = rule["path"].as_str().expect("a path");
            match rule["pathType"].as_str() {
                Some("Exact") => path == prefix,
                Some("Prefix") => path == prefix || path.starts_with(&format!("{prefix}/")),
                other => panic!("{other:?}: neither Exact nor Prefix"),
            }
        })
    };
    for path in [
        "/",
        "/openapi.json",
        "/v1/subjects",
        "/v1/collections/people/import",
    ] {
        assert!(passes(path), "{path}");
    }
    for path in [
        "/operator/v1/migrate",
        "/operator",
        "/internal/jobs/run",
        "/v1x",
        HEALTH,
    ] {
        assert!(!passes(path), "{path}");
    }
}

#[test]
fn every_secret_that_is_referred_to_is_made() {
    let commands = commands("docs/deploy.md");
    let creation = commands
        .iter()
        .find(|line| line.starts_with("kubectl create secret generic lethe "));
    let creation = creation.expect("docs/deploy.md makes the secret");
    let words = creation.split_whitespace();
    let files = words.filter_map(|word| word.strip_prefix("--from-file="));
    let keys = files.map(|file| file.split('=').next().unwrap_or_default());
    let made: BTreeSet<&str> = keys.collect();
    let mut referred = Vec::new();
    for file in deployed()
        .iter()
        .filter(|file| file.starts_with("deploy/spinkube/") && is_yaml(file))
    {
        for document in yaml(file) {
            references(&document, &mut referred);
        }
    }
    assert!(!referred.is_empty());
    for (name, key) in &referred {
        assert_eq!(name, "lethe");
        assert!(
            made.contains(key.as_str()),
            "docs/deploy.md does not make the key {key}"
        );
    }
}

/// Every `secretKeyRef` in a document.
fn references(value: &Value, found: &mut Vec<(String, String)>) {
    if let Some(reference) = value.get("secretKeyRef") {
        let text = |key: &str| reference[key].as_str().expect("a text").to_owned();
        found.push((text("name"), text("key")));
    }
    let inner = value
        .as_object()
        .into_iter()
        .flat_map(|table| table.values());
    for value in inner.chain(value.as_array().into_iter().flatten()) {
        references(value, found);
    }
}

fn is_yaml(file: &str) -> bool {
    std::path::Path::new(file)
        .extension()
        .is_some_and(|ending| ending == "yaml")
}

#[test]
fn every_yaml_file_is_yaml_and_kustomize_puts_them_together() {
    for file in deployed().iter().filter(|file| is_yaml(file)) {
        assert!(!yaml(file).is_empty(), "{file} is empty");
    }
    let folder = artefacts::root()
        .join("deploy/spinkube")
        .display()
        .to_string();
    let Some(output) = tool("kubectl", &["kustomize", &folder]) else {
        return;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let built = parse_yaml("kustomize", &String::from_utf8_lossy(&output.stdout));
    let built: BTreeSet<&str> = built
        .iter()
        .filter_map(|object| object["kind"].as_str())
        .collect();
    let listed = yaml("deploy/spinkube/kustomization.yaml").remove(0);
    for file in listed["resources"].as_array().expect("resources") {
        let file = format!("deploy/spinkube/{}", file.as_str().expect("a file"));
        let kind = yaml(&file)[0]["kind"].clone();
        assert!(built.contains(kind.as_str().expect("a kind")), "{file}");
    }
    assert!(built.contains("Secret"), "the runtime configuration");
    let image = app()["spec"]["image"].clone();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        !said.contains(&format!("image: {}\n", image.as_str().expect("an image"))),
        "image not set"
    );
}
