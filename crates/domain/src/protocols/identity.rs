//! Identities: how a protocol says whom a request is about, and where a tenant keeps that.

use serde::{Deserialize, Serialize};

/// A kind of identity: those of `OpenDSR` 2.0, 5.1, and the telephone number of the Data Rights Protocol, 3.04.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityType {
    /// The id that the controller gave the subject.
    ControllerCustomerId,
    /// A mail address.
    Email,
    /// A telephone number (E.164).
    PhoneNumber,
    /// The id of an Android device for advertising.
    AndroidAdvertisingId,
    /// The id of an Android device.
    AndroidId,
    /// The id of a Fire device for advertising.
    FireAdvertisingId,
    /// The id of an iOS device for advertising.
    IosAdvertisingId,
    /// The id of an iOS device for one vendor.
    IosVendorId,
    /// The id of a Windows device for advertising.
    MicrosoftAdvertisingId,
    /// The id of a Windows device for one publisher.
    MicrosoftPublisherId,
    /// The id of a Roku device for one publisher.
    RokuPublisherId,
    /// The id of a Roku device for advertising.
    RokuAdvertisingId,
}

/// Where a tenant keeps identities of a kind: a field that can be looked up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentitySource {
    /// The kind.
    pub identity_type: IdentityType,
    /// The collection.
    pub collection: String,
    /// The field of it.
    pub field: String,
}

/// An identity that a request names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its kind.
    pub identity_type: IdentityType,
    /// Its value.
    pub value: String,
    /// Whether somebody vouches that it is the subject's.
    pub is_verified: bool,
}

impl IdentityType {
    /// Finds the kind by its name in `OpenDSR`, which has no telephone numbers.
    pub fn of_opendsr(name: &str) -> Option<Self> {
        let found: Self = serde_json::from_value(name.into()).ok()?;
        (found != Self::PhoneNumber).then_some(found)
    }
}
