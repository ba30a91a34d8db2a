#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod collection;
pub mod data_class;
pub mod erasure;
pub mod id;
pub mod label;
pub mod lawful_basis;
pub mod lookup;
pub mod plugin;
pub mod request;
pub mod retention;
pub mod role;
pub mod value;

pub use collection::{Collection, Draft, Field, Shortcoming};
pub use data_class::DataClass;
pub use id::{
    HoldId, JobId, PolicyId, ReceiptId, RecordId, RequestId, SubjectId, SweepId, TenantId, TokenId,
};
pub use label::{LabelError, label};
pub use lawful_basis::{KeepGround, LawfulBasis};
pub use role::{Permission, Role};
pub use value::{Fields, Value, ValueType};
