#![doc = include_str!("../README.md")]

mod anonymizer;
#[doc(hidden)]
pub mod bindings;
pub mod calendar;
mod context;
mod define;
mod field;
mod refusal;
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
pub use bindings::exports::lethe::plugin::anonymizer::{DataClass, Date, Description, Selector};
pub use context::{Context, NoParameters};
pub use field::{Field, ValueType};
pub use refusal::Refusal;
pub use row::Row;
pub use table::{Column, Table};
pub use texts::Texts;
pub use value::Value;
pub use values::Values;
