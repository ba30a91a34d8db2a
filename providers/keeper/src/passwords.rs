//! The interface `passwords` of `lethe:vault`.

use crate::Keeper;
use crate::bindings::exports::lethe::vault::passwords as wit;
use crate::sealing::Random;

vault::mirror_passwords!(wit);

/// There is no queue here: how many instances hash at once is for whoever runs them to bound.
impl wit::Guest for Keeper {
    fn hash(password: String) -> Result<String, wit::Error> {
        Ok(vault::passwords::hash(&password, &mut Random)?)
    }

    fn verify(password: String, hash: String) -> Result<wit::Outcome, wit::Error> {
        Ok(vault::passwords::verify(&password, &hash)?.into())
    }
}
