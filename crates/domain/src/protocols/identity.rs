//! Identities: how a protocol says whom a request is about, and where a tenant keeps that.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Unfiled;
use crate::SubjectId;

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

/// Whose identities were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matched {
    /// The subject.
    pub subject_id: SubjectId,
    /// Whether identities that somebody vouches for suffice to tell that it is this one.
    pub is_verified: bool,
}

/// Tells whom claims are about: each with whether somebody vouches for it, and the subjects that have it. A claim that
/// nobody has says nothing; the others must agree on one subject.
///
/// # Errors
/// Nobody has any of the claims, or they do not single one subject out.
pub fn matched(found: &[(bool, BTreeSet<SubjectId>)]) -> Result<Matched, Unfiled> {
    let known = || found.iter().filter(|(_, subjects)| !subjects.is_empty());
    let common = shared(known().map(|(_, subjects)| subjects)).ok_or(Unfiled::NoMatch)?;
    let [subject_id] = common[..] else {
        return Err(Unfiled::SeveralMatches);
    };
    let vouched = known().filter(|(is_verified, _)| *is_verified);
    let vouched = shared(vouched.map(|(_, subjects)| subjects));
    Ok(Matched {
        subject_id,
        is_verified: vouched.is_some_and(|subjects| subjects == [subject_id]),
    })
}

/// What all these sets share; `None` when there is no set.
fn shared<'a>(mut sets: impl Iterator<Item = &'a BTreeSet<SubjectId>>) -> Option<Vec<SubjectId>> {
    let mut common = sets.next()?.clone();
    sets.for_each(|set| common.retain(|subject| set.contains(subject)));
    Some(common.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn of(is_verified: bool, subjects: &[u128]) -> (bool, BTreeSet<SubjectId>) {
        let subject = |n: &u128| SubjectId::from_uuid(Uuid::from_u128(*n));
        (is_verified, subjects.iter().map(subject).collect())
    }

    fn told(found: &[(bool, BTreeSet<SubjectId>)]) -> Result<(u128, bool), Unfiled> {
        let found = matched(found)?;
        Ok((found.subject_id.as_uuid().as_u128(), found.is_verified))
    }

    #[test]
    fn claims_must_agree_on_one_subject() {
        assert_eq!(told(&[]), Err(Unfiled::NoMatch));
        assert_eq!(told(&[of(true, &[])]), Err(Unfiled::NoMatch));
        assert_eq!(told(&[of(true, &[1, 2])]), Err(Unfiled::SeveralMatches));
        let other = told(&[of(true, &[1]), of(true, &[2])]);
        assert_eq!(other, Err(Unfiled::SeveralMatches));
        assert_eq!(told(&[of(true, &[1, 2]), of(true, &[1])]), Ok((1, true)));
        assert_eq!(told(&[of(true, &[]), of(true, &[1])]), Ok((1, true)));
    }

    #[test]
    fn a_claim_that_nobody_vouches_for_verifies_nothing() {
        assert_eq!(told(&[of(false, &[1])]), Ok((1, false)));
        assert_eq!(told(&[of(false, &[1]), of(true, &[1, 2])]), Ok((1, false)));
        assert_eq!(told(&[of(false, &[1, 2]), of(true, &[1])]), Ok((1, true)));
        assert_eq!(told(&[of(false, &[1]), of(true, &[])]), Ok((1, false)));
    }
}
