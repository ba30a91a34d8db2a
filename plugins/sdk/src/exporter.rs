//! What an exporter is, and how it writes a file.

use std::cell::RefCell;

use crate::bindings::exporter::exports::lethe::plugin::exporter;
use crate::{Refusal, Selector, Table};

/// An export format. [`exporter!`](crate::exporter!) puts it behind the contract.
///
/// A value of the type is a file in the making: it is given tables, a collection after the other, and writes what
/// becomes of them to the end of `out`. It should keep little: a file may be larger than its memory.
pub trait Exporter: Sized + 'static {
    /// The parameters of an export.
    type Parameters;

    /// Begins the file.
    ///
    /// # Errors
    /// Why it cannot be written.
    fn begin(context: FileContext<Self::Parameters>, out: &mut Vec<u8>) -> Result<Self, Refusal>;

    /// Writes rows of a collection. All tables of a collection have the same columns.
    ///
    /// # Errors
    /// Why they cannot be written.
    fn push(&mut self, collection: &str, rows: &Table, out: &mut Vec<u8>) -> Result<(), Refusal>;

    /// Ends the file.
    ///
    /// # Errors
    /// Why it cannot be ended.
    fn finish(self, out: &mut Vec<u8>) -> Result<(), Refusal>;
}

/// What an exporter knows besides the rows. The same context and rows must give the same file.
#[derive(Clone, Debug, PartialEq)]
pub struct FileContext<P> {
    /// What the file is about, in a few words for whoever reads it.
    pub title: String,
    /// The time of the export, in milliseconds since 1970-01-01T00:00:00Z.
    pub now_ms: i64,
    /// The parameters of the export.
    pub parameters: P,
}

/// The file that an instance writes: one instance, one file.
#[derive(Debug)]
#[doc(hidden)]
pub struct Writing<E>(RefCell<Option<E>>);

impl<E: Exporter> Writing<E> {
    /// No file yet.
    pub const fn new() -> Self {
        Self(RefCell::new(None))
    }

    /// Begins the file.
    ///
    /// # Errors
    /// What the exporter refused.
    pub fn begin(
        &self,
        context: exporter::Context,
        read: fn(&str) -> Result<E::Parameters, Refusal>,
    ) -> Result<Vec<u8>, exporter::Error> {
        let exporter::Context {
            title,
            now,
            parameters,
        } = context;
        let context = FileContext {
            title,
            now_ms: now,
            parameters: read(&parameters)?,
        };
        let mut out = Vec::new();
        let begun = E::begin(context, &mut out)?;
        self.0.replace(Some(begun));
        Ok(out)
    }

