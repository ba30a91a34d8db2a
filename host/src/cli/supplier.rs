//! Grants components what their manifest asks for, and nothing else.

use std::sync::Arc;

use crate::{
    manifest::Component,
    platform::{self, Platform},
    runtime::{Supplier, Supply},
    spin::{
        self, Databases, Variables,
        postgres::{AllowedHost, Servers},
    },
};

/// Everything that this host has to grant.
pub(super) struct Everything {
    pub(super) databases: Databases,
    pub(super) servers: Servers,
    pub(super) variables: Variables,
    /// None when the components bring the platform along.
    pub(super) platform: Option<Platform>,
}

impl Supplier for Everything {
    fn supply(&self, component: &Component) -> Result<Supply, String> {
        let of_platform = granted(component);
        let mut of_spin = spin::Grants {
            databases: self.databases.clone(),
            servers: self.servers.clone(),
            labels: component.sqlite_databases.iter().cloned().collect(),
            ..spin::Grants::default()
        };
        for (name, template) in &component.variables {
            let value = template
                .expand(|variable| self.variables.get(variable))
                .ok_or_else(|| format!("variable {name} names one that has no value"))?;
            of_spin.variables.insert(name.clone(), value);
        }
        for template in &component.allowed_outbound_hosts {
            let entry = template.expand(|variable| self.variables.get(variable));
            let entry = entry.ok_or("allowed_outbound_hosts names a variable without value")?;
            let host = AllowedHost::parse(&entry).map_err(|error| format!("{entry}: {error}"))?;
            of_spin.hosts.push(host);
        }
        let (of_spin, platform) = (Arc::new(of_spin), self.platform.clone());
        Ok(Box::new(move || {
            let platform = platform
                .as_ref()
                .map_or_else(platform::State::composed, |platform| {
                    platform.state(of_platform)
                });
            (spin::State::new(Arc::clone(&of_spin)), platform)
        }))
    }
}

/// The packages that the manifest names as dependencies. Where it names none, the host is the only
/// supplier there is, and every component gets what it imports: the linker gives it no more.
fn granted(component: &Component) -> platform::Grants {
    let suppliers = component
        .dependencies
        .iter()
        .map(|dependency| dependency.name.as_str());
    let named = platform::Grants::of(suppliers);
    if named == platform::Grants::default() {
        platform::Grants::ALL
    } else {
        named
    }
}
