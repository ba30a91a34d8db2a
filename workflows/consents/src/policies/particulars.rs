//! What records and receipts of consent must say besides what was shown (ISO/IEC TS 27560:2023).

use jiff::civil::Date;
use jiff::{Span, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// The particulars of a policy; nothing in them is personal.
#[derive(Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Particulars {
    /// The service for which consent is asked.
    pub(crate) service: Option<String>,
    /// Where the whole notice can be read.
    pub(crate) notice_url: Option<String>,
    /// Who else gets the data; empty when nobody does.
    pub(crate) recipients: Vec<String>,
    /// Countries where it is stored (ISO 3166-1).
    pub(crate) storage_locations: Vec<String>,
    /// Countries where it is processed (ISO 3166-1).
    pub(crate) processing_locations: Vec<String>,
    /// Where consent is taken back.
    pub(crate) withdrawal_at: Option<String>,
    /// Where the other rights are exercised.
    pub(crate) rights_at: Option<String>,
    /// How long a yes holds: an ISO 8601 duration; without end when left out.
    #[schema(value_type = Option<String>)]
    pub(crate) validity: Option<Span>,
}

impl Particulars {
    /// Until when a yes of this moment holds, in UTC; `None` without end.
    pub(crate) fn valid_until(&self, at: Timestamp) -> Option<Timestamp> {
        let until = at.to_zoned(TimeZone::UTC).checked_add(self.validity?);
        Some(until.map_or(latest(), |until| until.timestamp()))
    }
}

fn latest() -> Timestamp {
    let end = Date::MAX.to_zoned(TimeZone::UTC);
    end.map_or(Timestamp::MAX, |end| end.timestamp())
}
