//! Built-in plugin: redacts, masks, replaces, generalizes and hashes.
//!
//! A rule chooses one operator with its parameters; [`Parameters`] lists them. What an operator cannot
//! read (a text that is no IP address, where one is expected) it removes: leaving it would leak it, and
//! refusing it would stop an erasure. A column of a type the operator does not work on is refused.

mod email;
mod generalize;
mod hash;
mod ip;
mod mask;
mod parameters;
mod replace;
#[cfg(test)]
mod tests;

pub use generalize::Part;
use lethe_plugin::{Context, DataClass, Field, Refusal, Selector, Value};
pub use parameters::Parameters;
pub use replace::Constant;

lethe_plugin::anonymizer! {
    name: "redact",
    summary: "Removes, masks, replaces, generalizes or hashes the values of personal fields",
    fields: [
        Selector::class(DataClass::Identifier)
            .of(DataClass::Contact)
            .of(DataClass::QuasiIdentifier)
            .of(DataClass::Sensitive)
            .of(DataClass::Special)
            .of(DataClass::FreeText),
    ],
    parameters: Parameters,
    schema: include_str!("../parameters.schema.json"),
    value: redact_value,
}

fn redact_value(
    context: &Context<Parameters>,
    field: &Field,
    value: Value,
) -> Result<Option<Value>, Refusal> {
    match &context.parameters {
        Parameters::Redact {} => Ok(None),
        Parameters::Mask {
            keep_start,
            keep_end,
            with,
        } => {
            let text = text_of(field, value, "mask works on text")?;
            Ok(Some(
                mask::mask(&text, *keep_start, *keep_end, *with).into(),
            ))
        }
        Parameters::Replace { with } => replace::replace(field, with).map(Some),
        Parameters::Generalize { to, bucket } => {
            generalize::generalize(field, &value, *to, *bucket)
        }
        Parameters::TruncateIp { v4, v6 } => {
            let text = text_of(field, value, "truncate-ip works on text")?;
            Ok(ip::truncate(&text, *v4, *v6)?.map(Value::Text))
        }
        Parameters::PartialEmail {} => {
            let text = text_of(field, value, "partial-email works on text")?;
            Ok(email::partial(&text).map(Value::Text))
        }
        Parameters::Hash {} => {
            let text = text_of(field, value, "hash works on text")?;
            Ok(Some(hash::pseudonym(context, field.name, &text).into()))
        }
    }
}

fn text_of(field: &Field, value: Value, refusal: &str) -> Result<String, Refusal> {
    match value {
        Value::Text(text) => Ok(text),
        _ => Err(field.refuse(refusal)),
    }
}
