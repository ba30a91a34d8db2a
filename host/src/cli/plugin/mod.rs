//! `lethe plugin`: for those who write plugins. Nothing but `push` and `logs` needs a host, a database or a network;
//! the compiler, the engine and the limits are those of production.

pub(super) mod arguments;
mod bench;
mod check;
mod columns;
mod examples;
mod generated;
mod key_file;
mod keygen;
mod loaded;
mod logs;
mod new;
mod push;
mod quarantine;
mod replay;
mod run;
mod sign;
mod test;

use self::arguments::PluginVerb;
use super::error::Error;

pub(super) fn run(verb: PluginVerb) -> Result<(), Error> {
    match verb {
        PluginVerb::New(options) => new::run(&options),
        PluginVerb::Check(options) => check::run(&options),
        PluginVerb::Test(options) => test::run(&options),
        PluginVerb::Bench(options) => bench::run(&options),
        PluginVerb::Replay(options) => replay::run(&options),
        PluginVerb::Keygen(options) => keygen::run(&options),
        PluginVerb::Sign(options) => sign::run(&options),
        PluginVerb::Push(options) => push::run(&options),
        PluginVerb::Quarantine(options) => quarantine::run(&options),
        PluginVerb::Logs(options) => logs::run(&options),
    }
}
