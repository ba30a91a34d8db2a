#![doc = include_str!("../README.md")]

#[cfg(not(any(feature = "jit", feature = "pulley")))]
compile_error!("the engine needs the feature `jit` or the feature `pulley`");

#[cfg(feature = "run")]
mod anonymize;
mod artifact;
#[cfg(feature = "run")]
mod bindings;
#[cfg(feature = "compile")]
mod border;
#[cfg(feature = "run")]
mod canonical;
#[cfg(feature = "compile")]
mod caps;
#[cfg(feature = "compile")]
mod compile;
mod config;
mod contract;
#[cfg(feature = "compile")]
mod core_module;
#[cfg(feature = "jit")]
mod deadline;
#[cfg(feature = "run")]
mod decide;
#[cfg(feature = "run")]
mod description;
mod digest;
mod engine;
mod error;
#[cfg(feature = "run")]
mod export;
#[cfg(feature = "run")]
mod failure;
#[cfg(feature = "run")]
mod host;
mod identity;
#[cfg(feature = "run")]
mod lifting;
#[cfg(feature = "run")]
mod limiter;
#[cfg(feature = "run")]
mod link;
#[cfg(feature = "run")]
mod log;
mod mirror;
#[cfg(feature = "run")]
mod plugin;
#[cfg(feature = "run")]
mod receipt;
mod settings;
#[cfg(feature = "compile")]
mod signature;
#[cfg(feature = "run")]
mod table;
mod text;
#[cfg(feature = "jit")]
mod ticker;
#[cfg(feature = "run")]
mod usage;

#[cfg(feature = "run")]
pub use anonymize::Run;
pub use artifact::{Artifact, Sealer};
#[cfg(feature = "compile")]
pub use compile::{Compiled, compile};
pub use config::{ENGINE, config, features};
pub use contract::{CONTRACT, World};
#[cfg(feature = "run")]
pub use decide::{Decided, Decision, Records, RetentionContext, Verdict};
#[cfg(feature = "run")]
pub use description::{Description, Format};
pub use digest::sha256_hex;
pub use engine::Engine;
pub use error::{CompileError, Error, Limit};
#[cfg(feature = "run")]
pub use export::{Export, ExportContext, Exported};
#[cfg(feature = "run")]
pub use log::{LogLevel, LogLine};
#[cfg(feature = "run")]
pub use plugin::Plugin;
#[cfg(feature = "run")]
pub use receipt::Receipt;
pub use settings::{Caps, DescriptionLimits, Settings, Size};
#[cfg(feature = "run")]
pub use table::{Blobs, Cells, Column, Context, DataClass, Date, Selector, Table, Texts, Values};
#[cfg(feature = "run")]
pub use usage::{Allowance, Usage};
