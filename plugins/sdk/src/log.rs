//! What a plugin wants to be known of a run: few lines, short ones, and never values.
//!
//! Whoever may see the tenant's plugins reads them. The platform keeps the first 20 lines of a run, 200 bytes of
//! each, and takes values of the input out. In an author's own tests they go to standard error.

use crate::bindings::anonymizer::lethe::plugin::log::{Level, write};

/// Something that helps whoever writes the plugin.
pub fn debug(line: &str) {
    keep(Level::Debug, line);
}

/// Something that helps whoever uses the plugin.
pub fn info(line: &str) {
    keep(Level::Info, line);
}

/// Something is not as it should be.
pub fn warning(line: &str) {
    keep(Level::Warning, line);
}

#[expect(
    clippy::print_stderr,
    reason = "an author's own tests have no other place for it"
)]
fn keep(level: Level, line: &str) {
    if cfg!(target_family = "wasm") {
        write(level, line);
    } else {
        eprintln!("{level:?}: {line}");
    }
}
