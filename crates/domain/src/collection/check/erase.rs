//! The check of what an erasure does to a field.

use super::{Findings, Inherited};
use crate::collection::name::is_name;
use crate::collection::{
    AnonymizeDraft, InvalidName, KeepDraft, OnErase, OnEraseDraft, RecordErasure, Retention,
    UntilDraft,
};

/// Finds the rule of a field: its own, or the one that follows from the collection's.
pub(super) fn check(
    findings: &mut Findings,
    index: &str,
    is_personal: bool,
    inherited: &Inherited<'_>,
    draft: Option<OnEraseDraft>,
) -> Option<OnErase> {
    let path = ["fields", index, "on_erase"];
    match (inherited.on_erase, draft) {
        (Some(RecordErasure::Delete), None | Some(OnEraseDraft::Delete)) => Some(OnErase::Delete),
        (Some(RecordErasure::Delete), Some(_)) => {
            findings.add(
                &path,
                "the collection deletes whole records, so nothing of them can stay: \
                 let the collection say \"anonymize\", or this field \"delete\"",
            );
            None
        }
        (_, None) if !is_personal => Some(OnErase::Stay),
        (Some(RecordErasure::Anonymize), Some(_)) if !is_personal => {
            findings.add(
                &path,
                "a field of class \"none\" stays as it is: give it another class, or no rule",
            );
            None
        }
        (_, None) => {
            findings.add(
                &path,
                "a personal field needs a rule for erasures: \"delete\", \"anonymize\" or \"keep\"",
            );
            None
        }
        (_, Some(OnEraseDraft::Delete)) => Some(OnErase::Delete),
        (_, Some(OnEraseDraft::Anonymize(draft))) => anonymize(findings, index, draft),
        (_, Some(OnEraseDraft::Keep(draft))) => keep(findings, index, draft),
    }
}

fn anonymize(findings: &mut Findings, index: &str, draft: AnonymizeDraft) -> Option<OnErase> {
    let path = ["fields", index, "on_erase", "anonymize", "plugin"];
    let plugin = findings.demand(&path, draft.plugin, "say which plugin anonymizes the field")?;
    if !is_name(&plugin) {
        findings.add(&path, InvalidName.to_string());
    }
    Some(OnErase::Anonymize {
        plugin,
        parameters: draft.parameters,
    })
}

fn keep(findings: &mut Findings, index: &str, draft: KeepDraft) -> Option<OnErase> {
    let at = |member| ["fields", index, "on_erase", "keep", member];
    let ground = findings.demand(
        &at("ground"),
        draft.ground,
        "say on which ground the data is kept (Art. 17(3) GDPR)",
    );
    let reason = findings.demand_text(
        &at("reason"),
        draft.reason,
        "say why the data is kept, for the subject to read (Art. 12(4) GDPR)",
    );
    let until = match draft.until {
        None => Some(None),
        Some(UntilDraft::Duration(text)) => findings
            .duration(&at("until"), Some(&text))
            .map(|keep_for| Some(Retention::from_creation(keep_for))),
        Some(UntilDraft::Whole(draft)) => findings.retention(&at("until"), &draft).map(Some),
    };
    Some(OnErase::Keep {
        ground: ground?,
        reason: reason?,
        until: until?,
    })
}
