//! Who was let in and then refused is in the audit log, with the route and nothing of what was in its path.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use axum::extract::MatchedPath;
use axum::http::request::Parts;
use send_wrapper::SendWrapper;
use store::{Sql as _, Tx};

use super::Caller;
use crate::audit::Event;
use crate::problem::Problem;
use crate::sql::Opened;

/// What is to be noted when a request is refused to the one who was let in.
///
/// Like [`Opened`] it holds what notes it and not the connection: a workflow without a door imports no database.
#[derive(Clone, Default)]
pub(crate) struct Denied(Arc<OnceLock<Note>>);

type Note = Box<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

impl Denied {
    /// Remembers who was let in.
    pub(super) fn expect(parts: &Parts, caller: &Caller) {
        let Some(denied) = parts.extensions.get::<Self>() else {
            return;
        };
        let path = parts.extensions.get::<MatchedPath>();
        let path = path.map_or("", MatchedPath::as_str);
        let route = format!("{} {path}", parts.method);
        let caller = caller.clone();
        denied.0.get_or_init(move || {
            Box::new(move || {
                let (caller, route) = (caller.clone(), route.clone());
                Box::pin(SendWrapper::new(async move {
                    if let Err(problem) = note(&caller, &route).await {
                        problem.log(&caller.trace);
                    }
                }))
            })
        });
    }

    /// Notes that they were refused.
    pub(crate) async fn note(&self) {
        if let Some(note) = self.0.get() {
            note().await;
        }
    }
}

async fn note(caller: &Caller, route: &str) -> Result<(), Problem> {
    // The handler's own connection has gone with it.
    let opened = Opened::default();
    let mut db = opened.db().await?;
    db.enter(caller.scope.tenant_id()).await?;
    let mut tx = Tx::begin(&mut db).await?;
    Event::new("access.denied", "route", &route)
        .append(&mut tx, caller)
        .await?;
    tx.commit().await?;
    drop(db);
    opened.end().await;
    Ok(())
}
