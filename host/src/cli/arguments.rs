//! What can be said on the command line, and the help that explains it.

use std::{net::SocketAddr, num::NonZero, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::{Role, TokenId, plugin::PluginSize};
use jiff::{SignedDuration, Span};

use super::backup::{BackupVerb, SafeFolders, fixed};
use super::{archive::ArchiveVerb, audit::AuditVerb, key::KeyVerb, plugin::arguments::PluginVerb};
use crate::platform::compile::VERB;

/// Lethe, a privacy platform: keeps personal data, answers the people it is about, and forgets.
#[derive(Debug, Parser)]
#[command(
    name = "lethe",
    version,
    max_term_width = 100,
    arg_required_else_help = false
)]
#[command(after_help = "\
Examples:
  lethe serve                                  serve ./spin.toml on http://127.0.0.1:3000
  lethe tenant create acme                     make a tenant
  TOKEN=$(lethe token create --tenant acme --role administrator)

`lethe VERB --help` explains each verb.")]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    Serve(Serve),
    /// Make and list tenants
    #[command(subcommand)]
    Tenant(TenantVerb),
    /// Make, list and revoke tokens
    #[command(subcommand)]
    Token(TokenVerb),
    Migrate(Migrate),
    /// Begin, check, test, measure and sign plugins, on this machine and under the limits of production; upload them
    #[command(subcommand)]
    Plugin(PluginVerb),
    /// Fetch everything that Lethe keeps of a tenant, and check what was fetched
    #[command(subcommand)]
    Archive(ArchiveVerb),
    /// Fetch the audit log of a tenant, and check that nothing was changed in it
    #[command(subcommand)]
    Audit(AuditVerb),
    /// Make backups that nobody comes back with, and restore them
    #[command(subcommand)]
    Backup(BackupVerb),
    /// Rotate the root key
    #[command(subcommand)]
    Key(KeyVerb),
    /// Check evidence that Lethe gave, without any server
    #[command(subcommand)]
    Verify(VerifyVerb),
    VerifyManifest(VerifyManifest),
    Risk(Risk),
    /// Compile a plugin from standard input; Lethe starts this by itself
    #[command(name = VERB, hide = true)]
    CompilePlugin {
        /// Seconds of processor time that it may take
        seconds: u64,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum VerifyVerb {
    Certificate(VerifyCertificate),
}

#[derive(Debug, Subcommand)]
pub(super) enum TenantVerb {
    Create(CreateTenant),
    List(ListTenants),
    Quota(Quota),
}

#[derive(Debug, Subcommand)]
pub(super) enum TokenVerb {
    Create(CreateToken),
    List(ListTokens),
    Revoke(RevokeToken),
}

/// Where everything is kept.
#[derive(Debug, Args)]
pub(super) struct Data {
    /// Folder of the root key, the cache, and the SQLite database if no other is named; it is made
    /// when it is missing
    #[arg(
        long,
        value_name = "FOLDER",
        env = "LETHE_DATA",
        default_value = "data"
    )]
    pub(super) data: PathBuf,
    /// PostgreSQL database, as postgres://USER@HOST:PORT/NAME; the password comes from PGPASSWORD or
    /// PGPASSFILE, or stands in the URL when `LETHE_DATABASE` holds it. `serve` connects as the
    /// application's role, every other verb as the role that owns the tables
    #[arg(
        long,
        value_name = "URL",
        env = "LETHE_DATABASE",
        hide_env_values = true
    )]
    pub(super) database: Option<String>,
}

/// Serve the workflows of a Spin manifest
///
/// Applies migrations, loads the components and answers HTTP until it is told to end (SIGTERM or
/// Ctrl-C); requests that run are finished first. Logs are JSON lines on standard error.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lethe serve
  lethe serve --listen 127.0.0.1:8080 --data /var/lib/lethe
  lethe serve --listen 0.0.0.0:443 --tls-cert lethe.pem --tls-key lethe.key
  lethe serve --variable region=north          instead of SPIN_VARIABLE_REGION=north
  lethe serve --database postgres://lethe_app@db:5432/lethe
  lethe serve --safe /mnt/safe --backup-to /mnt/backups

