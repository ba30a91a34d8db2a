#![doc = include_str!("../README.md")]

#[cfg(not(any(feature = "jit", feature = "pulley")))]
compile_error!("the engine needs the feature `jit` or the feature `pulley`");

mod artifact;
mod bindings;
mod canonical;
mod caps;
#[cfg(feature = "jit")]
mod compile;
mod config;
mod contract;
#[cfg(feature = "jit")]
mod deadline;
mod description;
mod engine;
mod error;
mod failure;
mod limiter;
mod plugin;
mod receipt;
mod settings;
mod table;
mod text;
#[cfg(feature = "jit")]
mod ticker;

pub use artifact::{Artifact, Sealer};
pub use canonical::sha256_hex;
#[cfg(feature = "jit")]
pub use compile::{Compiled, compile};
pub use config::{ENGINE, features};
pub use contract::CONTRACT;
pub use engine::Engine;
pub use error::{CompileError, Error, Limit};
pub use plugin::{Plugin, Run};
pub use receipt::Receipt;
pub use settings::{Caps, DescriptionLimits, Settings};
pub use table::{Column, Context, DataClass, Date, Description, Selector, Table, Values};
