//! What a tenant may ask of plugins: the vendor sets it, so that one tenant's plugins are never another's delay.

use std::num::NonZero;

use serde::{Deserialize, Serialize};

/// How much a tenant's plugins may do on a day (UTC), and how many may be kept. A run that has begun ends, so that what
/// was used can be a little more than what may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PluginQuota {
    /// Runs on a day: over records, for a copy, in a shadow run or an example.
    pub runs_per_day: u64,
    /// Units of fuel of these runs; a billion are about a second of a processor.
    pub fuel_per_day: u64,
    /// Bytes that go in and out of these runs.
    pub bytes_per_day: u64,
    /// Plugins that are kept, until they are retired.
    pub stored_plugins: u64,
    /// Bytes of their components.
    pub stored_bytes: u64,
    /// How many of them run at once; others wait in line. A host of few processors runs fewer, and keeps one for others.
    pub runs_at_once: NonZero<u32>,
    /// What a run is held to.
    pub size: PluginSize,
}

/// What a tenant's plugins are held to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PluginSize {
    /// The usual limits, which suit what is compiled to WebAssembly.
    #[default]
    Usual,
    /// Ten times the fuel and time of a run, and four times that of compiling, for what is interpreted, such as JavaScript.
    Large,
}

/// What a tenant's plugins did on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct PluginUsage {
    /// See [`PluginQuota::runs_per_day`].
    pub runs: u64,
    /// See [`PluginQuota::fuel_per_day`].
    pub fuel: u64,
    /// See [`PluginQuota::bytes_per_day`].
    pub bytes: u64,
}

/// The plugins of a tenant that are not retired.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct StoredPlugins {
    /// How many.
    pub plugins: u64,
    /// Bytes of their components.
    pub bytes: u64,
}

/// What of a quota is used up: its name, and how much it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedUp {
    /// The member of the quota.
    pub quota: &'static str,
    /// What may be used.
    pub allowed: u64,
}

impl Default for PluginQuota {
    fn default() -> Self {
        Self {
            runs_per_day: 1_000_000,
            // Some six hours of a processor.
            fuel_per_day: 20_000_000_000_000,
            bytes_per_day: 100 << 30,
            stored_plugins: 200,
            stored_bytes: 200 << 20,
            runs_at_once: const { NonZero::new(2).unwrap() },
            size: PluginSize::Usual,
        }
    }
}

impl PluginUsage {
    /// Adds what was used besides.
    pub fn add(&mut self, other: Self) {
        self.runs = self.runs.saturating_add(other.runs);
        self.fuel = self.fuel.saturating_add(other.fuel);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

impl PluginQuota {
    /// Whether another run may begin.
    ///
    /// # Errors
    /// With the first quota that is used up.
    pub fn admits(&self, used: PluginUsage) -> Result<(), UsedUp> {
        let quotas = [
            ("runs_per_day", used.runs, self.runs_per_day),
            ("fuel_per_day", used.fuel, self.fuel_per_day),
            ("bytes_per_day", used.bytes, self.bytes_per_day),
        ];
        let used_up = quotas
            .into_iter()
            .find(|(_, used, allowed)| used >= allowed);
        used_up.map_or(Ok(()), |(quota, _, allowed)| Err(UsedUp { quota, allowed }))
    }

    /// Whether another plugin of so many bytes may be kept.
    ///
    /// # Errors
    /// With the first quota that it would exceed.
    pub fn stores(&self, kept: StoredPlugins, bytes: u64) -> Result<(), UsedUp> {
        let used_up = |quota, allowed| Err(UsedUp { quota, allowed });
        if kept.plugins >= self.stored_plugins {
            return used_up("stored_plugins", self.stored_plugins);
        }
        if kept.bytes.saturating_add(bytes) > self.stored_bytes {
            return used_up("stored_bytes", self.stored_bytes);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_quota_that_is_used_up_is_named() {
        let quota = PluginQuota {
            runs_per_day: 2,
            fuel_per_day: 10,
            ..PluginQuota::default()
        };
        let used = |runs, fuel| {
            quota.admits(PluginUsage {
                runs,
                fuel,
                bytes: 0,
            })
        };
        assert_eq!(used(1, 9), Ok(()));
        let quota_of = |result: Result<(), UsedUp>| result.unwrap_err().quota;
        assert_eq!(quota_of(used(2, 10)), "runs_per_day");
        assert_eq!(quota_of(used(0, 11)), "fuel_per_day");
    }

    #[test]
    fn a_plugin_that_just_fits_is_kept() {
        let quota = PluginQuota {
            stored_plugins: 2,
            stored_bytes: 100,
            ..PluginQuota::default()
        };
        let stores = |plugins, bytes| quota.stores(StoredPlugins { plugins, bytes }, 40);
        assert_eq!(stores(1, 60), Ok(()));
        assert_eq!(stores(2, 0).unwrap_err().quota, "stored_plugins");
        let over = UsedUp {
            quota: "stored_bytes",
            allowed: 100,
        };
        assert_eq!(stores(1, 61), Err(over));
    }
}