The root key is read from LETHE_ROOT_KEY (64 hexadecimal digits) or from root.key in the data
folder, which is made at the first start. Whoever loses it loses all personal data. Keep a copy
apart from the database. Once it was rotated (lethe key rotate --help) there is an artifact key
beside it, in LETHE_ARTIFACT_KEY or artifact.key; while it is rotated, the former root key is in
LETHE_ROOT_KEY_FORMER or root.key.former.")]
pub(super) struct Serve {
    /// The Spin manifest
    #[arg(long, value_name = "FILE", default_value = "spin.toml")]
    pub(super) manifest: PathBuf,
    /// Address to listen on; port 0 takes any free one
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "LETHE_LISTEN",
        default_value = "127.0.0.1:3000"
    )]
    pub(super) listen: SocketAddr,
    #[command(flatten)]
    pub(super) data: Data,
    /// Who supplies keys, plugin engine and compiler: this program (native), or the components that
    /// the manifest names as dependencies, as in Spin (components). Both can use one data folder in turn
    #[arg(long, value_name = "SUPPLIER", value_enum, default_value_t = Supplier::Native)]
    pub(super) platform: Supplier,
    /// Certificate chain (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(super) tls_cert: Option<PathBuf>,
    /// Private key of the certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(super) tls_key: Option<PathBuf>,
    /// Speak plain HTTP with other machines too; tokens and personal data can then be read on the way
    #[arg(long)]
    pub(super) allow_plain_http: bool,
    /// Value of a variable of the manifest; may be given more than once
    #[arg(long, value_name = "NAME=VALUE", value_parser = name_and_value)]
    pub(super) variable: Vec<(String, String)>,
    /// Requests that an instance answers before it is dropped; with 1, no request meets another
    #[arg(long, value_name = "REQUESTS", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) reuse: u32,
    /// Requests that one instance answers at the same time, when it is reused
    #[arg(long, value_name = "REQUESTS", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub(super) concurrency: u32,
    /// Seconds between looks for background jobs that are due, such as sweeps over records whose
    /// retention has ended; 0 for none, where something else calls /internal/jobs/run
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(super) jobs_every: u32,
    #[command(flatten)]
    pub(super) safe: SafeFolders,
    /// Folder of backups, which are made while a SQLite database is served; each is restored for a test
    #[arg(long, value_name = "FOLDER", env = "LETHE_BACKUPS")]
    pub(super) backup_to: Option<PathBuf>,
    /// How often a backup is made
    #[arg(long, value_name = "DURATION", default_value = "PT3H", value_parser = fixed)]
    pub(super) backup_every: SignedDuration,
    /// How long a backup is kept
    #[arg(long, value_name = "DURATION", default_value = "P30D", value_parser = fixed)]
    pub(super) backup_keep: SignedDuration,
    /// Log what components print, which may be personal data
    #[arg(long)]
    pub(super) show_output: bool,
}

/// Who supplies the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Supplier {
    Native,
    Components,
}

/// What a run of a plugin is held to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Size {
    /// The usual limits
    #[default]
    Usual,
    /// Ten times the fuel and time, for plugins in an interpreted language
    Large,
}

impl From<Size> for engine::Size {
    fn from(size: Size) -> Self {
        match size {
            Size::Usual => Self::Usual,
            Size::Large => Self::Large,
        }
    }
}

impl From<Size> for PluginSize {
    fn from(size: Size) -> Self {
        match size {
            Size::Usual => Self::Usual,
            Size::Large => Self::Large,
        }
    }
}

/// Make a tenant
///
/// A tenant is a controller, or a processor acting for one. It has its own data, keys and tokens.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lethe tenant create acme
  lethe tenant create \"Acme GmbH\" --json")]
