//! Sweeps: started, listed and watched here; what they do is in [`crate::sweep`].

pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod start;

use std::collections::BTreeMap;

use domain::{JobId, SweepId};
use jiff::Timestamp;
use kit::audit::Event;
use kit::door::Caller;
use kit::problem::Problem;
use serde::Serialize;
use store::jobs::JobKind;
use store::sweeps::{Sweep, SweepState};
use store::{Sql, Tx};

/// A sweep and how far it has come.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SweepView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    sweep_id: SweepId,
    /// Whether it only counts what a sweep would do.
    dry_run: bool,
    /// What is due by this time counts as due.
    #[schema(value_type = String, format = DateTime)]
    as_of: Timestamp,
    /// `waiting`, `running`, `completed` or `failed`.
    #[schema(value_type = String, example = "completed")]
    state: SweepState,
    /// Why it was given up: the code of a problem.
    failure: Option<String>,
    /// When it was begun, or came further.
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
    /// What was done with the records of each collection that had any due.
    collections: BTreeMap<String, Tally>,
}

/// How many records of a collection a sweep did what with.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Tally {
    /// They went.
    erased: u64,
    /// They stay under a placeholder.
    anonymized: u64,
    /// A human must decide.
    review: u64,
    /// They are due, but a law or a hold keeps them.
    held_back: u64,
}

impl From<Sweep> for SweepView {
    fn from(sweep: Sweep) -> Self {
        let tally = |tally: store::sweeps::Tally| Tally {
            erased: tally.erased,
            anonymized: tally.anonymized,
            review: tally.review,
            held_back: tally.held_back,
        };
        let collections = sweep.progress.into_iter();
        Self {
            sweep_id: sweep.sweep_id,
            dry_run: sweep.dry_run,
            as_of: sweep.as_of,
            state: sweep.state,
            failure: sweep.failure,
            changed_at: sweep.changed_at,
            collections: collections.map(|(name, of)| (name, tally(of))).collect(),
        }
    }
}

/// Begins a sweep: from the end of the transaction on, a job is due that does it.
pub(crate) async fn begin<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    dry_run: bool,
    at: Timestamp,
) -> Result<SweepId, Problem> {
    let scope = &caller.scope;
    let sweep_id = SweepId::generate(at, kit::entropy::bytes()?);
    let job_id = JobId::generate(at, kit::entropy::bytes()?);
    store::sweeps::create(tx, scope, sweep_id, dry_run, at, at).await?;
    let kind = JobKind::RetentionSweep;
    store::jobs::insert(tx, scope, job_id, kind, &sweep_id.to_string(), at).await?;
    Event::new("retention-sweep.started", "retention-sweep", &sweep_id)
        .append(tx, caller)
        .await?;
    Ok(sweep_id)
}
