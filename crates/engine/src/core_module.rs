//! Makes a component of a core module that carries its world, as the generators of bindings leave
//! it: the author needs no tool between the compiler and the upload.

use std::borrow::Cow;

use wasmparser::{Parser, Payload};
use wit_component::ComponentEncoder;

use crate::caps::{self, malformed};
use crate::settings::Caps;
use crate::{CompileError, text};

/// The start of every core module: magic number, version, layer.
const CORE_MODULE: &[u8] = b"\0asm\x01\0\0\0";
/// How the names of the custom sections begin in which a module carries its world.
const WORLD: &str = "component-type";
/// Bytes of the encoder's words that are shown to the author.
const CAUSE_BYTES: usize = 800;

/// The component of an upload: the upload itself, unless it is a core module. The same module gives
/// the same component.
pub(crate) fn component<'u>(caps: &Caps, upload: &'u [u8]) -> Result<Cow<'u, [u8]>, CompileError> {
    if !upload.starts_with(CORE_MODULE) {
        return Ok(Cow::Borrowed(upload));
    }
    caps::check(caps, upload)?;
    check_world(caps, upload)?;
    let encoded = encode(upload).map_err(|cause| {
        let cause = text::escape(&cause, CAUSE_BYTES);
        CompileError::Malformed(format!(
            "this core module cannot be made a component: {cause}; build it for \
             wasm32-unknown-unknown, with bindings to the world `lethe:plugin/anonymizer-plugin`"
        ))
    });
    encoded.map(Cow::Owned)
}

/// The encoder panics at some worlds that no tool writes. Where a panic cannot be caught, as in a component, it ends the
/// instance that compiles.
fn encode(module: &[u8]) -> Result<Vec<u8>, String> {
    let encoded = std::panic::catch_unwind(|| {
        let encoder = ComponentEncoder::default().module(module);
        encoder.and_then(|mut encoder| encoder.encode())
    });
    match encoded {
        Ok(encoded) => encoded.map_err(|error| format!("{error:#}")),
        Err(_) => Err("its world makes no sense".to_owned()),
    }
}

/// Bounds the world before it is read: it is a component of its own, in which nobody has looked.
fn check_world(caps: &Caps, module: &[u8]) -> Result<(), CompileError> {
    let mut has_world = false;
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CustomSection(section) = payload.map_err(malformed)?
            && section.name().starts_with(WORLD)
        {
            has_world = true;
            caps::check(caps, section.data())?;
        }
    }
    if has_world {
        return Ok(());
    }
    Err(CompileError::Malformed(
        "this is a core module that names no world: build it with the SDK, or with bindings to the \
         world `lethe:plugin/anonymizer-plugin`"
            .into(),
    ))
}
