//! Every deployment on Spin sets the secrets that the manifests declare, and nothing that they do not.

use std::collections::BTreeSet;

use super::files::{commands, strings, text, yaml};

/// The variables of the manifests.
struct Declared {
    /// Those that a deployment has to set: required, or secret.
    needed: BTreeSet<String>,
    all: BTreeSet<String>,
}

fn declared() -> Declared {
    let (mut needed, mut all) = (BTreeSet::new(), BTreeSet::new());
    for file in ["spin.toml", "spin.wasip2.toml"] {
        let manifest: toml::Table = text(file).parse().expect("a manifest is TOML");
        let variables = manifest.get("variables").and_then(toml::Value::as_table);
        for (name, variable) in variables.into_iter().flatten() {
            let is = |flag| variable.get(flag).and_then(toml::Value::as_bool) == Some(true);
            if is("required") || is("secret") {
                needed.insert(name.clone());
            }
            all.insert(name.clone());
        }
    }
    Declared { needed, all }
}

fn check(place: &str, set: &BTreeSet<String>) {
    let Declared { needed, all } = declared();
    let missing: Vec<_> = needed.difference(set).collect();
    let unknown: Vec<_> = set.difference(&all).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "{place} does not set {missing:?}, and no manifest knows {unknown:?}"
    );
}

#[test]
fn spinkube_sets_every_secret() {
    let app = &yaml("deploy/spinkube/app.yaml")[0];
    let set = strings(&app["spec"]["variables"], "name");
    let set: BTreeSet<String> = set.into_iter().map(str::to_owned).collect();
    check("deploy/spinkube/app.yaml", &set);
}

#[test]
fn the_clouds_are_given_every_secret() {
    for cloud in ["spin aka deploy", "spin cloud deploy"] {
        let commands = commands("deploy/akamai/README.md");
        let deploy = commands.iter().find(|command| command.starts_with(cloud));
        let deploy = deploy.unwrap_or_else(|| panic!("no {cloud}"));
        let mut words = deploy.split_whitespace();
        let mut set = BTreeSet::new();
        while let Some(word) = words.next() {
            if word == "--variable" {
                let value = words.next().expect("a variable has a value");
                let (name, _) = value.split_once('=').expect("a variable is NAME=VALUE");
                set.insert(name.to_owned());
            }
        }
        check(cloud, &set);
    }
}

#[test]
fn spin_on_one_machine_is_given_every_secret() {
    let guide = text("docs/deploy.md");
    for name in declared().needed {
        let variable = format!("SPIN_VARIABLE_{}=", name.to_uppercase());
        assert!(
            guide.contains(&variable),
            "docs/deploy.md sets no {variable}"
        );
    }
}
