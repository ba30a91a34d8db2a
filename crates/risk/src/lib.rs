#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod builder;
mod classes;
mod closeness;
mod diversity;
mod error;
mod fraction;
mod generalize;
mod measure;
mod read;
mod report;
mod roles;
mod table;
mod thresholds;

pub use builder::Builder;
pub use classes::{Class, Classes};
pub use closeness::{Closeness, Distance};
pub use diversity::{Diversity, Recursive};
pub use error::Error;
pub use generalize::{Generalized, Loss, Target, generalize, suppress};
pub use measure::{Attribute, Measurement, Options};
pub use read::{Layout, read_csv};
pub use report::{Inference, Linkability, Report, SinglingOut, Sizes};
pub use roles::Roles;
pub use table::{Column, Kind, MOST_ROWS, Table, Value};
pub use thresholds::{Failure, Rule, Thresholds, Verdict, Worst};
