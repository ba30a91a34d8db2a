//! The engine's types and those of `wit/engine` and `wit/compiler`, one to one.
//!
//! Two programs supply the platform, the host and the providers, and each has Rust types of the
//! contracts made by a generator of its own. The generators agree on names and shapes, so the
//! mapping is written once, as macros. Values are moved, not copied.

/// Implements `From` between the engine's types and those that a generator made of
/// `lethe:engine/plugins`, given the name of their module.
#[macro_export]
macro_rules! mirror_plugins {
    ($wit:ident) => {
        $crate::mirror_plugins!(@table $wit => $crate);
        $crate::mirror_plugins!(@table $crate => $wit);

        impl From<$wit::Context> for $crate::Context {
            fn from(context: $wit::Context) -> Self {
                let $wit::Context { collection, now, parameters, seed } = context;
                Self { collection, now, parameters, seed }
            }
        }

        impl From<$wit::Size> for $crate::Size {
            fn from(size: $wit::Size) -> Self {
                match size {
                    $wit::Size::Usual => Self::Usual,
                    $wit::Size::Large => Self::Large,
                }
            }
        }

        impl From<$crate::World> for $wit::World {
            fn from(world: $crate::World) -> Self {
                match world {
                    $crate::World::Anonymizer => Self::Anonymizer,
                    $crate::World::Exporter => Self::Exporter,
                    $crate::World::Retention => Self::Retention,
                }
            }
        }

        impl From<$crate::Description> for $wit::Description {
            fn from(said: $crate::Description) -> Self {
                let $crate::Description {
                    world, name, version, summary, fields, parameters, format,
                } = said;
                let fields = fields.into_iter().map(|selector| $wit::Selector {
                    name: selector.name,
                    classes: selector.classes.into_iter().map(From::from).collect(),
                });
                let format = format.map(|$crate::Format { media_type, extension }| {
                    $wit::Format { media_type, extension }
                });
                Self {
                    world: world.into(),
                    name,
                    version,
                    summary,
                    fields: fields.collect(),
                    parameters,
                    format,
                }
            }
        }

        impl From<$crate::LogLine> for $wit::LogLine {
            fn from(line: $crate::LogLine) -> Self {
                let level = match line.level {
                    $crate::LogLevel::Debug => $wit::LogLevel::Debug,
                    $crate::LogLevel::Info => $wit::LogLevel::Info,
                    $crate::LogLevel::Warning => $wit::LogLevel::Warning,
                };
                Self { level, text: line.text }
            }
        }

        impl From<$crate::Run> for $wit::Run {
            fn from(run: $crate::Run) -> Self {
                Self {
                    output: run.output.into(),
                    receipt: run.receipt.into(),
                    usage: run.usage.into(),
                    log: run.log.into_iter().map(From::from).collect(),
                }
            }
        }

        impl From<$wit::ExportContext> for $crate::ExportContext {
            fn from(context: $wit::ExportContext) -> Self {
                let $wit::ExportContext { title, now, parameters } = context;
                Self { title, now, parameters }
            }
        }

        impl From<$crate::Exported> for $wit::Exported {
            fn from(exported: $crate::Exported) -> Self {
                Self {
                    bytes: exported.bytes,
                    receipt: exported.receipt.into(),
                    usage: exported.usage.into(),
                    log: exported.log.into_iter().map(From::from).collect(),
                }
            }
        }

        impl From<$wit::RetentionContext> for $crate::RetentionContext {
            fn from(context: $wit::RetentionContext) -> Self {
                let $wit::RetentionContext { collection, purpose, now, parameters } = context;
                Self { collection, purpose, now, parameters }
            }
        }

        impl From<$wit::Records> for $crate::Records {
            fn from(records: $wit::Records) -> Self {
                let $wit::Records { created, changed, fields } = records;
                Self { created, changed, fields: fields.into() }
            }
        }

        impl From<$crate::Decision> for $wit::Decision {
            fn from(decision: $crate::Decision) -> Self {
                let verdict = match decision.verdict {
                    $crate::Verdict::KeepUntil(until) => $wit::Verdict::KeepUntil(until),
                    $crate::Verdict::Erase => $wit::Verdict::Erase,
                    $crate::Verdict::Anonymize => $wit::Verdict::Anonymize,
                    $crate::Verdict::Ask => $wit::Verdict::Ask,
                };
                Self { verdict, reason: decision.reason }
            }
        }

        impl From<$crate::Decided> for $wit::Decided {
            fn from(decided: $crate::Decided) -> Self {
                Self {
                    decisions: decided.decisions.into_iter().map(From::from).collect(),
                    receipt: decided.receipt.into(),
                    usage: decided.usage.into(),
                    log: decided.log.into_iter().map(From::from).collect(),
                }
            }
        }

        impl From<$crate::Usage> for $wit::Usage {
            fn from(usage: $crate::Usage) -> Self {
                let $crate::Usage { peak_memory, input_bytes, output_bytes } = usage;
                Self { peak_memory, input_bytes, output_bytes }
            }
        }

        impl From<$crate::Allowance> for $wit::Allowance {
            fn from(limits: $crate::Allowance) -> Self {
                let $crate::Allowance { fuel, memory, input_bytes, output_bytes, milliseconds } = limits;
                Self { fuel, memory, input_bytes, output_bytes, milliseconds }
            }
        }

        impl From<$crate::Receipt> for $wit::Receipt {
            fn from(receipt: $crate::Receipt) -> Self {
                Self {
                    plugin_digest: receipt.plugin_digest,
                    contract: receipt.contract,
                    parameters_hash: receipt.parameters_hash,
                    input_hash: receipt.input_hash,
                    output_hash: receipt.output_hash,
                    fuel: receipt.fuel,
                    engine: receipt.engine,
                }
            }
        }

        impl From<$crate::Limit> for $wit::Limit {
            fn from(limit: $crate::Limit) -> Self {
                match limit {
                    $crate::Limit::Fuel => Self::Fuel,
                    $crate::Limit::Time => Self::Time,
                    $crate::Limit::Memory => Self::Memory,
                    $crate::Limit::TableElements => Self::TableElements,
                    $crate::Limit::Instances => Self::Instances,
                    $crate::Limit::OutputSize => Self::OutputSize,
                    $crate::Limit::Stack => Self::Stack,
                }
            }
        }

        impl From<$crate::Error> for $wit::Error {
            fn from(error: $crate::Error) -> Self {
                match error {
                    $crate::Error::ArtifactRefused => Self::ArtifactRefused,
                    $crate::Error::LimitExceeded(limit) => Self::LimitExceeded(limit.into()),
                    $crate::Error::Trapped(kind) => Self::Trapped(kind),
                    $crate::Error::Refused(message) => Self::Refused(message),
                    $crate::Error::OutputRefused(difference) => Self::OutputRefused(difference),
                    $crate::Error::InputRefused(bound) => Self::InputRefused(bound),
                    $crate::Error::Unavailable(reason) => Self::Unavailable(reason),
                    error => Self::Unavailable(error.to_string()),
                }
            }
        }
    };
    (@table $from:tt => $to:tt) => {
        impl From<$from::Table> for $to::Table {
            fn from(table: $from::Table) -> Self {
                Self { columns: table.columns.into_iter().map(From::from).collect() }
            }
        }

        impl From<$from::Column> for $to::Column {
            fn from(column: $from::Column) -> Self {
                Self {
                    name: column.name,
                    class: column.class.into(),
                    values: column.values.into(),
                    absent: column.absent,
                }
            }
        }

        impl From<$from::Values> for $to::Values {
            fn from(values: $from::Values) -> Self {
                match values {
                    $from::Values::Text($from::Texts { joined, ends }) => {
                        Self::Text($to::Texts { joined, ends })
                    }
                    $from::Values::Integer(values) => Self::Integer(values),
                    $from::Values::Number(values) => Self::Number(values),
                    $from::Values::Boolean(values) => Self::Boolean(values),
                    $from::Values::Date(days) => {
                        Self::Date(days.into_iter().map(From::from).collect())
                    }
                    $from::Values::Timestamp(values) => Self::Timestamp(values),
                    $from::Values::Bytes($from::Blobs { joined, ends }) => {
                        Self::Bytes($to::Blobs { joined, ends })
                    }
                }
            }
        }

        impl From<$from::Date> for $to::Date {
            fn from(date: $from::Date) -> Self {
                Self { year: date.year, month: date.month, day: date.day }
            }
        }

        impl From<$from::DataClass> for $to::DataClass {
            fn from(class: $from::DataClass) -> Self {
                match class {
                    $from::DataClass::Identifier => Self::Identifier,
                    $from::DataClass::Contact => Self::Contact,
                    $from::DataClass::QuasiIdentifier => Self::QuasiIdentifier,
                    $from::DataClass::Sensitive => Self::Sensitive,
                    $from::DataClass::Special => Self::Special,
                    $from::DataClass::FreeText => Self::FreeText,
                    $from::DataClass::None => Self::None,
                }
            }
        }
    };
}

