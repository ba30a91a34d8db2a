//! Runs workflows: WASI 0.3 and 0.2 HTTP components, each instance alone with what it was granted.
//!
//! Nothing here knows of sockets or routes; [`crate::http`] hands requests in and takes answers.

mod cache;
mod engine;
mod output;
mod settings;
mod state;
mod worker;
mod workflow;

pub use cache::ArtifactCache;
pub use engine::Runtime;
pub use settings::Settings;
pub use state::{Supplied, Supplier, Supply};
pub use workflow::{Failure, Workflow};
