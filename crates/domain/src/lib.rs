#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod collection;
pub mod data_class;
pub mod deadline;
pub mod erasure;
pub mod id;
pub mod label;
pub mod lawful_basis;
pub mod lookup;
pub mod plugin;
pub mod request;
pub mod role;
pub mod settings;
pub mod value;

pub use collection::{Collection, Draft, Field, Shortcoming};
pub use data_class::DataClass;
pub use id::{ReceiptId, RecordId, RequestId, RestrictionId, SubjectId, TenantId, TokenId};
pub use label::{LabelError, label};
pub use lawful_basis::{KeepGround, LawfulBasis};
pub use role::{Permission, Role};
pub use settings::Settings;
pub use value::{Fields, Value, ValueType};
