//! What a dependency may reach: nothing of the component's grants but what it inherits.
//!
//! Spin puts an adapter in place of what is not inherited, whose functions fail. Here the manifest is
//! refused: a dependency that imports what it cannot have is a mistake, seen best at the start.

use super::Error;
use crate::manifest::{Component, Dependency};

/// What a component is granted, by its name in `inherit_configuration`, and the interfaces that reach
/// it. The host grants nobody models, files or key-value stores, and of outbound hosts only PostgreSQL.
const CAPABILITIES: [(&str, &[&str]); 4] = [
    ("allowed_outbound_hosts", &["spin:postgres/postgres"]),
    ("environment", &["wasi:cli/environment"]),
    (
        "sqlite_databases",
        &["fermyon:spin/sqlite", "spin:sqlite/sqlite"],
    ),
    (
        "variables",
        &["fermyon:spin/variables", "spin:variables/variables"],
    ),
];

/// Refuses a dependency that imports what it does not inherit.
pub(super) fn check<'a>(
    component: &Component,
    dependency: &Dependency,
    imports: impl Iterator<Item = &'a str>,
) -> Result<(), Error> {
    for import in imports {
        let (interface, _) = import.split_once('@').unwrap_or((import, ""));
        let reached = CAPABILITIES
            .iter()
            .find(|(_, interfaces)| interfaces.contains(&interface));
        let Some((capability, _)) = reached else {
            continue;
        };
        // Every component of Rust's standard library imports the environment: there is no harm in
        // one with nothing in it.
        let is_empty = *capability == "environment" && component.environment.is_empty();
        if !is_empty && !dependency.inherit.covers(capability) {
            return Err(Error::NotInherited {
                dependency: dependency.name.clone(),
                interface: import.to_owned(),
                capability,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{super::Error, check};
    use crate::manifest::{Component, Dependency, Inherit};

    fn outcome(inherits: &[&str], environment: &[(&str, &str)], import: &str) -> Result<(), Error> {
        let text = |text: &str| text.to_owned();
        let environment = environment.iter();
        let dependency = Dependency {
            name: text("lethe:vault/vault@0.1.0"),
            file: None,
            export: None,
            inherit: Inherit::These(inherits.iter().copied().map(text).collect::<BTreeSet<_>>()),
        };
        let component = Component {
            id: text("subjects"),
            source: "subjects.wasm".into(),
            line: 1,
            description: String::new(),
            variables: BTreeMap::new(),
            environment: environment.map(|(k, v)| (text(k), text(v))).collect(),
            allowed_outbound_hosts: Vec::new(),
            sqlite_databases: vec![text("default")],
            dependencies: vec![dependency.clone()],
        };
        check(&component, &dependency, std::iter::once(import))
    }

    #[test]
    fn a_dependency_reaches_what_it_inherits_and_nothing_else() {
        let (database, variables) = ("spin:sqlite/sqlite@3.1.0", "fermyon:spin/variables@2.0.0");
        let server = "spin:postgres/postgres@4.2.0";
        assert!(outcome(&["variables"], &[], variables).is_ok());
        assert!(outcome(&["sqlite_databases"], &[], database).is_ok());
        assert!(outcome(&["allowed_outbound_hosts"], &[], server).is_ok());
        for import in [database, server, variables] {
            let refused = outcome(&["environment"], &[], import).unwrap_err();
            assert!(refused.to_string().contains(import), "{refused}");
        }
        assert!(outcome(&[], &[], "wasi:random/random@0.2.6").is_ok());
    }

    #[test]
    fn an_environment_with_something_in_it_is_not_shared() {
        let environment = "wasi:cli/environment@0.2.6";
        assert!(outcome(&[], &[], environment).is_ok());
        assert!(outcome(&[], &[("LEVEL", "debug")], environment).is_err());
        assert!(outcome(&["environment"], &[("LEVEL", "debug")], environment).is_ok());
    }
}
