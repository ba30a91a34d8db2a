//! What legal holds keep of an erasure (Art. 17(3) GDPR).

use std::collections::BTreeMap;

use crate::declarations::Declarations;
use crate::problem::Problem;
use domain::SubjectId;
use domain::retention::Hold;
use store::held_erasures::{self, HeldErasure};
use store::{Error, Sql, TenantScope, Tx, blind_index, disposal, holds, subjects};

/// The holds of a tenant, and which of a subject's collections they cover.
pub(super) struct Held {
    active: Vec<Hold>,
    kept: BTreeMap<String, Vec<Hold>>,
}

impl Held {
    /// Finds what is held of the collections in which a subject has records.
    pub(super) async fn find<S: Sql>(
        sql: &mut S,
        scope: &TenantScope,
        subject: SubjectId,
        declarations: &Declarations,
        collections: impl Iterator<Item = &String>,
    ) -> Result<Self, Problem> {
        let active = holds::active(sql, scope).await?;
        let mut kept = BTreeMap::new();
        for name in collections {
            let collection = declarations.get(name)?;
            let covers = |hold: &&Hold| hold.covers(collection, Some(subject));
            let holds: Vec<Hold> = active.iter().filter(covers).cloned().collect();
            if !holds.is_empty() {
                kept.insert(name.clone(), holds);
            }
        }
        Ok(Self { active, kept })
    }

    /// The holds that keep the subject's records of a collection.
    pub(super) fn over(&self, collection: &str) -> Vec<&Hold> {
        self.kept.get(collection).into_iter().flatten().collect()
    }

    /// Whether the subject's records of a collection stay.
    pub(super) fn keeps(&self, collection: &str) -> bool {
        self.kept.contains_key(collection)
    }

    /// Whether anything stays.
    pub(super) fn is_any(&self) -> bool {
        !self.kept.is_empty()
    }

    /// Checks that no hold was placed or released since, and that none is until the end.
    pub(super) async fn still<S: Sql>(
        &self,
        tx: &mut Tx<'_, S>,
        scope: &TenantScope,
    ) -> Result<(), Error> {
        holds::respect(tx, scope).await?;
        if holds::active(tx, scope).await? == self.active {
            Ok(())
        } else {
            Err(Error::Changed { what: "subject" })
        }
    }

    /// Leaves the subject with what is held, for a sweep to do the rest when the holds are released.
    pub(super) async fn leave<'a, S: Sql>(
        &self,
        tx: &mut Tx<'_, S>,
        scope: &TenantScope,
        erasure: &HeldErasure,
        revision: u64,
        gone: impl Iterator<Item = &'a String>,
    ) -> Result<(), Error> {
        let subject = erasure.subject_id;
        for collection in gone {
            blind_index::delete_by_subject_in(tx, scope, subject, collection).await?;
        }
        subjects::bump_from(tx, scope, &BTreeMap::from([(subject, revision)])).await?;
        held_erasures::note(tx, scope, erasure).await?;
        disposal::note_residue(tx, scope).await
    }
}
