#![doc = include_str!("../README.md")]

#[cfg(not(any(feature = "jit", feature = "pulley")))]
compile_error!("the engine needs the feature `jit` or the feature `pulley`");

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
mod description;
mod digest;
mod engine;
mod error;
#[cfg(feature = "run")]
mod failure;
mod identity;
#[cfg(feature = "run")]
mod lifting;
#[cfg(feature = "run")]
mod limiter;
#[cfg(feature = "run")]
mod link;
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

pub use artifact::{Artifact, Sealer};
#[cfg(feature = "compile")]
pub use compile::{Compiled, compile};
pub use config::{ENGINE, features};
pub use contract::CONTRACT;
pub use digest::sha256_hex;
pub use engine::Engine;
pub use error::{CompileError, Error, Limit};
#[cfg(feature = "run")]
pub use plugin::{Plugin, Run};
#[cfg(feature = "run")]
pub use receipt::Receipt;
pub use settings::{Caps, DescriptionLimits, Settings};
#[cfg(feature = "run")]
pub use table::{
    Blobs, Cells, Column, Context, DataClass, Date, Description, Selector, Table, Texts, Values,
};
#[cfg(feature = "run")]
pub use usage::{Allowance, Usage};
