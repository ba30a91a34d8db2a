//! How long legal periods are, from `clocks.json`: by jurisdiction, and since when.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{DeadlineError, MemberState, Period, holidays};

/// What a legal period is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockKind {
    /// Informing the data subject of the action taken on a request (Art. 12(3) GDPR).
    Request,
    /// Notifying the authority of a breach (Art. 33(1) GDPR).
    BreachNotification,
    /// Deleting everything of a tenant on its explicit request.
    OffboardingDeletion,
    /// For how long a tenant can fetch everything after its contract has ended.
    OffboardingRetrieval,
}

/// How long a legal period is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// What it is for.
    #[serde(rename = "clock")]
    pub kind: ClockKind,
    /// Where: `EU`, or the code of a member state, which goes before.
    pub jurisdiction: String,
    /// The first day on which it is in force.
    pub since: Date,
    /// The period.
    pub period: Period,
    /// By how much it may be extended, once.
    pub extension: Option<Period>,
    /// The article it comes from.
    pub source: String,
}

/// The version of the rules: that of the clocks and that of the holidays.
pub static RULES: LazyLock<String> =
    LazyLock::new(|| format!("{}/{}", TABLE.version, holidays::version()));

/// The rule that is in force for a member state on a day.
///
/// # Errors
/// [`DeadlineError::NotInForce`] when there was none yet.
pub fn clock(
    kind: ClockKind,
    state: Option<&MemberState>,
    on: Date,
) -> Result<&'static Clock, DeadlineError> {
    let of = |jurisdiction: &str| {
        let clocks = TABLE.clocks.iter();
        clocks
            .filter(|clock| {
                clock.kind == kind && clock.jurisdiction == jurisdiction && clock.since <= on
            })
            .max_by_key(|clock| clock.since)
    };
    let own = state.and_then(|state| of(&state.to_string()));
    own.or_else(|| of("EU")).ok_or(DeadlineError::NotInForce)
}

#[expect(
    clippy::expect_used,
    reason = "the file is compiled in, and every test that has a clock reads it"
)]
static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("clocks.json")).expect("clocks.json is a table")
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    version: String,
    clocks: Vec<Clock>,
}
