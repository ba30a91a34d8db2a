//! Links a compiled plugin: what it imports is defined here, what it exports is looked at once more.

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, ComponentNamedList, InstancePre, Lift, Linker, Lower};

use crate::bindings::AnonymizerPluginPre;
use crate::bindings::exports::lethe::plugin::anonymizer;
use crate::contract::{EXPORT, VERSION};
use crate::limiter::Limiter;
use crate::table::{Context, Description, Table};

/// The plugin of a component; fails when its types are not those of the contract.
///
/// The bindings look at types only once an instance is there, and by then a plugin's code has
/// run; so they are looked at here, by the function that the bindings use.
pub(crate) fn link(
    engine: &wasmtime::Engine,
    component: &Component,
) -> wasmtime::Result<AnonymizerPluginPre<Limiter>> {
    let pre = linker(engine).instantiate_pre(component)?;
    check_type::<(), (Description,)>(&pre, "describe")?;
    check_type::<(&Context, &Table), (Result<Table, anonymizer::Error>,)>(&pre, "anonymize")?;
    AnonymizerPluginPre::new(pre)
}

fn check_type<Params, Answer>(pre: &InstancePre<Limiter>, name: &str) -> wasmtime::Result<()>
where
    Params: ComponentNamedList + Lower,
    Answer: ComponentNamedList + Lift,
{
    let component = pre.component();
    let found = component
        .get_export_index(None, format!("{EXPORT}@{VERSION}"))
        .and_then(|interface| component.get_export(Some(&interface), name));
    let Some((ComponentItem::ComponentFunc(function), _)) = found else {
        return Err(wasmtime::Error::msg("a function is missing"));
    };
    function.typecheck::<Params, Answer>(&pre.instance_type())
}

/// What plugins are linked against. Nothing yet: `pseudonym` and `log` are defined here when they
/// join the imports of `border.rs`.
fn linker(engine: &wasmtime::Engine) -> Linker<Limiter> {
    Linker::new(engine)
}
