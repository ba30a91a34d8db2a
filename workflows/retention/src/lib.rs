//! How long data is kept (Art. 5(1)(e)): policies, legal holds, what falls due, and the sweeps that let
//! go of it. And how a tenant leaves: with everything, after which nothing is kept (Art. 28(3)(g)).
//!
//! Handlers are in files named for the verb. What a sweep does is in [`sweep`]; [`jobs`] works it off.

mod advice;
mod archive;
mod conflicts;
mod erasure;
mod holds;
mod jobs;
mod offboarding;
mod policies;
mod preview;
mod sweep;
mod sweeps;
mod terms;

mod v1 {
    use crate::{archive, conflicts, holds, offboarding, policies, preview, sweeps};

    kit::routes! {
        [policies::list, policies::create],
        [policies::find, policies::replace, policies::end],
        [holds::list, holds::place],
        [holds::find],
        [holds::release],
        [preview],
        [conflicts],
        [sweeps::list, sweeps::start],
        [sweeps::find],
        [archive::fetch],
        [offboarding::find, offboarding::give_notice],
        [offboarding::demand],
        [offboarding::withdraw],
    }
}

mod internal {
    use crate::jobs::run;

    kit::routes! {
        [run],
    }
}

pub use v1::openapi;

/// The router of this workflow. What is for the deployment alone is served and not described.
pub fn router() -> axum::Router {
    v1::router().merge(internal::router())
}

kit::serve!(router);
