//! What the errors of hashing passwords mean to a caller.

use super::Problem;
use crate::platform::passwords;

impl From<passwords::Error> for Problem {
    fn from(error: passwords::Error) -> Self {
        match error {
            passwords::Error::Busy => Self::unavailable("passwords: too many wait").retry_after(2),
            passwords::Error::Unavailable(cause) => {
                Self::unavailable(format!("passwords: {cause}"))
            }
            passwords::Error::TooLong | passwords::Error::MalformedHash => {
                Self::internal(format!("passwords: {error:?}"))
            }
        }
    }
}
