//! A tenant's plugin: a works council's rule for timesheets and travel.
//!
//! Nobody may see from old records on which days a colleague was away. So after an erasure days become
//! weeks, the reason of an absence becomes the fact of one, and project notes become the codes that the
//! company's controllers agreed on. The rule is of one company, and would be wrong for another: this is
//! why tenants bring plugins.

mod notes;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use lethe_plugin::{Context, DataClass, Field, Refusal, Selector, Value, calendar};
use serde::Deserialize;

/// What the works council and the company agreed on.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Words of project notes, in any case, and the codes they stand for. A note becomes the codes of
    /// the words in it.
    #[serde(default)]
    codes: BTreeMap<String, String>,
    /// The code of a note that has none of the words.
    #[serde(default = "other")]
    other: String,
    /// What every reason of an absence becomes.
    #[serde(default = "absent")]
    absent: String,
}

lethe_plugin::anonymizer! {
    name: "timesheet-coarsen",
    summary: "Rounds days to weeks, hides the reasons of absences, turns project notes into codes",
    fields: [
        Selector::class(DataClass::QuasiIdentifier)
            .of(DataClass::Sensitive)
            .of(DataClass::Special)
            .of(DataClass::FreeText),
    ],
    parameters: Parameters,
    schema: include_str!("../parameters.schema.json"),
    value: coarsen,
}

fn coarsen(
    context: &Context<Parameters>,
    field: &Field,
    value: Value,
) -> Result<Option<Value>, Refusal> {
    let Parameters {
        codes,
        other,
        absent,
    } = &context.parameters;
    match (value, field.class) {
        (Value::Date(day), _) => Ok(Some(Value::Date(calendar::monday_of(day)))),
        (Value::Timestamp(moment), _) => {
            let monday = calendar::monday_of(calendar::date_of(moment));
            Ok(Some(Value::Timestamp(calendar::midnight_ms(monday))))
        }
        (Value::Text(_), DataClass::Special) => Ok(Some(absent.as_str().into())),
        (Value::Text(note), DataClass::FreeText) => {
            Ok(Some(notes::coded(&note, codes, other).into()))
        }
        _ => Err(field.refuse("the rule covers days, absences and notes")),
    }
}

fn other() -> String {
    "OTHER".to_owned()
}

fn absent() -> String {
    "absent".to_owned()
}
