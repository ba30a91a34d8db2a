//! What the platform's errors mean to a caller. Plugins' errors are in [`crate::plugin`], which knows
//! the plugin's name.

use super::Problem;
use crate::platform::vault;

impl From<vault::Error> for Problem {
    fn from(error: vault::Error) -> Self {
        match error {
            vault::Error::Unavailable(cause) => Self::unavailable(format!("vault: {cause}")),
            // The row was damaged or moved, or the root key is another one: nothing a caller can mend.
            other => Self::internal(format!("vault: {other:?}")),
        }
    }
}
