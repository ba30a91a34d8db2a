//! The macro that turns an author's function into a plugin.

/// Defines the plugin of this crate: a type `Plugin` that implements
/// [`Anonymizer`](crate::Anonymizer), exported when the crate is built for WebAssembly.
///
/// | key | what it takes |
/// |---|---|
/// | `name` | kebab-case name under which rules refer to the plugin |
/// | `version` | semantic version; may be left out: the crate's |
/// | `summary` | one sentence for the person who approves the plugin |
/// | `fields` | the columns it wants, each a [`Selector`](crate::Selector) |
/// | `parameters` | a type with `Deserialize`; left out, together with `schema`: [`NoParameters`](crate::NoParameters) |
/// | `schema` | the parameters' JSON Schema, a text |
/// | `value` | `fn(&Context<P>, &Field, Value) -> Result<Option<Value>, Refusal>`, called for each value |
/// | or `row` | `fn(&Context<P>, &mut Row) -> Result<(), Refusal>`, called for each row |
/// | or `table` | `fn(&Context<P>, &mut Table) -> Result<(), Refusal>`, called once |
///
/// The crate's documentation has an example of each.
#[macro_export]
macro_rules! anonymizer {
    (
        name: $name:expr,
        $(version: $version:expr,)?
        summary: $summary:expr,
        fields: [$($selector:expr),* $(,)?],
        parameters: $parameters:ty,
        schema: $schema:expr,
        $kind:ident: $function:path $(,)?
    ) => {
        $crate::anonymizer! {
            @plugin $name,
            $crate::anonymizer!(@or ::core::env!("CARGO_PKG_VERSION") $(, $version)?),
            $summary, [$($selector),*], $parameters, $crate::read_parameters, $schema,
            $kind, $function
        }
    };
    (
        name: $name:expr,
        $(version: $version:expr,)?
        summary: $summary:expr,
        fields: [$($selector:expr),* $(,)?],
        $kind:ident: $function:path $(,)?
    ) => {
        $crate::anonymizer! {
            @plugin $name,
            $crate::anonymizer!(@or ::core::env!("CARGO_PKG_VERSION") $(, $version)?),
            $summary, [$($selector),*],
            $crate::NoParameters, $crate::NoParameters::read, $crate::NoParameters::SCHEMA,
            $kind, $function
        }
    };
    (
        @plugin $name:expr, $version:expr, $summary:expr, [$($selector:expr),*],
        $parameters:ty, $read:path, $schema:expr, $kind:ident, $function:path
    ) => {
        /// The plugin that this crate is.
        #[derive(Clone, Copy, Debug)]
        pub struct Plugin;

        impl $crate::Anonymizer for Plugin {
            type Parameters = $parameters;

            const NAME: &str = $name;
            const VERSION: &str = $version;
            const SUMMARY: &str = $summary;
            const SCHEMA: &str = $schema;

            fn fields() -> ::std::vec::Vec<$crate::Selector> {
                ::std::vec![$($selector),*]
            }

            fn parameters(
                json: &str,
            ) -> ::core::result::Result<Self::Parameters, $crate::Refusal> {
                $read(json)
            }

            fn anonymize(
                context: &$crate::Context<Self::Parameters>,
                table: &mut $crate::Table,
            ) -> ::core::result::Result<(), $crate::Refusal> {
                $crate::anonymizer!(@run $kind, $function, context, table)
            }
        }

        #[cfg(target_family = "wasm")]
        const _: () = {
            type Exported = $crate::Exported<Plugin>;
            $crate::bindings::anonymizer::export_anonymizer!(
                Exported with_types_in $crate::bindings::anonymizer
            );
        };
    };
    (@or $default:expr) => { $default };
    (@or $default:expr, $given:expr) => { $given };
    (@run value, $function:path, $context:ident, $table:ident) => {
        $crate::each_value($context, $table, $function)
    };
    (@run row, $function:path, $context:ident, $table:ident) => {
        $crate::each_row($context, $table, $function)
    };
    (@run table, $function:path, $context:ident, $table:ident) => {
        $function($context, $table)
    };
}
