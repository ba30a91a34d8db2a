//! What each keyword of the draft must be given.

/// What stands after a keyword.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A schema.
    Schema,
    /// An array of schemas, one at least.
    Schemas,
    /// An object of schemas.
    Named,
    /// An object of schemas, whose names are patterns.
    Patterns,
    /// A reference within the schema.
    Reference,
    /// The name of a type, or several.
    Types,
    /// An array of any values.
    Values,
    /// A number.
    Number,
    /// A number above zero.
    Positive,
    /// A whole number, not below zero.
    Count,
    /// `true` or `false`.
    Boolean,
    /// A regular expression.
    Pattern,
    /// An array of texts.
    Names,
    /// An object of arrays of texts.
    Dependencies,
    /// Nothing that is understood here; the text says what to write instead.
    Refused(&'static str),
}

/// What stands after a keyword; none where it says nothing of what fits.
pub(crate) fn kind(keyword: &str) -> Option<Kind> {
    Some(match keyword {
        "additionalProperties"
        | "contains"
        | "else"
        | "if"
        | "items"
        | "not"
        | "propertyNames"
        | "then" => Kind::Schema,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Kind::Schemas,
        "$defs" | "dependentSchemas" | "properties" => Kind::Named,
        "patternProperties" => Kind::Patterns,
        "$ref" => Kind::Reference,
        "type" => Kind::Types,
        "enum" => Kind::Values,
        "exclusiveMaximum" | "exclusiveMinimum" | "maximum" | "minimum" => Kind::Number,
        "multipleOf" => Kind::Positive,
        "maxContains" | "maxItems" | "maxLength" | "maxProperties" | "minContains" | "minItems"
        | "minLength" | "minProperties" => Kind::Count,
        "uniqueItems" => Kind::Boolean,
        "pattern" => Kind::Pattern,
        "required" => Kind::Names,
        "dependentRequired" => Kind::Dependencies,
        "unevaluatedItems" => Kind::Refused("write `items` instead"),
        "unevaluatedProperties" => Kind::Refused("write `additionalProperties` instead"),
        "$dynamicRef" | "$recursiveRef" => Kind::Refused("write `$ref` instead"),
        "additionalItems" => Kind::Refused("write `prefixItems` and `items` (draft 2020-12)"),
        "dependencies" => {
            Kind::Refused("write `dependentRequired` or `dependentSchemas` (draft 2020-12)")
        }
        _ => return None,
    })
}
