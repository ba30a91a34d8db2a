//! Between the types of `lethe:engine` and those of crate `engine`. Columns are moved, not copied.

use engine::{Error as EngineError, Limit as EngineLimit};

use super::{bindings::lethe::engine::plugins as wit, runs::Failure};

pub(super) fn context(context: wit::Context) -> engine::Context {
    engine::Context {
        collection: context.collection,
        now: context.now,
        parameters: context.parameters,
        seed: context.seed,
    }
}

pub(super) fn table_in(table: wit::Table) -> engine::Table {
    let columns = table.columns.into_iter().map(|column| engine::Column {
        name: column.name,
        class: class_in(column.class),
        values: values_in(column.values),
    });
    engine::Table {
        columns: columns.collect(),
    }
}

pub(super) fn run(run: engine::Run) -> wit::Run {
    let receipt = run.receipt;
    wit::Run {
        output: table_out(run.output),
        receipt: wit::Receipt {
            plugin_digest: receipt.plugin_digest,
            contract: receipt.contract,
            parameters_hash: receipt.parameters_hash,
            input_hash: receipt.input_hash,
            output_hash: receipt.output_hash,
            fuel: receipt.fuel,
            engine: receipt.engine,
        },
    }
}

pub(super) fn description(said: engine::Description) -> wit::Description {
    let fields = said.fields.into_iter().map(|selector| wit::Selector {
        name: selector.name,
        classes: selector.classes.into_iter().map(class_out).collect(),
    });
    wit::Description {
        name: said.name,
        version: said.version,
        summary: said.summary,
        fields: fields.collect(),
        parameters: said.parameters,
    }
}

fn table_out(table: engine::Table) -> wit::Table {
    let columns = table.columns.into_iter().map(|column| wit::Column {
        name: column.name,
        class: class_out(column.class),
        values: values_out(column.values),
    });
    wit::Table {
        columns: columns.collect(),
    }
}

fn values_in(values: wit::Values) -> engine::Values {
    match values {
        wit::Values::Text(values) => engine::Values::Text(values),
        wit::Values::Integer(values) => engine::Values::Integer(values),
        wit::Values::Number(values) => engine::Values::Number(values),
        wit::Values::Boolean(values) => engine::Values::Boolean(values),
        wit::Values::Date(days) => engine::Values::Date(
            days.into_iter()
                .map(|day| {
                    day.map(|day| engine::Date {
                        year: day.year,
                        month: day.month,
                        day: day.day,
                    })
                })
                .collect(),
        ),
        wit::Values::Timestamp(values) => engine::Values::Timestamp(values),
        wit::Values::Bytes(values) => engine::Values::Bytes(values),
    }
}

fn values_out(values: engine::Values) -> wit::Values {
    match values {
        engine::Values::Text(values) => wit::Values::Text(values),
        engine::Values::Integer(values) => wit::Values::Integer(values),
        engine::Values::Number(values) => wit::Values::Number(values),
        engine::Values::Boolean(values) => wit::Values::Boolean(values),
        engine::Values::Date(days) => wit::Values::Date(
            days.into_iter()
                .map(|day| {
                    day.map(|day| wit::Date {
                        year: day.year,
                        month: day.month,
                        day: day.day,
                    })
                })
                .collect(),
        ),
        engine::Values::Timestamp(values) => wit::Values::Timestamp(values),
        engine::Values::Bytes(values) => wit::Values::Bytes(values),
    }
}

fn class_in(class: wit::DataClass) -> engine::DataClass {
    match class {
        wit::DataClass::Identifier => engine::DataClass::Identifier,
        wit::DataClass::Contact => engine::DataClass::Contact,
        wit::DataClass::QuasiIdentifier => engine::DataClass::QuasiIdentifier,
        wit::DataClass::Sensitive => engine::DataClass::Sensitive,
        wit::DataClass::Special => engine::DataClass::Special,
        wit::DataClass::FreeText => engine::DataClass::FreeText,
        wit::DataClass::None => engine::DataClass::None,
    }
}

fn class_out(class: engine::DataClass) -> wit::DataClass {
    match class {
        engine::DataClass::Identifier => wit::DataClass::Identifier,
        engine::DataClass::Contact => wit::DataClass::Contact,
        engine::DataClass::QuasiIdentifier => wit::DataClass::QuasiIdentifier,
        engine::DataClass::Sensitive => wit::DataClass::Sensitive,
        engine::DataClass::Special => wit::DataClass::Special,
        engine::DataClass::FreeText => wit::DataClass::FreeText,
        engine::DataClass::None => wit::DataClass::None,
    }
}

impl From<Failure> for wit::Error {
    fn from(failure: Failure) -> Self {
        let error = match failure {
            Failure::NotLoaded => return Self::NotLoaded,
            Failure::Engine(error) => error,
        };
        match error {
            EngineError::ArtifactRefused => Self::ArtifactRefused,
            EngineError::LimitExceeded(limit) => Self::LimitExceeded(limit.into()),
            EngineError::Trapped(kind) => Self::Trapped(kind),
            EngineError::Refused(message) => Self::Refused(message),
            EngineError::OutputRefused(difference) => Self::OutputRefused(difference),
            EngineError::InputRefused(bound) => Self::InputRefused(bound),
            EngineError::Unavailable(reason) => Self::Unavailable(reason),
            error => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<EngineLimit> for wit::Limit {
    fn from(limit: EngineLimit) -> Self {
        match limit {
            EngineLimit::Fuel => Self::Fuel,
            EngineLimit::Time => Self::Time,
            EngineLimit::Memory => Self::Memory,
            EngineLimit::TableElements => Self::TableElements,
            EngineLimit::Instances => Self::Instances,
            EngineLimit::OutputSize => Self::OutputSize,
            EngineLimit::Stack => Self::Stack,
        }
    }
}
