//! What an anonymizer is, and how its function is run over a table.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::bindings::anonymizer::exports::lethe::plugin::anonymizer;
use crate::row::{Rows, wrong_type};
use crate::{
    Column, Context, Description, Field, Refusal, Row, Selector, Table, Texts, Value, Values,
};

/// An anonymization rule. [`anonymizer!`](crate::anonymizer!) writes the implementation.
pub trait Anonymizer {
    /// The parameters of a rule.
    type Parameters;

    /// Kebab-case name under which rules refer to the plugin.
    const NAME: &str;
    /// Semantic version of the plugin.
    const VERSION: &str;
    /// One sentence for the person who approves the plugin, at most 280 characters.
    const SUMMARY: &str;
    /// JSON Schema of the parameters; `{}` accepts everything.
    const SCHEMA: &str;

    /// The columns the plugin wants.
    fn fields() -> Vec<Selector>;

    /// Anonymizes a batch in place.
    ///
    /// # Errors
    /// Why the run is given up.
    fn anonymize(context: &Context<Self::Parameters>, table: &mut Table) -> Result<(), Refusal>;

    /// Reads the parameters of a rule.
    ///
    /// # Errors
    /// What does not fit.
    fn parameters(json: &str) -> Result<Self::Parameters, Refusal>;

    /// What the plugin says of itself.
    fn describe() -> Description {
        Description {
            name: Self::NAME.to_owned(),
            version: Self::VERSION.to_owned(),
            summary: Self::SUMMARY.to_owned(),
            fields: Self::fields(),
            parameters: Self::SCHEMA.to_owned(),
        }
    }
}

/// Runs a plugin on what the platform handed over.
pub(crate) fn run<A: Anonymizer>(
    context: anonymizer::Context,
    mut table: Table,
) -> Result<Table, Refusal> {
    let anonymizer::Context {
        collection,
        now,
        parameters,
        seed,
    } = context;
    let parameters = A::parameters(&parameters)?;
    let context = Context {
        collection,
        now_ms: now,
        parameters,
        seed,
    };
    A::anonymize(&context, &mut table)?;
    Ok(table)
}

/// Puts an [`Anonymizer`] behind the contract.
#[derive(Debug)]
#[doc(hidden)]
pub struct Exported<A>(PhantomData<A>);

impl<A: Anonymizer> anonymizer::Guest for Exported<A> {
    fn describe() -> Description {
        A::describe()
    }

    fn anonymize(
        context: anonymizer::Context,
        table: anonymizer::Table,
    ) -> Result<anonymizer::Table, anonymizer::Error> {
        let table = run::<A>(context, table.into())?;
        Ok(table.into())
    }
}

/// Reads parameters from JSON.
///
/// # Errors
/// What does not fit.
pub fn read_parameters<P: DeserializeOwned>(json: &str) -> Result<P, Refusal> {
    serde_json::from_str(json).map_err(|error| Refusal::InvalidParameters(error.to_string()))
}

/// What becomes of a value; `None` removes it.
pub type ValueFunction<P> = fn(&Context<P>, &Field, Value) -> Result<Option<Value>, Refusal>;

/// Changes a row in place.
pub type RowFunction<P> = fn(&Context<P>, &mut Row) -> Result<(), Refusal>;

/// Calls `function` for every value of the table and puts its answer in the value's place.
///
/// # Errors
/// The first refusal, or an answer of another type than the column's.
pub fn each_value<P>(
    context: &Context<P>,
    table: &mut Table,
    function: ValueFunction<P>,
) -> Result<(), Refusal> {
    for Column {
        name,
        class,
        values,
    } in &mut table.columns
    {
        let field = Field {
            name,
            class: *class,
            value_type: values.value_type(),
        };
        macro_rules! edit {
            ($list:ident, $variant:ident) => {
                for slot in $list {
                    let Some(value) = slot.take() else { continue };
                    *slot = match function(context, &field, Value::$variant(value))? {
                        None => None,
                        Some(Value::$variant(value)) => Some(value),
                        Some(value) => return Err(wrong_type(&field, &value)),
                    };
                }
            };
        }
        match values {
            Values::Text(texts) => {
                let mut edited = Texts::default();
                for text in texts.iter() {
                    let answer = match text {
                        None => None,
                        Some(text) => function(context, &field, text.into())?,
                    };
                    match answer {
                        None => edited.push(None),
                        Some(Value::Text(text)) => edited.push(Some(&text)),
                        Some(value) => return Err(wrong_type(&field, &value)),
                    }
                }
                *texts = edited;
            }
            Values::Integer(list) => edit!(list, Integer),
            Values::Number(list) => edit!(list, Number),
            Values::Boolean(list) => edit!(list, Boolean),
            Values::Date(list) => edit!(list, Date),
            Values::Timestamp(list) => edit!(list, Timestamp),
            Values::Bytes(list) => edit!(list, Bytes),
        }
    }
    Ok(())
}

/// Calls `function` for every row of the table.
///
/// # Errors
/// The first refusal.
pub fn each_row<P>(
    context: &Context<P>,
    table: &mut Table,
    function: RowFunction<P>,
) -> Result<(), Refusal> {
    let mut rows = Rows::of(table);
    (0..table.rows()).try_for_each(|index| function(context, &mut rows.row(index)))?;
    rows.put_back(table)
}