pub(super) struct CreateTenant {
    /// Its name, under which no other tenant is known
    #[arg(value_name = "NAME", value_parser = domain::label)]
    pub(super) name: String,
    #[command(flatten)]
    pub(super) data: Data,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// List the tenants
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lethe tenant list
  lethe tenant list --json")]
pub(super) struct ListTenants {
    #[command(flatten)]
    pub(super) data: Data,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Show or set what a tenant's plugins may use
///
/// What is not named stays as it is. Days are those of UTC; what was used today stays counted.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lethe tenant quota acme
  lethe tenant quota acme --runs-per-day 5000 --stored-plugins 20
  lethe tenant quota acme --size large
  lethe tenant quota acme --usual")]
pub(super) struct Quota {
    /// Name of the tenant
    #[arg(value_name = "NAME")]
    pub(super) tenant: String,
    /// Runs of plugins on a day
    #[arg(long, value_name = "COUNT")]
    pub(super) runs_per_day: Option<u64>,
    /// Units of fuel on a day; a billion are about a second of a processor
    #[arg(long, value_name = "UNITS")]
    pub(super) fuel_per_day: Option<u64>,
    /// Bytes in and out of plugins on a day
    #[arg(long, value_name = "BYTES")]
    pub(super) bytes_per_day: Option<u64>,
    /// Plugins that are kept
    #[arg(long, value_name = "COUNT")]
    pub(super) stored_plugins: Option<u64>,
    /// Bytes of plugins that are kept
    #[arg(long, value_name = "BYTES")]
    pub(super) stored_bytes: Option<u64>,
    /// Plugins that run at once
    #[arg(long, value_name = "COUNT")]
    pub(super) runs_at_once: Option<NonZero<u32>>,
    /// What a run is held to; plugins in JavaScript need the large size
    #[arg(long, value_enum)]
    pub(super) size: Option<Size>,
    /// Begin from the usual quota
    #[arg(long)]
    pub(super) usual: bool,
    #[command(flatten)]
    pub(super) data: Data,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Make a token and print it, once
///
/// Only its hash is kept: a token that is lost is revoked and replaced.
///
/// administrator does everything; privacy-officer all but change collections and plugins; editor
/// reads and writes records; auditor sees collections, requests, plugins and the audit log, and no
/// personal data.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  TOKEN=$(lethe token create --tenant acme --role administrator)
  lethe token create --tenant acme --role editor --label payroll-import --expires-in P90D")]
pub(super) struct CreateToken {
    /// Name of the tenant
    #[arg(long, value_name = "NAME")]
    pub(super) tenant: String,
    /// What it may do: administrator, privacy-officer, editor or auditor
    #[arg(long, value_name = "ROLE", value_parser = role)]
    pub(super) role: Role,
    /// What it is for; it stands in the audit log, so it should name a program and no person
    #[arg(long, value_name = "LABEL", default_value = "command line", value_parser = domain::label)]
    pub(super) label: String,
    /// How long it is accepted, as an ISO 8601 duration such as P90D or PT12H; without it, until
    /// it is revoked
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true)]
    pub(super) expires_in: Option<Span>,
    #[command(flatten)]
    pub(super) data: Data,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// List the tokens of a tenant, without what would let anybody use them
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lethe token list --tenant acme
  lethe token list --tenant acme --json")]
pub(super) struct ListTokens {
    /// Name of the tenant
    #[arg(long, value_name = "NAME")]
    pub(super) tenant: String,
    #[command(flatten)]
    pub(super) data: Data,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Revoke a token for good
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lethe token revoke --tenant acme 01890a5d-ac96-774b-bcce-b302099a8057")]
pub(super) struct RevokeToken {
    /// Name of the tenant
    #[arg(long, value_name = "NAME")]
    pub(super) tenant: String,
    /// The token's id, which `lethe token list` shows
    #[arg(value_name = "ID")]
    pub(super) token: TokenId,
    #[command(flatten)]
    pub(super) data: Data,
}

/// Bring the database to this version of Lethe
///
/// On SQLite, `lethe serve` and every other verb that uses the database do it by themselves. On
/// PostgreSQL only this verb does, as the role that is to own the tables.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lethe migrate
  lethe migrate --database postgres://lethe_owner@db:5432/lethe --app-role lethe_app")]
pub(super) struct Migrate {
    #[command(flatten)]
    pub(super) data: Data,
    /// Role of the application, which is let in; it must exist, own nothing and be no superuser
    #[arg(long, value_name = "ROLE")]
    pub(super) app_role: Option<String>,
}

/// Check that a Spin manifest is one that this host can serve
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  lethe verify-manifest spin.toml")]
pub(super) struct VerifyManifest {
    /// The Spin manifest
    #[arg(value_name = "FILE", default_value = "spin.toml")]
    pub(super) manifest: PathBuf,
}

/// Measure how far the rows of a CSV file can be told apart
///
/// Prints k-anonymity, l-diversity and t-closeness, and what they say of singling out, linkability and inference. They
/// hold for the columns that are named: what others know besides them is not measured. No value of a row is printed;
/// rows are named by their number.
///
/// The exit code is 0 when every threshold is met that is given, and 1 when one is not.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lethe risk patients.csv --qi age,zip --sensitive disease
  lethe risk patients.csv --qi age,zip --sensitive disease --k 5 --l 2 --t 0.3
  lethe risk salaries.csv --delimiter ';' --qi zip --sensitive salary --numeric salary --json")]
pub(super) struct Risk {
    /// A CSV file in UTF-8 whose first line names its columns; - is standard input
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Quasi-identifiers: columns that others may know of a person, such as postcode and age
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', required = true)]
    pub(super) qi: Vec<String>,
    /// Columns that others should not learn, such as diagnosis and salary
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub(super) sensitive: Vec<String>,
    /// Which of these columns are numbers; the others are categories, any two of which are equally far apart
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub(super) numeric: Vec<String>,
    /// The fewest rows that must look alike
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) k: Option<u64>,
    /// The fewest values that each sensitive column must have among rows that look alike
    #[arg(long, value_name = "VALUES", requires = "sensitive", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) l: Option<u64>,
    /// How far sensitive columns may be distributed among rows that look alike from how they are in the file, from
    /// 0 to 1
    #[arg(long, value_name = "DISTANCE", requires = "sensitive")]
    pub(super) t: Option<f64>,
    /// The largest share of rows that may look like no other, from 0 to 1
    #[arg(long, value_name = "SHARE")]
    pub(super) max_unique: Option<f64>,
    /// What separates cells: one character, or tab
    #[arg(long, value_name = "CHARACTER", default_value = ",", value_parser = delimiter)]
    pub(super) delimiter: u8,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Check the certificate of an erasure: its signature, and that the log had its event
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  curl -H \"authorization: Bearer $TOKEN\" $LETHE/v1/requests/$REQUEST/certificate > erasure.json
  lethe verify certificate erasure.json --key lethe/01890a5d-...+5f1e2d3c+AXk...")]
pub(super) struct VerifyCertificate {
    /// The certificate
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The key of the tenant's log (`GET /v1/audit/tree`), if it was noted down; else the one in the file is believed
    #[arg(long, value_name = "KEY")]
    pub(super) key: Option<String>,
}

fn role(text: &str) -> Result<Role, String> {
    serde_json::from_value(text.into())
        .map_err(|_| "roles are administrator, privacy-officer, editor and auditor".to_owned())
}

fn duration(text: &str) -> Result<Span, String> {
    text.parse()
        .ok()
        .filter(|span: &Span| span.is_positive())
        .ok_or_else(|| "write an ISO 8601 duration such as P90D, P1Y or PT12H".to_owned())
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" => Ok(b'\t'),
        // Quotes and ends of lines have a meaning of their own.
        [byte] if byte.is_ascii() && !b"\"\r\n".contains(byte) => Ok(*byte),
        _ => Err("write one ASCII character such as ; or the word tab".to_owned()),
    }
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| "write it as NAME=VALUE".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_delimiter_is_one_character() {
        assert_eq!(delimiter(";"), Ok(b';'));
        assert_eq!(delimiter("tab"), Ok(b'\t'));
        for wrong in ["", ";;", "\"", "\n", "§"] {
            assert!(delimiter(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_duration_lies_ahead() {
        assert!(duration("P90D").is_ok());
        assert!(duration("-P1D").is_err());
        assert!(duration("PT0S").is_err());
        assert!(duration("soon").is_err());
    }
}
