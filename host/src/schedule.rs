//! Works off background jobs: calls the route for that, in this process, every so often.
//!
//! What a job does is safe to be cut off at any moment, so stopping does not wait for it.

use std::{
    convert::Infallible,
    sync::Arc,
    time::{Duration, Instant},
};

use http::{Request, header};
use http_body_util::{BodyExt as _, Empty, Limited};
use instance::Deadline;
use tokio::{sync::Semaphore, task::JoinHandle, time};
use wasmtime_wasi_http::WasiBody;

use crate::{http::App, runtime::Workflow};

/// The route that works jobs off, below any host.
const ROUTE: &str = "/internal/jobs/run";

/// The most bytes of its answer.
const ANSWER: usize = 4 << 10;

/// How background jobs are worked off.
pub struct Schedule {
    /// What opens the route.
    pub token: String,
    /// How long to wait when nothing is left to do.
    pub every: Duration,
}

/// A task that works jobs off until it is dropped.
pub(crate) struct Scheduler(JoinHandle<()>);

impl Drop for Scheduler {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Who answers the route.
struct Worker {
    workflow: Workflow,
    slots: Arc<Semaphore>,
    request: Duration,
    schedule: Schedule,
}

impl Schedule {
    /// Starts to work jobs off; none when no component of the application does.
    pub(crate) fn start(self, app: &App) -> Option<Scheduler> {
        let worker = Worker {
            workflow: app.workflow(ROUTE)?,
            slots: app.slots(),
            request: app.request(),
            schedule: self,
        };
        Some(Scheduler(tokio::spawn(worker.run())))
    }
}

impl Worker {
    async fn run(self) {
        loop {
            let more = match self.call().await {
                Ok(more) => more,
                Err(why) => {
                    tracing::warn!(why, "background jobs were not worked off");
                    false
                }
            };
            if !more {
                time::sleep(self.schedule.every).await;
            }
        }
    }

    /// Calls the route once; tells whether more is to do.
    async fn call(&self) -> Result<bool, &'static str> {
        // Clients come first: background work takes a place like any of them.
        let slot = self.slots.acquire().await;
        let _slot = slot.map_err(|_| "the host stops")?;
        let answered = time::timeout(self.request, self.answer()).await;
        answered.map_err(|_| "the time was over")?
    }

    async fn answer(&self) -> Result<bool, &'static str> {
        let request = self.post().ok_or("the token is no header")?;
        let deadline = Arc::new(Deadline::after(Instant::now(), self.request));
        let answer = self.workflow.handle(request, deadline).await;
        let answer = answer.map_err(|_| "there was no answer")?;
        let is_success = answer.status().is_success();
        let body = Limited::new(answer.into_body(), ANSWER).collect().await;
        let body = body.map_err(|_| "the answer broke off")?.to_bytes();
        if !is_success {
            return Err("it was refused");
        }
        let worked: serde_json::Value =
            serde_json::from_slice(&body).map_err(|_| "the answer is no JSON")?;
        Ok(worked.get("more").and_then(serde_json::Value::as_bool) == Some(true))
    }

    fn post(&self) -> Option<Request<WasiBody>> {
        let body = Empty::new().map_err(|never: Infallible| match never {});
        Request::post(format!("http://localhost{ROUTE}"))
            .header(header::HOST, "localhost")
            .header(
                header::AUTHORIZATION,
                format!("Bearer {}", self.schedule.token),
            )
            .body(body.boxed_unsync())
            .ok()
    }
}
