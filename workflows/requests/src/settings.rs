//! The settings of a tenant.

pub(crate) mod find;
pub(crate) mod replace;

use domain::Settings;
use domain::deadline::MemberState;
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
}

impl From<Settings> for SettingsView {
    fn from(settings: Settings) -> Self {
        Self {
            time_zone: settings.time_zone,
            member_state: settings.member_state,
            holidays: settings.holidays,
        }
    }
}

impl From<SettingsView> for Settings {
    fn from(view: SettingsView) -> Self {
        Self {
            time_zone: view.time_zone,
            member_state: view.member_state,
            holidays: view.holidays,
        }
    }
}
