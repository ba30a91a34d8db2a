//! Whether a plugin's functions have the types of the contract, told from the component's bytes:
//! whoever compiles need not be able to run.

use wasmparser::Validator;
use wasmparser::component_types::{ComponentEntityType, SubtypeCx};
use wasmparser::types::TypesRef;

use crate::caps::malformed;
use crate::contract::{CONTRACT, EXPORT, VERSION};
use crate::{CompileError, config, text};

/// A component with the exports of the contract, made of `wit/plugin` by the build script.
const MODEL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/contract.wasm"));
/// The functions of the contract.
const FUNCTIONS: [&str; 2] = ["describe", "anonymize"];
/// Bytes of a difference that are shown to the author.
const CAUSE_BYTES: usize = 800;

/// Validates a component, and refuses one whose `export` is not that of the contract.
pub(crate) fn check(component: &[u8], export: &str) -> Result<(), CompileError> {
    let mut validator = Validator::new_with_features(config::features());
    let found = validator.validate_all(component).map_err(malformed)?;
    validator.reset();
    let model = validator
        .validate_all(MODEL)
        .map_err(|e| CompileError::Unavailable(e.to_string()))?;
    let (found, model) = (found.as_ref(), model.as_ref());
    for name in FUNCTIONS {
        let wanted = function(model, &format!("{EXPORT}@{VERSION}"), name);
        let has = function(found, export, name);
        let (Some(has), Some(wanted)) = (has, wanted) else {
            return Err(differs(&format!("there is no function `{name}`")));
        };
        SubtypeCx::new_with_refs(found, model)
            .component_entity_type(&has, &wanted, 0)
            .map_err(|e| differs(&format!("function `{name}`: {}", e.message())))?;
    }
    Ok(())
}

/// The type of a function in an exported interface.
fn function(types: TypesRef<'_>, interface: &str, name: &str) -> Option<ComponentEntityType> {
    let ComponentEntityType::Instance(instance) = types.component_item_for_export(interface)?.ty
    else {
        return None;
    };
    let item = types.get(instance)?.exports.get(name)?.ty;
    matches!(item, ComponentEntityType::Func(_)).then_some(item)
}

fn differs(cause: &str) -> CompileError {
    let cause = text::escape(cause, CAUSE_BYTES);
    CompileError::WrongExports(format!("`{EXPORT}` is not as {CONTRACT} has it: {cause}"))
}