    /// Writes rows.
    ///
    /// # Errors
    /// What the exporter refused, or that there is no file.
    pub fn push(
        &self,
        collection: &str,
        rows: exporter::Table,
    ) -> Result<Vec<u8>, exporter::Error> {
        let mut out = Vec::new();
        let mut file = self.0.borrow_mut();
        let file = file.as_mut().ok_or_else(none)?;
        file.push(collection, &rows.into(), &mut out)?;
        Ok(out)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// What the exporter refused, or that there is no file.
    pub fn finish(&self) -> Result<Vec<u8>, exporter::Error> {
        let mut out = Vec::new();
        let file = self.0.take().ok_or_else(none)?;
        file.finish(&mut out)?;
        Ok(out)
    }
}

impl<E: Exporter> Default for Writing<E> {
    fn default() -> Self {
        Self::new()
    }
}

fn none() -> Refusal {
    Refusal::Failed("no file was begun".to_owned())
}

/// What a plugin with this description says of itself.
#[doc(hidden)]
pub fn describe(
    [name, version, summary, schema]: [&str; 4],
    [media_type, extension]: [&str; 2],
    fields: Vec<Selector>,
) -> exporter::Description {
    exporter::Description {
        name: name.to_owned(),
        version: version.to_owned(),
        summary: summary.to_owned(),
        fields: fields.into_iter().map(Into::into).collect(),
        parameters: schema.to_owned(),
        media_type: media_type.to_owned(),
        extension: extension.to_owned(),
    }
}

/// Defines the plugin of this crate: an export format, exported when the crate is built for WebAssembly. `writer` is
/// a type that implements [`Exporter`](crate::Exporter); the other keys are those of
/// [`anonymizer!`](crate::anonymizer!), and `media_type` and `extension` say what the file is.
///
/// ```
/// use lethe_plugin::{Exporter, FileContext, NoParameters, Refusal, Selector, Table};
///
/// lethe_plugin::exporter! {
///     name: "counts",
///     summary: "Says how many rows there are of each collection",
///     media_type: "text/plain; charset=utf-8",
///     extension: "txt",
///     fields: [Selector::any()],
///     writer: Counts,
/// }
///
/// pub struct Counts;
///
/// impl Exporter for Counts {
///     type Parameters = NoParameters;
///
///     fn begin(context: FileContext<NoParameters>, out: &mut Vec<u8>) -> Result<Self, Refusal> {
///         out.extend_from_slice(context.title.as_bytes());
///         Ok(Self)
///     }
///
///     fn push(&mut self, collection: &str, rows: &Table, out: &mut Vec<u8>) -> Result<(), Refusal> {
///         out.extend_from_slice(format!("\n{collection}: {}", rows.rows()).as_bytes());
///         Ok(())
///     }
///
///     fn finish(self, _: &mut Vec<u8>) -> Result<(), Refusal> {
///         Ok(())
///     }
/// }
///
/// let people = Table::new().with_text("name", lethe_plugin::DataClass::Identifier, [Some("Ada")]);
/// let file = lethe_plugin::testing::export::<Counts>(NoParameters {}, &[("people", people)])?;
/// assert_eq!(file, b"test\npeople: 1");
/// # Ok::<(), Refusal>(())
/// ```
#[macro_export]
macro_rules! exporter {
    (
        name: $name:expr,
        $(version: $version:expr,)?
        summary: $summary:expr,
        media_type: $media_type:expr,
        extension: $extension:expr,
        fields: [$($selector:expr),* $(,)?],
        parameters: $parameters:ty,
        schema: $schema:expr,
        writer: $writer:ty $(,)?
    ) => {
        $crate::exporter! {
            @plugin $name, $crate::anonymizer!(@or ::core::env!("CARGO_PKG_VERSION") $(, $version)?),
            $summary, $media_type, $extension, [$($selector),*],
            $crate::read_parameters::<$parameters>, $schema, $writer
        }
    };
    (
        name: $name:expr,
        $(version: $version:expr,)?
        summary: $summary:expr,
        media_type: $media_type:expr,
        extension: $extension:expr,
        fields: [$($selector:expr),* $(,)?],
        writer: $writer:ty $(,)?
    ) => {
        $crate::exporter! {
            @plugin $name, $crate::anonymizer!(@or ::core::env!("CARGO_PKG_VERSION") $(, $version)?),
            $summary, $media_type, $extension, [$($selector),*],
            $crate::NoParameters::read, $crate::NoParameters::SCHEMA, $writer
        }
    };
    (
        @plugin $name:expr, $version:expr, $summary:expr, $media_type:expr, $extension:expr,
        [$($selector:expr),*], $read:expr, $schema:expr, $writer:ty
    ) => {
        #[cfg(not(target_family = "wasm"))]
        const _: fn() -> ::std::vec::Vec<$crate::Selector> = || ::std::vec![$($selector),*];

        #[cfg(target_family = "wasm")]
        const _: () = {
            use $crate::bindings::exporter::exports::lethe::plugin::exporter as wit;

            struct Exported;

            ::std::thread_local! {
                static FILE: $crate::Writing<$writer> = const { $crate::Writing::new() };
            }

            impl wit::Guest for Exported {
                fn describe() -> wit::Description {
                    $crate::describe_exporter(
                        [$name, $version, $summary, $schema],
                        [$media_type, $extension],
                        ::std::vec![$($selector),*],
                    )
                }

                fn begin(context: wit::Context) -> Result<::std::vec::Vec<u8>, wit::Error> {
                    FILE.with(|file| file.begin(context, $read))
                }

                fn push(
                    collection: ::std::string::String,
                    rows: wit::Table,
                ) -> Result<::std::vec::Vec<u8>, wit::Error> {
                    FILE.with(|file| file.push(&collection, rows))
                }

                fn finish() -> Result<::std::vec::Vec<u8>, wit::Error> {
                    FILE.with($crate::Writing::finish)
                }
            }

            $crate::bindings::exporter::export_exporter!(
                Exported with_types_in $crate::bindings::exporter
            );
        };
    };
}
