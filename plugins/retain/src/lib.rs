//! Built-in plugin: how long records are kept, by age, inactivity or event.
//!
//! Each rule counts from something: when a record was made (age), when it was changed last
//! (inactivity), or a day or moment that one of its fields holds (event). A rule can be about some
//! records only, by what a field holds. Of the rules that have ended for a record, the strictest says
//! what becomes of it; while none has, it is kept until the first ends.

mod parameters;
mod terms;

use lethe_plugin::{Decision, RecordFacts, Refusal, RetentionContext, Selector, Verdict};
pub use parameters::{Condition, Parameters, Rule, Since, Then};

lethe_plugin::retention! {
    name: "retain",
    summary: "Says how long records are kept, counted from when they were made, changed last, or a date they hold",
    fields: [Selector::any()],
    parameters: Parameters,
    schema: include_str!("../parameters.schema.json"),
    record: decide,
}

/// The last moment of the year 9999, in milliseconds since 1970: what no rule is about is kept.
const FOREVER_MS: i64 = 253_402_300_799_999;

/// Decides about one record.
///
/// # Errors
/// A duration that leaves the calendar.
pub fn decide(
    context: &RetentionContext<Parameters>,
    record: &RecordFacts<'_>,
) -> Result<Decision, Refusal> {
    let mut strictest: Option<(&Rule, i64)> = None;
    let mut first: Option<(&Rule, i64)> = None;
    for rule in &context.parameters.rules {
        let Some(end) = terms::end(rule, record)? else {
            continue;
        };
        if end > context.now_ms {
            if first.is_none_or(|(_, other)| end < other) {
                first = Some((rule, end));
            }
        } else if strictest.is_none_or(|(other, _)| rule.then < other.then) {
            strictest = Some((rule, end));
        }
    }
    Ok(match (strictest, first) {
        (Some((rule, _)), _) => Decision {
            verdict: rule.then.into(),
            reason: rule.reason("ended"),
        },
        (None, Some((rule, end))) => Decision {
            verdict: Verdict::KeepUntil(end),
            reason: rule.reason("runs"),
        },
        (None, None) => Decision {
            verdict: Verdict::KeepUntil(FOREVER_MS),
            reason: "no rule is about it".to_owned(),
        },
    })
}

#[cfg(test)]
mod tests;
