#![doc = include_str!("../README.md")]

mod anonymizer;
#[doc(hidden)]
pub mod bindings;
pub mod calendar;
mod context;
mod data_class;
mod define;
mod exporter;
mod field;
pub mod log;
mod pseudonym;
mod refusal;
mod retention;
mod row;
mod selector;
mod table;
pub mod testing;
mod texts;
mod value;
mod values;

#[doc(hidden)]
pub use anonymizer::Exported;
pub use anonymizer::{
    Anonymizer, RowFunction, ValueFunction, each_row, each_value, read_parameters,
};
pub use bindings::anonymizer::exports::lethe::plugin::anonymizer::{
    DataClass, Date, Description, Selector,
};
pub use context::{Context, NoParameters};
pub use exporter::{Exporter, FileContext};
#[doc(hidden)]
pub use exporter::{Writing, describe as describe_exporter};
pub use field::{Field, ValueType};
pub use pseudonym::pseudonym;
pub use refusal::Refusal;
#[doc(hidden)]
pub use retention::{Deciding, describe as describe_retention};
pub use retention::{Decision, Policy, RecordFacts, RetentionContext, Verdict};
pub use row::Row;
pub use table::{Column, Table};
pub use texts::Texts;
pub use value::Value;
pub use values::Values;
