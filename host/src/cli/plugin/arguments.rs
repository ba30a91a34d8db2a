//! What can be said after `lethe plugin`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::{arguments::Size, remote::Server};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum PluginVerb {
    New(New),
    Check(Check),
    Test(Test),
    Bench(Bench),
    Replay(Replay),
    Keygen(Keygen),
    Sign(Sign),
    Push(Push),
    Logs(Logs),
    Quarantine(Quarantine),
}

/// Show which plugins ran when the host ended, and let one run again
///
/// A plugin that ran at three ends of the host, each within a day of the one before, runs no more. For the operator of
/// the host, on its data folder; lifting needs no restart.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lethe plugin quarantine --data /var/lib/lethe
  lethe plugin quarantine --lift 4f1c…")]
pub(in crate::cli) struct Quarantine {
    /// Forget the ends of the host while this plugin ran; SHA-256 of its component
    #[arg(long, value_name = "DIGEST")]
    pub(super) lift: Option<String>,
    /// The host's data folder
    #[arg(
        long,
        value_name = "FOLDER",
        env = "LETHE_DATA",
        default_value = "data"
    )]
    pub(super) data: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
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

An example may also have \"collection\", \"now\" (RFC 3339) and \"seed\". That of an exporter has \"text\", the
whole file, and may have \"title\". That of a retention policy has \"created\", a list of times, and
\"decisions\", such as [\"erase\", \"anonymize\", \"ask\", {\"keep-until\": \"2030-01-01T00:00:00Z\"}]; it may have
\"purpose\" and \"changed\".")]
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
    /// The limits; the large ones must be allowed by the vendor
    #[arg(long, value_enum, default_value_t)]
    pub(super) size: Size,
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
    /// The limits; the large ones must be allowed by the vendor
    #[arg(long, value_enum, default_value_t)]
    pub(super) size: Size,
}

/// Run a plugin once more on what it was given, and compare the evidence
///
/// The same plugin gives the same hashes and takes the same fuel on the same input, in whichever runtime. The input
/// is that of an example: columns, collection, now, parameters, and the seed that an anonymizer was given.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lethe plugin replay receipt.json --component initials.wasm --input example.json")]
pub(in crate::cli) struct Replay {
    /// The receipt, as the API shows it
    #[arg(value_name = "RECEIPT")]
    pub(super) receipt: PathBuf,
    /// The WebAssembly file
    #[arg(long, value_name = "FILE")]
    pub(super) component: PathBuf,
    /// What it was given: one example, without what is expected
    #[arg(long, value_name = "FILE")]
    pub(super) input: PathBuf,
}

/// Make a key to sign plugins with
///
/// The file is the secret part (Ed25519) and stays with whoever signs. What is printed is the public part,
/// which a tenant registers.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lethe plugin keygen build-server.key")]
pub(in crate::cli) struct Keygen {
    /// File to be made; nobody else can read it
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
}

/// Sign a plugin, and print the signature as JSON
///
/// It is Ed25519 over the text `lethe-plugin-sha256:` and the SHA-256 of the file in hexadecimal digits.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lethe plugin sign initials.wasm --key build-server.key > initials.sig")]
pub(in crate::cli) struct Sign {
    /// The WebAssembly file, as it will be uploaded
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The file that `lethe plugin keygen` made
    #[arg(long, value_name = "FILE", env = "LETHE_PLUGIN_KEY")]
    pub(super) key: PathBuf,
}

/// Upload a plugin, and print its digest
///
/// It is pending then: somebody else approves it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  export LETHE_TOKEN=...
  lethe plugin push initials.wasm --url https://lethe.example --key build-server.key
  lethe plugin push initials.wasm --signature initials.sig --examples examples.json")]
pub(in crate::cli) struct Push {
    /// The WebAssembly file
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Sign it with the key in this file
    #[arg(long, value_name = "FILE", conflicts_with = "signature")]
    pub(super) key: Option<PathBuf>,
    /// Send the signature in this file, which `lethe plugin sign` printed
    #[arg(long, value_name = "FILE")]
    pub(super) signature: Option<PathBuf>,
    /// Send examples, which run before it is kept
    #[arg(long, value_name = "FILE")]
    pub(super) examples: Option<PathBuf>,
    #[command(flatten)]
    pub(super) server: Server,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Show what a plugin logged last, the newest line at the end
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lethe plugin logs 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --lines 20")]
pub(in crate::cli) struct Logs {
    /// SHA-256 of the plugin, hexadecimal
    #[arg(value_name = "DIGEST", value_parser = digest)]
    pub(super) digest: String,
    /// How many lines
    #[arg(long, value_name = "LINES", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub(super) lines: u32,
    #[command(flatten)]
    pub(super) server: Server,
}

fn digest(text: &str) -> Result<String, String> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() == 64 && text.bytes().all(is_digit) {
        return Ok(text.to_owned());
    }
    Err("write 64 lower-case hexadecimal digits".to_owned())
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
