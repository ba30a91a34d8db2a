//! How a record belongs to a subject, and whether the field that says so can be trusted to.

use super::Findings;
use crate::collection::{CollectionName, Field, OnErase, Owner, OwnerDraft, OwnerKind};

/// Checks the owner by itself, before the fields are known.
pub(super) fn check(
    findings: &mut Findings,
    own_name: Option<&CollectionName>,
    draft: OwnerDraft,
) -> Option<Owner> {
    let kind = findings.demand(
        &["owner", "kind"],
        draft.kind,
        "expected \"subject\", \"reference\" or \"none\"",
    )?;
    if kind == OwnerKind::Reference {
        let field = findings.demand_text(
            &["owner", "field"],
            draft.field,
            "say which field names the owner",
        );
        let collection = findings.name(&["owner", "collection"], draft.collection);
        let key = findings.demand_text(
            &["owner", "key"],
            draft.key,
            "say which unique look-up field of the other collection holds the same value",
        );
        if collection.is_some() && collection.as_ref() == own_name {
            findings.add(
                &["owner", "collection"],
                "a record cannot be owned through its own collection",
            );
        }
        return Some(Owner::Reference {
            field: field?,
            collection: collection?,
            key: key?,
        });
    }
    let stray = [
        ("field", draft.field.is_some()),
        ("collection", draft.collection.is_some()),
        ("key", draft.key.is_some()),
    ];
    for (member, is_given) in stray {
        if is_given {
            findings.add(
                &["owner", member],
                "only an owner of kind \"reference\" has this member",
            );
        }
    }
    Some(match kind {
        OwnerKind::Subject => Owner::Subject,
        OwnerKind::None | OwnerKind::Reference => Owner::None,
    })
}

/// Checks the field that names the owner, once all fields are known.
pub(super) fn check_reference(findings: &mut Findings, owner: Option<&Owner>, fields: &[Slot]) {
    let Some(Owner::Reference { field: name, .. }) = owner else {
        return;
    };
    let Some((index, slot)) = fields
        .iter()
        .enumerate()
        .find(|(_, slot)| slot.name.as_deref() == Some(name))
    else {
        findings.add(
            &["owner", "field"],
            "the collection has no field of that name",
        );
        return;
    };
    let Some(field) = &slot.field else {
        return;
    };
    let index = index.to_string();
    if !field.class.is_personal() {
        findings.add(
            &["fields", &index, "class"],
            "the field that names the owner is personal: give it a class such as \"identifier\"",
        );
    } else if field.on_erase != OnErase::Delete {
        findings.add(
            &["fields", &index, "on_erase"],
            "the field that names the owner is deleted in an erasure: nothing else would unlink it",
        );
    }
    let others_are_personal = fields
        .iter()
        .any(|other| other.is_personal && other.name.as_deref() != Some(name));
    if others_are_personal && !field.required {
        findings.add(
            &["fields", &index, "required"],
            "a record without an owner would keep its personal fields through every erasure",
        );
    }
}

/// One field as far as it could be read.
pub(super) struct Slot {
    pub(super) name: Option<String>,
    pub(super) is_personal: bool,
    pub(super) field: Option<Field>,
}
