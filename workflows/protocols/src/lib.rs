//! Doors that others know: for requests of data subjects `OpenDSR` 2.0 and the Data Rights Protocol 1.0, for texts the
//! interface of Presidio's anonymizer.
//!
//! What a tenant sets up is in [`settings`] and [`agents`]. The routes of the protocols are in [`opendsr`], [`drp`] and
//! [`presidio`]; they are served and not described, because their specifications describe them, down to how they refuse.

mod agents;
mod drp;
mod look_up;
mod opendsr;
mod presidio;
mod settings;

mod v1 {
    use crate::{agents, settings};

    kit::routes! {
        [settings::find, settings::replace],
        [agents::list],
        [agents::register, agents::remove],
    }
}

pub use v1::openapi;

/// The router of this workflow.
pub fn router() -> axum::Router {
    v1::router()
        .merge(drp::router())
        .merge(opendsr::router())
        .merge(presidio::router())
}

kit::serve!(router);
