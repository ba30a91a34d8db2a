//! What the listener serves: routes, and the workflows behind them.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use http::uri::Scheme;
use tokio::sync::Semaphore;

use super::{guest::RouteHeaders, limits::Limits};
use crate::{
    Error,
    manifest::{Answer, Manifest, StaticResponse, TriggerRoute},
    route::Router,
    runtime::{Runtime, Settings, Workflow},
};

/// What the listener serves.
pub struct App {
    pub(super) router: Router<Target>,
    pub(super) limits: Limits,
    pub(super) scheme: Scheme,
    pub(super) request: Duration,
    pub(super) longest: Duration,
    pub(super) slots: Arc<Semaphore>,
}

/// Where a route leads.
pub(super) struct Target {
    pub(super) route: String,
    pub(super) headers: RouteHeaders,
    pub(super) answer: Answerer,
}

/// What answers.
pub(super) enum Answerer {
    Workflow(Workflow),
    Static(StaticResponse),
}

impl App {
    /// Loads every component that a trigger names.
    ///
    /// # Errors
    /// A component cannot be loaded.
    pub fn load(
        manifest: &Manifest,
        runtime: &Runtime,
        settings: &Settings,
        limits: Limits,
        is_secure: bool,
    ) -> Result<Self, Error> {
        let mut workflows = BTreeMap::new();
        for trigger in &manifest.triggers {
            if let Answer::Component(id) = &trigger.answer
                && let Some(component) = manifest.components.get(id)
                && !workflows.contains_key(id)
            {
                workflows.insert(id, runtime.load(component)?);
            }
        }
        let routes = manifest.triggers.iter().filter_map(|trigger| {
            let TriggerRoute::Public(public) = &trigger.route else {
                return None;
            };
            let answer = match &trigger.answer {
                Answer::Component(id) => Answerer::Workflow(workflows.get(id)?.clone()),
                Answer::Static(response) => Answerer::Static(response.clone()),
            };
            let pattern = public.pattern.clone();
            let headers = RouteHeaders::new(&pattern);
            let route = pattern.as_str().to_owned();
            Some((
                pattern,
                Target {
                    route,
                    headers,
                    answer,
                },
            ))
        });
        Ok(Self {
            router: Router::new(routes.collect::<Vec<_>>()),
            limits,
            scheme: if is_secure {
                Scheme::HTTPS
            } else {
                Scheme::HTTP
            },
            request: settings.request,
            longest: settings.answer,
            slots: Arc::new(Semaphore::new(
                usize::try_from(settings.in_flight).unwrap_or(1),
            )),
        })
    }

    /// The workflow that answers a path, if one does.
    pub(crate) fn workflow(&self, path: &str) -> Option<Workflow> {
        match &self.router.find(path)?.target().answer {
            Answerer::Workflow(workflow) => Some(workflow.clone()),
            Answerer::Static(_) => None,
        }
    }

    /// The places for requests that run at once.
    pub(crate) fn slots(&self) -> Arc<Semaphore> {
        self.slots.clone()
    }

    /// How long a request may run.
    pub(crate) fn request(&self) -> Duration {
        self.request
    }
}