/// Implements `From` between the engine's types and those that a generator made of
/// `lethe:compiler/compiler`, given the name of their module.
#[macro_export]
macro_rules! mirror_compiler {
    ($wit:ident) => {
        impl From<$wit::Size> for $crate::Size {
            fn from(size: $wit::Size) -> Self {
                match size {
                    $wit::Size::Usual => Self::Usual,
                    $wit::Size::Large => Self::Large,
                }
            }
        }

        impl From<$crate::Compiled> for $wit::Compiled {
            fn from(compiled: $crate::Compiled) -> Self {
                Self {
                    digest: compiled.digest,
                    artifact: compiled.artifact,
                    exports: compiled.exports,
                    imports: compiled.imports,
                }
            }
        }

        impl From<$crate::CompileError> for $wit::Error {
            fn from(refused: $crate::CompileError) -> Self {
                match refused {
                    $crate::CompileError::Malformed(what) => Self::Malformed(what),
                    $crate::CompileError::TooLarge(bound) => Self::TooLarge(bound),
                    $crate::CompileError::ForbiddenImport { name, .. } => {
                        Self::ForbiddenImport(name)
                    }
                    $crate::CompileError::WrongExports(what) => Self::WrongExports(what),
                    $crate::CompileError::Unavailable(reason) => Self::Unavailable(reason),
                    refused => Self::Unavailable(refused.to_string()),
                }
            }
        }
    };
}
