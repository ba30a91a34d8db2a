//! What a failed call was: which limit, which trap, or whose fault.

use wasmtime::Trap;

use crate::limiter::{Limiter, MachineFailed};
use crate::{Error, Limit};

/// Where a call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// While the instance was made.
    Instantiate,
    /// In the plugin's function, or while its result was read.
    Call,
}

/// Texts of wasmtime that stand for a limit but have no type of their own. The tests of
/// misbehaving plugins fail when an update of wasmtime changes one.
const TEXTS: &[(&str, Limit)] = &[
    (
        "fuel allocated for hostcalls has been exhausted",
        Limit::OutputSize,
    ),
    ("store handle limit exceeded", Limit::Instances),
    ("resource limit exceeded", Limit::Instances),
];

/// Names the failure. No text of the plugin and no value gets into it.
pub(crate) fn of(stage: Stage, error: &wasmtime::Error, limiter: &Limiter) -> Error {
    if error.is::<MachineFailed>() {
        return Error::Unavailable("the machine is out of memory".into());
    }
    #[cfg(feature = "jit")]
    if error.is::<crate::deadline::MachineBusy>() {
        return Error::Unavailable("the machine is too busy to run plugins".into());
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => return Error::LimitExceeded(Limit::Fuel),
        Some(Trap::Interrupt) => return Error::LimitExceeded(Limit::Time),
        Some(Trap::StackOverflow) => return Error::LimitExceeded(Limit::Stack),
        _ => {}
    }
    // A plugin that is refused memory mostly gives up by trapping: the limit is the cause.
    if let Some(limit) = limiter.refused() {
        return Error::LimitExceeded(limit);
    }
    if let Some(trap) = error.downcast_ref::<Trap>() {
        let text = trap.to_string();
        return Error::Trapped(text.strip_prefix("wasm trap: ").unwrap_or(&text).into());
    }
    let texts = error.chain().map(ToString::to_string).collect::<Vec<_>>();
    for (text, limit) in TEXTS {
        if texts.iter().any(|found| found.contains(text)) {
            return Error::LimitExceeded(*limit);
        }
    }
    match stage {
        Stage::Instantiate => Error::Unavailable("the instance could not be made".into()),
        Stage::Call => Error::Trapped("a value breaks the canonical ABI".into()),
    }
}
