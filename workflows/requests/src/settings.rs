//! The settings of a tenant.

pub(crate) mod find;
pub(crate) mod replace;

use domain::deadline::MemberState;
use domain::{AuditSettings, ErasureSettings, PluginSettings, Settings};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The settings of a tenant.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettingsView {
    /// The time zone in which a day ends, by its name in the IANA database; `Etc/UTC` when nothing was set.
    time_zone: String,
    /// The member state whose public holidays are no working days; null has none.
    #[schema(value_type = Option<String>)]
    member_state: Option<MemberState>,
    /// Days besides on which nobody works, such as holidays of a region.
    #[schema(value_type = Vec<String>)]
    #[serde(default)]
    holidays: Vec<Date>,
    /// What is asked of plugins; left out, what is usual.
    #[serde(default)]
    plugins: PluginsView,
    /// How long the audit log is kept; left out, for ever.
    #[serde(default)]
    audit: AuditView,
    /// How erasures are carried out; left out, at once.
    #[serde(default)]
    erasure: ErasureView,
}

/// How erasures are carried out.
#[derive(Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ErasureView {
    /// For how many days an erasure can be undone after it was executed, 0 to 25. The subject's records are restricted
    /// meanwhile. It is over when the request's deadline is, if that is sooner.
    undo_days: u32,
}

/// How long the audit log is kept.
#[derive(Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AuditView {
    /// For how many days after an event, 30 to 36525; null keeps it for ever. What was done goes, the tree over it stays.
    keep_days: Option<u32>,
}

/// What a tenant asks of plugins.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PluginsView {
    /// Whether plugins are taken in that nobody signed; false when nothing was set.
    allow_unsigned: bool,
    /// The failure in a row with which a plugin is suspended, 1 to 1000; 5 when nothing was set.
    suspend_after: u32,
}

impl Default for PluginsView {
    fn default() -> Self {
        PluginSettings::default().into()
    }
}

impl From<PluginSettings> for PluginsView {
    fn from(settings: PluginSettings) -> Self {
        Self {
            allow_unsigned: settings.allow_unsigned,
            suspend_after: settings.suspend_after,
        }
    }
}

impl From<Settings> for SettingsView {
    fn from(settings: Settings) -> Self {
        Self {
            time_zone: settings.time_zone,
            member_state: settings.member_state,
            holidays: settings.holidays,
            plugins: settings.plugins.into(),
            audit: AuditView {
                keep_days: settings.audit.keep_days,
            },
            erasure: ErasureView {
                undo_days: settings.erasure.undo_days,
            },
        }
    }
}

impl From<SettingsView> for Settings {
    fn from(view: SettingsView) -> Self {
        Self {
            time_zone: view.time_zone,
            member_state: view.member_state,
            holidays: view.holidays,
            plugins: PluginSettings {
                allow_unsigned: view.plugins.allow_unsigned,
                suspend_after: view.plugins.suspend_after,
            },
            audit: AuditSettings {
                keep_days: view.audit.keep_days,
            },
            erasure: ErasureSettings {
                undo_days: view.erasure.undo_days,
            },
        }
    }
}
