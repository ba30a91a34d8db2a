//! What a retention policy is, and how it decides about records.

use crate::bindings::retention::exports::lethe::plugin::retention;
use crate::{Column, Refusal, Selector, Table, Value};

/// What a policy knows besides the records. The same context and records must give the same decisions.
#[derive(Clone, Debug, PartialEq)]
pub struct RetentionContext<P> {
    /// The collection the records are of.
    pub collection: String,
    /// Why they are kept, as the collection declares it.
    pub purpose: String,
    /// The time of the decision, in milliseconds since 1970-01-01T00:00:00Z.
    pub now_ms: i64,
    /// The parameters of the policy.
    pub parameters: P,
}

/// What is known of one record.
#[derive(Debug)]
pub struct RecordFacts<'t> {
    /// When it was kept first, in milliseconds since 1970-01-01T00:00:00Z.
    pub created_ms: i64,
    /// When it was changed last.
    pub changed_ms: i64,
    fields: &'t Table,
    row: usize,
}

impl<'t> RecordFacts<'t> {
    /// The first record of a table.
    pub(crate) fn first(created_ms: i64, changed_ms: i64, fields: &'t Table) -> Self {
        Self {
            created_ms,
            changed_ms,
            fields,
            row: 0,
        }
    }

    /// The value of a field; none where the record has none or the plugin was not given the field.
    pub fn get(&self, field: &str) -> Option<Value> {
        let named = |column: &&Column| column.name == field;
        self.fields.columns.iter().find(named)?.values.get(self.row)
    }
}

/// What becomes of a record. It is a proposal: holds and statutory minimums win.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is kept until then, in milliseconds since 1970-01-01T00:00:00Z.
    KeepUntil(i64),
    /// It is erased now.
    Erase,
    /// It is anonymized now, as the collection declares.
    Anonymize,
    /// A person decides.
    Ask,
}

/// A verdict and its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What becomes of the record.
    pub verdict: Verdict,
    /// Why, in a sentence of at most 280 characters without values.
    pub reason: String,
}

/// Decides about one record.
pub type Policy<P> = fn(&RetentionContext<P>, &RecordFacts<'_>) -> Result<Decision, Refusal>;

/// Puts a policy behind the contract.
#[derive(Debug)]
#[doc(hidden)]
pub struct Deciding<P> {
    /// Reads the parameters.
    pub read: fn(&str) -> Result<P, Refusal>,
    /// Decides.
    pub policy: Policy<P>,
}

impl<P> Deciding<P> {
    /// Decides about all records.
    ///
    /// # Errors
    /// What the policy refused.
    pub fn decide(
        &self,
        context: retention::Context,
        records: retention::Records,
    ) -> Result<Vec<retention::Decision>, retention::Error> {
        let retention::Context {
            collection,
            purpose,
            now,
            parameters,
        } = context;
        let context = RetentionContext {
            collection,
            purpose,
            now_ms: now,
            parameters: (self.read)(&parameters)?,
        };
        let fields = Table::from(records.fields);
        let times = records.created.into_iter().zip(records.changed);
        let mut decisions = Vec::new();
        for (row, (created_ms, changed_ms)) in times.enumerate() {
            let facts = RecordFacts {
                created_ms,
                changed_ms,
                fields: &fields,
                row,
            };
            decisions.push((self.policy)(&context, &facts)?.into());
        }
        Ok(decisions)
    }
}

impl From<Decision> for retention::Decision {
    fn from(decision: Decision) -> Self {
        Self {
            verdict: match decision.verdict {
                Verdict::KeepUntil(until) => retention::Verdict::KeepUntil(until),
                Verdict::Erase => retention::Verdict::Erase,
                Verdict::Anonymize => retention::Verdict::Anonymize,
                Verdict::Ask => retention::Verdict::Ask,
            },
            reason: decision.reason,
        }
    }
}

/// What a plugin with this description says of itself.
#[doc(hidden)]
pub fn describe(
    [name, version, summary, schema]: [&str; 4],
    fields: Vec<Selector>,
) -> retention::Description {
    retention::Description {
        name: name.to_owned(),
        version: version.to_owned(),
        summary: summary.to_owned(),
        fields: fields.into_iter().map(Into::into).collect(),
        parameters: schema.to_owned(),
    }
}

/// Defines the plugin of this crate: a retention policy, exported when the crate is built for WebAssembly. `record` is
/// a [`Policy`](crate::Policy), called for each record; the other keys are those of
/// [`anonymizer!`](crate::anonymizer!).
///
/// ```
/// use lethe_plugin::{
///     Decision, NoParameters, RecordFacts, Refusal, RetentionContext, Selector, Value, Verdict,
/// };
///
/// lethe_plugin::retention! {
///     name: "drafts",
///     summary: "Erases drafts that nobody has touched for thirty days",
///     fields: [Selector::named("state")],
///     record: drafts,
/// }
///
/// fn drafts(
///     context: &RetentionContext<NoParameters>,
///     record: &RecordFacts,
/// ) -> Result<Decision, Refusal> {
///     const MONTH_MS: i64 = 30 * 86_400_000;
///     let is_draft = record.get("state") == Some(Value::from("draft"));
///     let is_old = context.now_ms - record.changed_ms > MONTH_MS;
///     let verdict = if is_draft && is_old { Verdict::Erase } else { Verdict::Ask };
///     Ok(Decision { verdict, reason: "drafts go after 30 days".to_owned() })
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! retention {
    (
        name: $name:expr,
        $(version: $version:expr,)?
        summary: $summary:expr,
        fields: [$($selector:expr),* $(,)?],
        parameters: $parameters:ty,
        schema: $schema:expr,
        record: $policy:path $(,)?
    ) => {
        $crate::retention! {
            @plugin $name, $crate::anonymizer!(@or ::core::env!("CARGO_PKG_VERSION") $(, $version)?),
            $summary, [$($selector),*],
            $crate::read_parameters::<$parameters>, $schema, $policy
        }
    };
    (
        name: $name:expr,
        $(version: $version:expr,)?
        summary: $summary:expr,
        fields: [$($selector:expr),* $(,)?],
        record: $policy:path $(,)?
    ) => {
        $crate::retention! {
            @plugin $name, $crate::anonymizer!(@or ::core::env!("CARGO_PKG_VERSION") $(, $version)?),
            $summary, [$($selector),*],
            $crate::NoParameters::read, $crate::NoParameters::SCHEMA, $policy
        }
    };
    (
        @plugin $name:expr, $version:expr, $summary:expr, [$($selector:expr),*],
        $read:expr, $schema:expr, $policy:path
    ) => {
        #[cfg(not(target_family = "wasm"))]
        const _: fn() -> ::std::vec::Vec<$crate::Selector> = || {
            let _ = $crate::Deciding { read: $read, policy: $policy };
            ::std::vec![$($selector),*]
        };

        #[cfg(target_family = "wasm")]
        const _: () = {
            use $crate::bindings::retention::exports::lethe::plugin::retention as wit;

            struct Exported;

            impl wit::Guest for Exported {
                fn describe() -> wit::Description {
                    $crate::describe_retention(
                        [$name, $version, $summary, $schema],
                        ::std::vec![$($selector),*],
                    )
                }

                fn decide(
                    context: wit::Context,
                    records: wit::Records,
                ) -> Result<::std::vec::Vec<wit::Decision>, wit::Error> {
                    let deciding = $crate::Deciding { read: $read, policy: $policy };
                    deciding.decide(context, records)
                }
            }

            $crate::bindings::retention::export_retention!(
                Exported with_types_in $crate::bindings::retention
            );
        };
    };
}
