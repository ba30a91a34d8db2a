#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod breach;
pub mod collection;
pub mod consent;
pub mod contact_channel;
pub mod data_class;
pub mod deadline;
pub mod erasure;
pub mod id;
pub mod label;
pub mod lawful_basis;
pub mod lookup;
pub mod offboarding;
pub mod organization;
pub mod plugin;
pub mod processing;
pub mod protocols;
pub mod purpose;
pub mod request;
pub mod retention;
pub mod role;
pub mod settings;
pub mod value;
pub mod visibility;

pub use collection::{Collection, Draft, Field, Shortcoming};
pub use contact_channel::ContactChannel;
pub use data_class::DataClass;
pub use id::{
    AccountId, ConsentId, DeliveryId, DocumentId, HoldId, JobId, PolicyId, ReceiptId, RecordId,
    RequestId, RestrictionId, SubjectId, SweepId, TenantId, TokenId,
};
pub use label::{LabelError, label};
pub use lawful_basis::{KeepGround, LawfulBasis};
pub use purpose::PurposeName;
pub use role::{Permission, Role};
pub use settings::{AuditSettings, ErasureSettings, PluginSettings, Settings};
pub use value::{Fields, Value, ValueType};
