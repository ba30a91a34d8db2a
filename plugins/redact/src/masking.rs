//! Masking: a part of the text stays, the rest does not.

mod email;
mod geo;
mod ip;
mod mask;
mod postcode;

pub use email::PartialEmail;
pub use geo::TruncateGeo;
pub use ip::TruncateIp;
pub use mask::{Mask, Side};
pub use postcode::TruncatePostcode;
