//! What can be said after `lethe plugin`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum PluginVerb {
    New(New),
    Check(Check),
    Test(Test),
    Bench(Bench),
}

/// Begin a plugin: a crate that builds, with an example
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lethe plugin new initials --sdk ~/lethe/plugins/sdk
  cd initials
  cargo build --release --target wasm32-unknown-unknown
  lethe plugin test target/wasm32-unknown-unknown/release/initials.wasm")]
pub(in crate::cli) struct New {
    /// Its name, in kebab-case; rules refer to it, and a folder of this name is made
    #[arg(value_name = "NAME", value_parser = kebab_case)]
    pub(super) name: String,
    /// Folder of the crate `lethe-plugin`: `plugins/sdk` of Lethe's source
    #[arg(
        long,
        value_name = "FOLDER",
        env = "LETHE_PLUGIN_SDK",
        default_value = "plugins/sdk"
    )]
    pub(super) sdk: PathBuf,
    /// Folder in which the plugin's folder is made
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    pub(super) within: PathBuf,
}

/// Check that a component, or the core module that one is made of, can be uploaded
///
/// Says what the person who approves it will see. A refusal names what is wrong and what to do.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lethe plugin check target/wasm32-unknown-unknown/release/initials.wasm
  lethe plugin check initials.wasm --json")]
pub(in crate::cli) struct Check {
    /// The WebAssembly file
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Run a plugin's examples, and rows that nobody thought of
///
/// An example is input and expected output, or an expected refusal. Generated rows hold every type,
/// and texts and numbers at the edges; on them the plugin must stay within its limits, answer the same
/// twice, and keep the shape of the table.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lethe plugin test initials.wasm --examples examples.json

examples.json:
  [{\"name\": \"a name becomes its initials\", \"parameters\": {},
    \"columns\": [{\"name\": \"name\", \"class\": \"identifier\", \"type\": \"text\",
                 \"input\": [\"Ada Lovelace\", null], \"output\": [\"AL\", null]}]},
   {\"name\": \"a date is refused\", \"refusal\": \"only names\",
    \"columns\": [{\"name\": \"born\", \"class\": \"identifier\", \"type\": \"date\",
                 \"input\": [\"1815-12-10\"]}]}]

An example may also have \"collection\", \"now\" (RFC 3339) and \"seed\".")]
pub(in crate::cli) struct Test {
    /// The WebAssembly file
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Examples, a JSON list
    #[arg(long, value_name = "FILE")]
    pub(super) examples: Option<PathBuf>,
    /// Parameters for the generated rows, a JSON object; left out, those of the first example that
    /// expects an answer, or none
    #[arg(long, value_name = "JSON")]
    pub(super) parameters: Option<String>,
    /// How many generated tables there are of each type
    #[arg(long, value_name = "TABLES", default_value_t = 20)]
    pub(super) tables: u32,
    /// Where the generator begins; the same seed gives the same rows
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(super) seed: u64,
}

/// Measure a plugin: a call, a full table, and how near they come to each limit
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lethe plugin bench initials.wasm --parameters '{}'

Each figure is a line: name, tab, value, tab, unit.")]
pub(in crate::cli) struct Bench {
    /// The WebAssembly file
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Parameters of the runs, a JSON object
    #[arg(long, value_name = "JSON", default_value = "{}")]
    pub(super) parameters: String,
}

fn kebab_case(text: &str) -> Result<String, String> {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let starts = text.starts_with(|c: char| c.is_ascii_lowercase());
    if starts && text.len() <= 64 && text.split('-').all(is_word) {
        return Ok(text.to_owned());
    }
    Err("write it in kebab-case, such as coarse-dates, with at most 64 letters".to_owned())
}

#[cfg(test)]
mod tests {
    use super::kebab_case;

    #[test]
    fn a_name_is_in_kebab_case() {
        for name in ["initials", "coarse-dates", "k2-map"] {
            assert!(kebab_case(name).is_ok(), "{name}");
        }
        for name in ["", "Initials", "-a", "a-", "a--b", "2k", "a_b", "../a"] {
            assert!(kebab_case(name).is_err(), "{name}");
        }
    }
}
