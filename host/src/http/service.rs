//! From a request to its answer.

use std::{sync::Arc, time::Instant};

use http::{HeaderValue, Method, Request, Response, Version, header, uri::Scheme};
use hyper::body::{Body, Incoming};
use instance::Deadline;
use wasmtime_wasi_http::WasiBody;

use super::{
    app::{Answerer, App, Target},
    guest::{self, Client},
    inbound::{Inbound, Watch},
    outbound::{Outbound, Patience},
    problem::Problem,
    trace::TraceId,
};
use crate::{
    manifest::StaticResponse,
    route::WELL_KNOWN,
    runtime::{Failure, Workflow},
    telemetry,
};

/// A year, as browsers want it of a site that is to stay on TLS (RFC 6797).
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// An answer, and the route it was found by.
type Answered<'a> = (Option<&'a Target>, Result<Response<Outbound>, Problem>);

impl App {
    /// Answers a request; whatever happens, there is an answer and a line in the log.
    pub(super) async fn serve(
        &self,
        request: Request<Incoming>,
        client: &Client,
    ) -> Response<Outbound> {
        let started = Instant::now();
        let busy = client.activity.begin();
        let Ok(trace) = TraceId::fresh() else {
            return Response::new(Outbound::full("no entropy"));
        };
        let (method, version) = (request.method().clone(), request.version());
        let has_body = !request.body().is_end_stream();
        let watch = Arc::new(Watch::default());
        let (target, answer) = self.answer(request, client, &trace, &watch, started).await;
        let is_unread = has_body && !watch.is_read();
        let is_refused = answer.is_err();
        let mut response = answer.unwrap_or_else(|problem| problem.answer(&trace));
        response.body_mut().keep(busy);
        self.finish(&mut response, &trace);
        if is_unread {
            client.activity.note_unread();
        }
        let must_close = (is_unread && is_refused) || client.activity.is_ambiguous();
        if must_close && version < Version::HTTP_2 {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, close);
        }
        let component = target.and_then(|target| match &target.answer {
            Answerer::Workflow(workflow) => Some(workflow.id()),
            Answerer::Static(_) => None,
        });
        telemetry::Exchange {
            method: &method,
            route: target.map(|target| target.route.as_str()),
            status: response.status(),
            duration: started.elapsed(),
            trace: trace.as_str(),
            component,
        }
        .log();
        response
    }

    async fn answer(
        &self,
        request: Request<Incoming>,
        client: &Client,
        trace: &TraceId,
        watch: &Arc<Watch>,
        started: Instant,
    ) -> Answered<'_> {
        if client.activity.is_ambiguous() {
            let detail = "both Content-Length and Transfer-Encoding";
            return (None, Err(Problem::BadRequest(detail)));
        }
        if let Err(problem) = self.check(&request) {
            return (None, Err(problem));
        }
        let path = request.uri().path().to_owned();
        if let Some(name) = path.strip_prefix(WELL_KNOWN) {
            return (None, well_known(name));
        }
        let Some(found) = self.router.find(&path) else {
            return (None, Err(Problem::NotFound));
        };
        let target = found.target();
        let limit = self.limits.body_of(&path);
        if request.body().size_hint().lower() > limit {
            return (Some(target), Err(Problem::BodyTooLarge));
        }
        let workflow = match &target.answer {
            Answerer::Static(response) => return (Some(target), Ok(fixed(response))),
            Answerer::Workflow(workflow) => workflow,
        };
        let (mut parts, body) = request.into_parts();
        let (headers, address) = (&target.headers, &client.address);
        let prepared = guest::prepare(&mut parts, headers, &found, address, &self.scheme, trace);
        if let Err(problem) = prepared {
            return (Some(target), Err(problem));
        }
        let body = Inbound::wrap(body, limit, &self.limits, watch);
        let request = Request::from_parts(parts, body);
        let answer = self.run(workflow, request, watch, started, trace).await;
        (Some(target), answer)
    }

    /// Refuses what hyper lets pass and no guest should see.
    fn check(&self, request: &Request<Incoming>) -> Result<(), Problem> {
        let target = request
            .uri()
            .path_and_query()
            .map_or(0, |target| target.as_str().len());
        if target > self.limits.url {
            return Err(Problem::UrlTooLong);
        }
        let headers = request.headers();
        let bytes: usize = headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        if headers.len() > self.limits.header_fields || bytes > self.limits.header_bytes {
            return Err(Problem::HeadersTooLarge);
        }
        if matches!(*request.method(), Method::CONNECT | Method::TRACE) {
            return Err(Problem::NotImplemented);
        }
        if let Some(coding) = headers.get(header::TRANSFER_ENCODING)
            && !coding.as_bytes().eq_ignore_ascii_case(b"chunked")
        {
            return Err(Problem::BadRequest(
                "a Transfer-Encoding other than chunked",
            ));
        }
        Ok(())
    }

    /// Runs a workflow, for as long as the client may wait.
    async fn run(
        &self,
        workflow: &Workflow,
        request: Request<WasiBody>,
        watch: &Watch,
        started: Instant,
        trace: &TraceId,
    ) -> Result<Response<Outbound>, Problem> {
        let until = Arc::new(Deadline::after(started, self.request));
        let deadline = tokio::time::Instant::from(until.at());
        let slot = self.slots.clone().acquire_owned();
        let Ok(Ok(slot)) = tokio::time::timeout_at(deadline, slot).await else {
            return Err(Problem::Busy);
        };
        let handled = tokio::select! {
            biased;
            handled = tokio::time::timeout_at(deadline, workflow.handle(request, until.clone())) => handled,
            () = watch.told() => return Err(watch.broken().unwrap_or(Problem::Failed)),
        };
        if let Some(problem) = watch.broken() {
            return Err(problem);
        }
        match handled {
            Ok(Ok(response)) => {
                let patience = Patience {
                    deadline: until,
                    request: self.request,
                    longest: self.longest,
                };
                Ok(response.map(|body| Outbound::guest(body, patience, slot)))
            }
            Ok(Err(failure)) => {
                telemetry::failed(workflow.id(), trace.as_str(), failure);
                Err(match failure {
                    _ if tokio::time::Instant::now() >= deadline => Problem::TimedOut,
                    Failure::Busy => Problem::Busy,
                    Failure::Trap(_) | Failure::NoAnswer => Problem::Failed,
                })
            }
            Err(_) => Err(Problem::TimedOut),
        }
    }

    /// The headers that every answer has.
    fn finish(&self, response: &mut Response<Outbound>, trace: &TraceId) {
        let headers = response.headers_mut();
        let nosniff = HeaderValue::from_static("nosniff");
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
        let no_store = HeaderValue::from_static("no-store");
        headers.entry(header::CACHE_CONTROL).or_insert(no_store);
        if let Some(trace) = trace.header() {
            headers.insert(guest::TRACE, trace);
        }
        if self.scheme == Scheme::HTTPS {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
        }
    }
}

fn well_known(name: &str) -> Result<Response<Outbound>, Problem> {
    if name == "health" {
        Ok(Response::new(Outbound::full("OK")))
    } else {
        Err(Problem::NotFound)
    }
}

fn fixed(fixed: &StaticResponse) -> Response<Outbound> {
    let mut response = Response::new(Outbound::full(fixed.body.clone()));
    *response.status_mut() = fixed.status;
    *response.headers_mut() = fixed.headers.clone();
    response
}
