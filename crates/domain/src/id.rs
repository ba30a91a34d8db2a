//! Identifiers, one type each, so that no call can take a record for a subject.
//!
//! All hold a UUID (RFC 9562). Time and randomness are arguments: this crate has no clock.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid, Version};

/// The text given for an id is not a UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: expected a UUID such as 01890a5d-ac96-774b-bcce-b302099a8057")]
pub struct InvalidId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Makes a `UUIDv7` (RFC 9562, section 5.7): ids made later sort later.
            ///
            /// A time before 1970 counts as 1970, because the format has no sign.
            pub fn generate(at: jiff::Timestamp, entropy: [u8; 10]) -> Self {
                let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
                Self(Builder::from_unix_timestamp_millis(millis, &entropy).into_uuid())
            }

            /// Takes an id that was kept as bytes or made elsewhere.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// Gives the UUID inside.
            pub const fn as_uuid(&self) -> &Uuid {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                // `Uuid` also reads braces, URNs and bare hex. One spelling an id keeps ids in
                // paths, cursors and logs comparable as text.
                let uuid = Uuid::try_parse(text).map_err(|_| InvalidId)?;
                let mut canonical = Uuid::encode_buffer();
                if uuid.hyphenated().encode_lower(&mut canonical).eq_ignore_ascii_case(text) {
                    Ok(Self(uuid))
                } else {
                    Err(InvalidId)
                }
            }
        }
    };
}

id! {
    /// A tenant: a controller, or a processor acting for one (Art. 4(7) and (8) GDPR).
    TenantId
}
id! {
    /// A data subject, or the placeholder that stands for an erased one.
    SubjectId
}
id! {
    /// One delivery of everything that is kept of a tenant.
    DeliveryId
}
id! {
    /// One record of a collection.
    RecordId
}
id! {
    /// A request of a data subject (Art. 15 to 22 GDPR).
    RequestId
}
id! {
    /// A restriction of processing (Art. 18 GDPR).
    RestrictionId
}
id! {
    /// A bearer token.
    TokenId
}
id! {
    /// The receipt of one run of a plugin.
    ReceiptId
}
id! {
    /// One event in the history of a consent.
    ConsentId
}
id! {
    /// What a privacy officer keeps in versions: a record of processing, a notice, a breach.
    DocumentId
}
id! {
    /// A retention policy.
    PolicyId
}
id! {
    /// A legal hold.
    HoldId
}
id! {
    /// One run over the records of a tenant that looks for what has fallen due.
    SweepId
}
id! {
    /// A piece of background work.
    JobId
}
id! {
    /// An account of a person who signs in.
    AccountId
}

impl SubjectId {
    /// Makes the id under which the records of an erased subject stay.
    ///
    /// It is a `UUIDv4` (RFC 9562, section 5.4): a `UUIDv7` would say when the erasure was and so
    /// link the placeholder to the request in the audit log.
    pub fn placeholder(entropy: [u8; 16]) -> Self {
        Self(Builder::from_random_bytes(entropy).into_uuid())
    }

    /// Tells whether it is the id of a placeholder: those of subjects tell when they were made.
    pub fn is_placeholder(&self) -> bool {
        self.0.get_version() == Some(Version::Random)
    }
}

impl RecordId {
    /// When the record was made, which a `UUIDv7` tells; `None` for an id that was made otherwise.
    pub fn created_at(&self) -> Option<jiff::Timestamp> {
        let (seconds, nanoseconds) = self.0.get_timestamp()?.to_unix();
        let seconds = i64::try_from(seconds).ok()?;
        jiff::Timestamp::new(seconds, i32::try_from(nanoseconds).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(millis).unwrap()
    }

    #[test]
    fn is_the_example_of_rfc_9562() {
        // Appendix A.6: 0x017F22E279B0, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
        let id = RecordId::generate(
            at(0x017F_22E2_79B0),
            [0xCC, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F],
        );
        assert_eq!(id.to_string(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    }

    #[test]
    fn later_ids_sort_later() {
        let earlier = TenantId::generate(at(1_000), [0xFF; 10]);
        let later = TenantId::generate(at(1_001), [0; 10]);
        assert!(earlier < later);
        assert!(earlier.to_string() < later.to_string());
    }

    #[test]
    fn a_time_before_1970_counts_as_1970() {
        assert_eq!(
            TokenId::generate(at(-5), [7; 10]),
            TokenId::generate(at(0), [7; 10])
        );
    }

    #[test]
    fn a_placeholder_says_nothing_about_when() {
        let id = SubjectId::placeholder([0xFF; 16]);
        assert_eq!(id.as_uuid().get_version_num(), 4);
        assert!(id.as_uuid().get_timestamp().is_none());
    }

    #[test]
    fn a_record_tells_when_it_was_made_and_a_placeholder_what_it_is() {
        let made = at(1_700_000_000_123);
        assert_eq!(RecordId::generate(made, [9; 10]).created_at(), Some(made));
        assert_eq!(RecordId::from_uuid(Uuid::nil()).created_at(), None);
        assert!(SubjectId::placeholder([1; 16]).is_placeholder());
        assert!(!SubjectId::generate(made, [1; 10]).is_placeholder());
    }

    #[test]
    fn round_trips_through_text_and_json() {
        let id = RequestId::generate(at(1_700_000_000_000), [3; 10]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{id}\""));
        assert_eq!(serde_json::from_str::<RequestId>(&json).unwrap(), id);
    }

    #[test]
    fn refuses_other_spellings() {
        for text in [
            "",
            "x",
            "017f22e279b07cc398c4dc0c0c07398f",
            "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
            "urn:uuid:017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398f ",
        ] {
            assert_eq!(text.parse::<ReceiptId>(), Err(InvalidId), "{text}");
        }
    }
}
