//! Whether a plugin's functions, and those that it imports, have the types of the contract, told from the
//! component's bytes: whoever compiles need not be able to run.

use wasmparser::Validator;
use wasmparser::component_types::{ComponentEntityType, SubtypeCx};
use wasmparser::types::TypesRef;

use crate::caps::malformed;
use crate::contract::{CONTRACT, VERSION, World};
use crate::{CompileError, config, text};

/// A component with the imports and exports of the contract, made of `wit/plugin` by the build script.
const MODEL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/contract.wasm"));
/// Bytes of a difference that are shown to the author.
const CAUSE_BYTES: usize = 800;

/// Validates a component, and refuses one whose `export` or `imports` are not those of the contract.
pub(crate) fn check(
    component: &[u8],
    (world, export): (World, &str),
    imports: &[String],
) -> Result<(), CompileError> {
    let mut validator = Validator::new_with_features(config::features());
    let found = validator.validate_all(component).map_err(malformed)?;
    validator.reset();
    let model = validator
        .validate_all(MODEL)
        .map_err(|e| CompileError::Unavailable(e.to_string()))?;
    let (found, model) = (found.as_ref(), model.as_ref());
    let differs = |interface: &str, cause: &str| {
        let cause = text::escape(cause, CAUSE_BYTES);
        CompileError::WrongExports(format!(
            "`{interface}` is not as {CONTRACT} has it: {cause}"
        ))
    };
    let wanted = exported(model, &format!("{}@{VERSION}", world.export()));
    let has = exported(found, export);
    for name in world.functions() {
        let differs = |cause: &str| differs(world.export(), &format!("function `{name}`: {cause}"));
        let (has, wanted) = (function(found, has, name), function(model, wanted, name));
        let (Some(has), Some(wanted)) = (has, wanted) else {
            return Err(differs("there is none"));
        };
        SubtypeCx::new_with_refs(found, model)
            .component_entity_type(&has, &wanted, 0)
            .map_err(|e| differs(e.message()))?;
    }
    for import in imports {
        let interface = import.split('@').next().unwrap_or(import);
        let offered = imported(model, &format!("{interface}@{VERSION}"));
        let wanted = imported(found, import);
        for name in functions(found, wanted) {
            let differs = |cause: &str| differs(interface, &format!("function `{name}`: {cause}"));
            let (has, wanted) = (
                function(model, offered, &name),
                function(found, wanted, &name),
            );
            let (Some(has), Some(wanted)) = (has, wanted) else {
                return Err(differs("there is none"));
            };
            SubtypeCx::new_with_refs(model, found)
                .component_entity_type(&has, &wanted, 0)
                .map_err(|e| differs(e.message()))?;
        }
    }
    Ok(())
}

fn exported(types: TypesRef<'_>, interface: &str) -> Option<ComponentEntityType> {
    Some(types.component_item_for_export(interface)?.ty)
}

fn imported(types: TypesRef<'_>, interface: &str) -> Option<ComponentEntityType> {
    Some(types.component_item_for_import(interface)?.ty)
}

/// The names of the functions of an interface.
fn functions(types: TypesRef<'_>, interface: Option<ComponentEntityType>) -> Vec<String> {
    let Some(ComponentEntityType::Instance(instance)) = interface else {
        return Vec::new();
    };
    let items = types
        .get(instance)
        .into_iter()
        .flat_map(|it| it.exports.iter());
    let is_function = |ty| matches!(ty, ComponentEntityType::Func(_));
    items
        .filter(|(_, item)| is_function(item.ty))
        .map(|(name, _)| name.clone())
        .collect()
}

/// The type of a function of an interface.
fn function(
    types: TypesRef<'_>,
    interface: Option<ComponentEntityType>,
    name: &str,
) -> Option<ComponentEntityType> {
    let ComponentEntityType::Instance(instance) = interface? else {
        return None;
    };
    let item = types.get(instance)?.exports.get(name)?.ty;
    matches!(item, ComponentEntityType::Func(_)).then_some(item)
}
