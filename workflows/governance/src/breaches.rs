//! The register of breaches (Art. 33(5)), their clock, and whom they concern.

pub(crate) mod create;
pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod replace;
pub(crate) mod report;
pub(crate) mod scope;
pub(crate) mod versions;
mod viewed;

use domain::breach::{Breach, NOTIFICATION, Standing};
use jiff::Timestamp;
use kit::documents::Opened;
use kit::problem::{Place, Problem};
use serde::Serialize;

use crate::written::{DocumentView, view};

/// A breach with its clock.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct BreachView {
    #[serde(flatten)]
    document: DocumentView,
    /// How the clock of Art. 33(1) stands.
    #[schema(value_type = Object)]
    clock: Standing,
}

/// A breach as an answer.
fn with_clock(opened: Opened<Breach>, now: Timestamp) -> Result<BreachView, Problem> {
    let clock = NOTIFICATION.standing(&opened.content, now);
    let missing = opened.content.missing(&clock);
    Ok(BreachView {
        document: view(opened, missing)?,
        clock,
    })
}

/// Refuses what no register can hold. What is only missing is listed, not refused: phases bring it (Art. 33(4)).
fn check(breach: &Breach, now: Timestamp) -> Result<(), Problem> {
    let mut places = Vec::new();
    for (member, text) in [
        ("title", &breach.title),
        ("description", &breach.description),
    ] {
        if text.trim().is_empty() {
            places.push(Place::pointer(format!("/{member}"), "must say something"));
        }
    }
    for (member, at) in [
        ("aware_at", Some(breach.aware_at)),
        ("authority_notified_at", breach.authority_notified_at),
        ("subjects_notified_at", breach.subjects_notified_at),
    ] {
        if at.is_some_and(|at| at > now) {
            places.push(Place::pointer(format!("/{member}"), "lies in the future"));
        }
    }
    if places.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid("the breach cannot be kept", places))
    }
}
