//! The check of one field, and of the fields together.

use std::collections::BTreeSet;

use super::owner::{Slot, check_reference};
use super::{Findings, Inherited, MAX_FIELDS, erase};
use crate::ValueType;
use crate::collection::{Field, FieldDraft, InvalidName, OnExport, Owner, name::is_name};

/// Checks all fields; lists what each lacks and gives those that lack nothing.
pub(super) fn check_all(
    findings: &mut Findings,
    inherited: &Inherited<'_>,
    drafts: Vec<FieldDraft>,
) -> Vec<Field> {
    if drafts.is_empty() {
        findings.add(&["fields"], "a collection needs at least one field");
    }
    if drafts.len() > MAX_FIELDS {
        findings.add(
            &["fields"],
            format!("a collection has at most {MAX_FIELDS} fields"),
        );
        return Vec::new();
    }
    let mut names = BTreeSet::new();
    let mut slots = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.into_iter().enumerate() {
        let index = index.to_string();
        if let Some(name) = &draft.name
            && !names.insert(name.clone())
        {
            findings.add(
                &["fields", &index, "name"],
                "another field has the same name",
            );
        }
        slots.push(Slot {
            name: draft.name.clone(),
            is_personal: draft.class.is_none_or(crate::DataClass::is_personal),
            field: check(findings, inherited, &index, draft),
        });
    }
    check_reference(findings, inherited.owner, &slots);
    slots.into_iter().filter_map(|slot| slot.field).collect()
}

fn check(
    findings: &mut Findings,
    inherited: &Inherited<'_>,
    index: &str,
    draft: FieldDraft,
) -> Option<Field> {
    let at = |member| ["fields", index, member];
    let name = findings.demand(&at("name"), draft.name, "a name is missing");
    if name.as_deref().is_some_and(|name| !is_name(name)) {
        findings.add(&at("name"), InvalidName.to_string());
    }
    let value_type = findings.demand(&at("type"), draft.value_type, "say what the field holds");
    // Without a class nothing else can be said: a field that might be personal counts as personal.
    let class = findings.demand(
        &at("class"),
        draft.class,
        "say what kind of personal data the field holds, or \"none\"",
    );
    let is_personal = class.is_none_or(crate::DataClass::is_personal);
    if is_personal && inherited.owner == Some(&Owner::None) {
        findings.add(
            &at("class"),
            "a personal field needs an owner, and the records of this collection have none",
        );
    }
    if (draft.unique || draft.lookup) && value_type == Some(ValueType::Bytes) {
        let member = if draft.unique { "unique" } else { "lookup" };
        findings.add(&at(member), "bytes cannot be looked up");
    }
    let given_purpose = draft.purpose.filter(|purpose| !purpose.trim().is_empty());
    let purpose = given_purpose.or(inherited.purpose.map(str::to_owned));
    let lawful_basis = draft.lawful_basis.or(inherited.lawful_basis);
    let has_retention = draft.retention.is_some() || inherited.has_retention;
    let retention = match draft.retention {
        Some(retention) => findings.retention(&at("retention"), &retention),
        None => inherited.retention.cloned(),
    };
    let on_erase = erase::check(findings, index, is_personal, inherited, draft.on_erase);
    let on_export = if is_personal {
        draft.on_export
    } else {
        draft.on_export.or(Some(OnExport::Include))
    };
    if is_personal {
        let demanded = [
            (
                "purpose",
                purpose.is_some(),
                "a purpose, its own or the collection's",
            ),
            (
                "lawful_basis",
                lawful_basis.is_some(),
                "a lawful basis, its own or the collection's",
            ),
            (
                "retention",
                has_retention,
                "a retention, its own or the collection's",
            ),
            (
                "on_export",
                on_export.is_some(),
                "to say \"include\" or \"omit\" for exports",
            ),
        ];
        for (member, is_there, what) in demanded {
            if !is_there {
                findings.add(&at(member), format!("a personal field needs {what}"));
            }
        }
    }
    Some(Field {
        name: name?,
        value_type: value_type?,
        class: class?,
        required: draft.required,
        unique: draft.unique,
        lookup: draft.lookup,
        purpose: purpose?,
        lawful_basis: lawful_basis?,
        retention: retention?,
        on_erase: on_erase?,
        on_export: on_export?,
    })
}
