//! Links a compiled plugin: what it imports is defined here, what it exports is looked at once more.

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, ComponentNamedList, InstancePre, Lift, Linker, Lower};
use wasmtime::{StoreContextMut, Trap};

use crate::bindings::anonymizer::AnonymizerPluginPre;
use crate::bindings::anonymizer::exports::lethe::plugin::anonymizer;
use crate::bindings::anonymizer::lethe::plugin::log::Level;
use crate::bindings::exporter::ExporterPluginPre;
use crate::bindings::exporter::exports::lethe::plugin::exporter;
use crate::bindings::retention::RetentionPluginPre;
use crate::bindings::retention::exports::lethe::plugin::retention;
use crate::contract::{VERSION, World};
use crate::host::Host;
use crate::table::{Context, Table};

/// Fuel that a line of the log costs, and each byte of it.
const LINE_FUEL: u64 = 1_000;
/// Fuel that a pseudonym costs, and each byte that it is made of.
const PSEUDONYM_FUEL: u64 = 5_000;
const BYTE_FUEL: u64 = 10;

/// A plugin that is ready to be instantiated.
#[derive(Clone)]
pub(crate) enum Linked {
    Anonymizer(AnonymizerPluginPre<Host>),
    Exporter(ExporterPluginPre<Host>),
    Retention(RetentionPluginPre<Host>),
}

/// The plugin of a component; fails when its types are not those of the contract.
///
/// The bindings look at types only once an instance is there, and by then a plugin's code has
/// run; so they are looked at here, by the function that the bindings use.
pub(crate) fn link(engine: &wasmtime::Engine, component: &Component) -> wasmtime::Result<Linked> {
    let pre = linker(engine)?.instantiate_pre(component)?;
    let exported = |world: &World| component.get_export_index(None, name(*world)).is_some();
    let world = World::ALL.into_iter().find(exported);
    match world.ok_or_else(|| wasmtime::Error::msg("no interface is exported"))? {
        World::Anonymizer => {
            let typed = Typed(&pre, World::Anonymizer);
            typed.check::<(), (anonymizer::Description,)>("describe")?;
            typed.check::<(&Context, &Table), (Result<Table, anonymizer::Error>,)>("anonymize")?;
            AnonymizerPluginPre::new(pre).map(Linked::Anonymizer)
        }
        World::Exporter => {
            type Written = Result<Vec<u8>, exporter::Error>;
            let typed = Typed(&pre, World::Exporter);
            typed.check::<(), (exporter::Description,)>("describe")?;
            typed.check::<(&exporter::Context,), (Written,)>("begin")?;
            typed.check::<(&str, &exporter::Table), (Written,)>("push")?;
            typed.check::<(), (Written,)>("finish")?;
            ExporterPluginPre::new(pre).map(Linked::Exporter)
        }
        World::Retention => {
            type Decided = Result<Vec<retention::Decision>, retention::Error>;
            let typed = Typed(&pre, World::Retention);
            typed.check::<(), (retention::Description,)>("describe")?;
            typed.check::<(&retention::Context, &retention::Records), (Decided,)>("decide")?;
            RetentionPluginPre::new(pre).map(Linked::Retention)
        }
    }
}

/// The interface of a world, with the version that this engine has.
fn name(world: World) -> String {
    format!("{}@{VERSION}", world.export())
}

/// The functions of a plugin.
struct Typed<'p>(&'p InstancePre<Host>, World);

impl Typed<'_> {
    fn check<Params, Answer>(&self, function: &str) -> wasmtime::Result<()>
    where
        Params: ComponentNamedList + Lower,
        Answer: ComponentNamedList + Lift,
    {
        let Self(pre, world) = self;
        let component = pre.component();
        let found = component
            .get_export_index(None, name(*world))
            .and_then(|interface| component.get_export(Some(&interface), function));
        let Some((ComponentItem::ComponentFunc(found), _)) = found else {
            return Err(wasmtime::Error::msg("a function is missing"));
        };
        found.typecheck::<Params, Answer>(&pre.instance_type())
    }
}

/// What plugins are linked against. What it does for a plugin costs the plugin fuel.
fn linker(engine: &wasmtime::Engine) -> wasmtime::Result<Linker<Host>> {
    let mut linker = Linker::new(engine);
    linker
        .instance(&format!("lethe:plugin/log@{VERSION}"))?
        .func_wrap(
            "write",
            |mut store: StoreContextMut<'_, Host>, (level, line): (Level, String)| {
                charge(&mut store, LINE_FUEL, &[&line])?;
                store.data_mut().log(level, &line);
                Ok(())
            },
        )?;
    linker
        .instance(&format!("lethe:plugin/pseudonym@{VERSION}"))?
        .func_wrap(
            "derive",
            |mut store: StoreContextMut<'_, Host>, (scope, text): (String, String)| {
                charge(&mut store, PSEUDONYM_FUEL, &[&scope, &text])?;
                Ok((store.data().pseudonym(&scope, &text),))
            },
        )?;
    Ok(linker)
}

/// Takes fuel for what the plugin's own instructions do not do.
fn charge(
    store: &mut StoreContextMut<'_, Host>,
    call: u64,
    texts: &[&str],
) -> wasmtime::Result<()> {
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    let cost = call.saturating_add(bytes.saturating_mul(BYTE_FUEL));
    match store.get_fuel()?.checked_sub(cost) {
        Some(left) => store.set_fuel(left),
        None => Err(Trap::OutOfFuel.into()),
    }
}
