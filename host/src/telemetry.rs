//! Structured logs without personal data: JSON lines on standard error.
//!
//! A line names the route and never the path or the query, which may hold identifiers; no header
//! values and no bodies are logged, at any level.

use std::time::Duration;

use http::{Method, StatusCode};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

use crate::runtime::Failure;

/// What never logs: these crates repeat values of headers when a client does something wrong, of rows, or of the
/// database's URL.
const SILENT: &str = "hyper=off,h2=off,rustls=off,wasmtime_wasi_http=off,sqlx::postgres::notice=off,sqlx_postgres=off";

/// Lines that wait to be written; beyond, lines are dropped rather than requests held up.
const WAITING: usize = 64 << 10;

/// Functions of a stack that are named in the log, the innermost first.
const MOST_FRAMES: usize = 10;

/// Starts the log, at the levels that `LETHE_LOG` names; what is returned writes the last lines when dropped. A log that was started
/// before stays.
pub fn start() -> WorkerGuard {
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(WAITING)
        .finish(std::io::stderr());
    let wanted = std::env::var("LETHE_LOG").unwrap_or_else(|_| "info".to_owned());
    let filter = EnvFilter::new(format!("{wanted},{SILENT}"));
    let log = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(writer);
    let _already_started = log.try_init();
    guard
}

/// A request and its answer, as far as they may be known.
pub(crate) struct Exchange<'a> {
    pub(crate) method: &'a Method,
    pub(crate) route: Option<&'a str>,
    pub(crate) status: StatusCode,
    pub(crate) duration: Duration,
    pub(crate) trace: &'a str,
    pub(crate) component: Option<&'a str>,
}

impl Exchange<'_> {
    /// Writes the line.
    pub(crate) fn log(&self) {
        tracing::info!(
            target: "http",
            method = method(self.method),
            route = self.route,
            status = self.status.as_u16(),
            duration_ms = self.duration.as_secs_f64() * 1e3,
            trace = self.trace,
            component = self.component,
        );
    }
}

/// Logs that a component gave no answer.
pub(crate) fn failed(component: &str, trace: &str, failure: Failure) {
    tracing::error!(target: "guest", component, trace, ?failure, "gave no answer");
}

/// Logs why an instance was stopped. Of a trap the names of the functions are told, of any other error
/// only that there was one: its text could repeat what the component was given.
pub(crate) fn stopped(component: &str, error: &wasmtime::Error) {
    let trap = error.downcast_ref::<wasmtime::Trap>();
    let frames = error.downcast_ref::<wasmtime::WasmBacktrace>();
    let stack = frames.map_or_else(String::new, |backtrace| {
        let names = backtrace.frames().iter().take(MOST_FRAMES);
        let names = names.map(|frame| frame.func_name().unwrap_or("?"));
        names.collect::<Vec<_>>().join(" < ")
    });
    tracing::error!(target: "guest", component, ?trap, stack, "was stopped");
}

/// A method that a client made up could hold anything, so it is not repeated.
fn method(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = [
        "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE",
    ];
    KNOWN
        .into_iter()
        .find(|known| *known == method.as_str())
        .unwrap_or("other")
}
