//! The program lethe; all of it is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    host::cli::run(std::env::args_os())
}
