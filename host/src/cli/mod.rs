//! The command line: what an operator does with Lethe.
//!
//! A refusal is one line on standard error that says what is wrong and how to mend it, and exit
//! code 1. Standard output holds nothing but what was asked for, so that scripts can take it.

mod archive;
mod arguments;
mod audit;
mod backup;
mod certificate;
mod database;
mod error;
mod folder;
mod key;
mod migrate;
mod plugin;
mod print;
mod quota;
mod remote;
mod risk;
mod scrub;
mod serve;
mod supplier;
mod tenant;
mod token;
mod verify;

use std::{
    ffi::OsString,
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser as _;

use self::{
    arguments::{Arguments, TenantVerb, TokenVerb, Verb, VerifyVerb},
    error::Error,
};
use crate::platform::compile::compile_plugin;

/// Runs the program on its arguments, the first being its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) if !error.use_stderr() => {
            // Help and version, which were asked for; nobody may be listening any more.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        Err(error) => return refuse(&error::one_line_of(&error)),
    };
    match obey(arguments.verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&error.one_line()),
    }
}

fn obey(verb: Verb) -> Result<(), Error> {
    match verb {
        Verb::Serve(options) => serve::run(options),
        Verb::Tenant(TenantVerb::Create(options)) => alone(tenant::create(options)),
        Verb::Tenant(TenantVerb::List(options)) => alone(tenant::list(options)),
        Verb::Tenant(TenantVerb::Quota(options)) => alone(quota::run(options)),
        Verb::Token(TokenVerb::Create(options)) => alone(token::create(options)),
        Verb::Token(TokenVerb::List(options)) => alone(token::list(options)),
        Verb::Token(TokenVerb::Revoke(options)) => alone(token::revoke(options)),
        Verb::Migrate(options) => alone(migrate::run(options)),
        Verb::Plugin(verb) => plugin::run(verb),
        Verb::Archive(verb) => archive::run(verb),
        Verb::Audit(verb) => audit::run(verb),
        Verb::Backup(verb) => alone(backup::run(verb)),
        Verb::Key(verb) => alone(key::run(verb)),
        Verb::Verify(VerifyVerb::Certificate(options)) => certificate::run(&options),
        Verb::VerifyManifest(options) => verify::run(&options),
        Verb::Risk(options) => risk::run(&options),
        Verb::CompilePlugin { seconds } => {
            let compiled = compile_plugin(io::stdin().lock(), io::stdout().lock(), seconds);
            compiled.map_err(|error| Error::Refused(format!("cannot compile: {error}")))
        }
    }
}

/// Runs a verb that needs no more than one thread.
fn alone(verb: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.map_err(Error::Runtime)?.block_on(verb)
}

fn refuse(line: &str) -> ExitCode {
    // Nothing can be done when standard error is closed.
    let _ = writeln!(io::stderr(), "lethe: {line}");
    ExitCode::FAILURE
}
