//! Signatures of protocols. No key of the vault is among them: agents' keys are public, and a processor's own key is one
//! of its settings, sealed like the others.

pub use ::signatures::{Error, Processor, VerifyKey, open};
