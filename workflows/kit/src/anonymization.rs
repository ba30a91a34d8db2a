//! Making records anonymous: a plugin changes what the rules of the collection name, other fields go or
//! stay, and what is left belongs to a placeholder from which nothing leads back.

mod rules;
mod staying;

pub use rules::Rules;
pub use staying::Staying;
