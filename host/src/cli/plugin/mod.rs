//! `lethe plugin`: for those who write plugins. Nothing here needs a host, a database or a network; the
//! compiler, the engine and the limits are those of production.

pub(super) mod arguments;
mod bench;
mod check;
mod columns;
mod examples;
mod generated;
mod loaded;
mod new;
mod test;

use self::arguments::PluginVerb;
use super::error::Error;

pub(super) fn run(verb: PluginVerb) -> Result<(), Error> {
    match verb {
        PluginVerb::New(options) => new::run(&options),
        PluginVerb::Check(options) => check::run(&options),
        PluginVerb::Test(options) => test::run(&options),
        PluginVerb::Bench(options) => bench::run(&options),
    }
}
