//! Reads `[[trigger.http]]`; no other trigger is supported.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::{
    application::{component_of, is_declared, pattern_of},
    model::{Answer, Component, HttpTrigger, Public, StaticResponse, TriggerRoute},
    problem::Report,
    table::{Entry, Table},
};
use crate::route::Pattern;

/// A trigger, and where it names its component.
pub(super) struct Read {
    pub(super) model: HttpTrigger,
    key: String,
    at: usize,
}

impl Read {
    /// Refuses a component that the manifest does not have.
    pub(super) fn check(&self, components: &BTreeMap<String, Component>, report: &mut Report) {
        if let Some(id) = component_of(&self.model.answer)
            && !is_declared(id, components)
        {
            report.add(
                self.at,
                &self.key,
                format!("no [component.{id}], or it is refused"),
            );
        }
    }
}

pub(super) fn read(entry: &Entry<'_>, report: &mut Report) -> Vec<Read> {
    let Some(mut table) = entry.table(report) else {
        return Vec::new();
    };
    let http = table.require("http", report);
    for (_, other) in table.entries() {
        report.add(other.at, &other.key, "this host has only http triggers");
    }
    let items = http.map(|entry| entry.items(report)).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| read_one(item, report))
        .collect()
}

/// Refuses a second route that would match the same paths as an earlier one.
pub(super) fn check_duplicates(triggers: &[Read], report: &mut Report) {
    let mut seen = BTreeMap::new();
    for public in triggers
        .iter()
        .filter_map(|found| pattern_of(&found.model.route))
    {
        let line = public.line;
        if let Some(first) = seen.insert(public.pattern.shape(), line) {
            let pattern = public.pattern.as_str();
            let message = format!("{pattern} matches the same paths as the route on line {first}");
            report.add_line(line, "trigger.http.route", message);
        }
    }
}

fn read_one(item: &Entry<'_>, report: &mut Report) -> Option<Read> {
    let mut table = item.table(report)?;
    let route = table.require("route", report);
    let component = table.take("component");
    let fixed = table.take("static_response");
    table.ignore("id");
    table.refuse(
        "components",
        "this host has no further components of a trigger",
        report,
    );
    table.refuse("dependencies", "this host has no middleware", report);
    if let Some(executor) = table.take("executor") {
        read_executor(&executor, report);
    }
    table.finish(report);

    let (key, at) = component.as_ref().map_or_else(
        || (item.key.clone(), item.at),
        |entry| (entry.key.clone(), entry.at),
    );
    let answer = match (component, fixed) {
        (Some(component), None) => {
            if component.is_table() {
                report.add(at, &key, "this host has no inline components");
                return None;
            }
            Answer::Component(component.text(report)?)
        }
        (None, Some(fixed)) => Answer::Static(read_static(&fixed, report)?),
        _ => {
            report.add(
                at,
                &key,
                "exactly one of component and static_response is needed",
            );
            return None;
        }
    };
    let route = read_route(&route?, report)?;
    Some(Read {
        model: HttpTrigger { route, answer },
        key,
        at,
    })
}

fn read_route(entry: &Entry<'_>, report: &mut Report) -> Option<TriggerRoute> {
    if entry.is_table() {
        let mut table = entry.table(report)?;
        let private = table
            .require("private", report)
            .and_then(|entry| entry.flag(report));
        table.finish(report);
        if private == Some(false) {
            report.add(
                entry.at,
                &entry.key,
                "a route is a pattern or { private = true }",
            );
        }
        return (private == Some(true)).then_some(TriggerRoute::Private);
    }
    let text = entry.text(report)?;
    match Pattern::parse(&text) {
        Ok(pattern) => {
            let line = report.line(entry.at);
            Some(TriggerRoute::Public(Public { pattern, line }))
        }
        Err(message) => {
            report.add(entry.at, &entry.key, message);
            None
        }
    }
}

fn read_executor(entry: &Entry<'_>, report: &mut Report) {
    let Some(mut table) = entry.table(report) else {
        return;
    };
    if let Some(kind) = table.require("type", report)
        && kind
            .text(report)
            .is_some_and(|kind| kind != "http" && kind != "spin")
    {
        report.add(kind.at, &kind.key, "this host has only the executor http");
    }
    table.finish(report);
}

fn read_static(entry: &Entry<'_>, report: &mut Report) -> Option<StaticResponse> {
    let mut table = entry.table(report)?;
    let mut response = StaticResponse::default();
    if let Some(status) = table.take("status_code") {
        let code = status
            .integer(report)
            .and_then(|code| u16::try_from(code).ok());
        match code.and_then(|code| StatusCode::from_u16(code).ok()) {
            Some(code) if !code.is_informational() => response.status = code,
            _ => report.add(status.at, &status.key, "not a status of an answer"),
        }
    }
    if let Some(headers) = table.take("headers") {
        response.headers = read_headers(&headers, report);
    }
    let body = table.take("body").and_then(|entry| entry.text(report));
    response.body = body.unwrap_or_default();
    table.finish(report);
    Some(response)
}

fn read_headers(entry: &Entry<'_>, report: &mut Report) -> HeaderMap {
    let table = entry.table(report);
    let mut headers = HeaderMap::new();
    for (name, entry) in table.into_iter().flat_map(Table::entries) {
        let Some(value) = entry.text(report) else {
            continue;
        };
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => {
                headers.insert(name, value);
            }
            _ => report.add(entry.at, &entry.key, "not a header"),
        }
    }
    headers
}
