//! A loaded component that answers requests.

use std::sync::Arc;

use http::{Request, Response};
use instance::{Deadline, State};
use wasmtime::{Engine, Trap};
use wasmtime_wasi_http::{
    WasiBody,
    handler::{InstantiationError, ProxyHandler, ProxyPre},
};

use super::{Settings, Supply, worker::Factory};
use crate::manifest::Component;

/// A loaded component that answers requests.
#[derive(Clone)]
pub struct Workflow {
    handler: ProxyHandler<Factory>,
}

/// Why a component gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// All instances are taken.
    Busy,
    /// It was stopped by a trap.
    Trap(Trap),
    /// It answered with an error of HTTP, or not at all.
    NoAnswer,
}

impl Workflow {
    pub(super) fn new(
        engine: Engine,
        pre: ProxyPre<State>,
        component: Component,
        settings: Arc<Settings>,
        supply: Supply,
    ) -> Self {
        let id = component.id.as_str().into();
        let factory = Factory {
            engine,
            pre,
            component,
            id,
            settings,
            supply,
        };
        Self {
            handler: ProxyHandler::new(factory),
        }
    }

    /// The id of the component.
    pub fn id(&self) -> &str {
        &self.handler.state().id
    }

    /// Hands a request to an instance; its URI must be absolute. The instance is stopped at the deadline. Nothing limits
    /// how many run at once, or how long one is waited for: that is the caller's part.
    ///
    /// # Errors
    /// The component gave no answer.
    pub async fn handle(
        &self,
        request: Request<WasiBody>,
        deadline: Arc<Deadline>,
    ) -> Result<Response<WasiBody>, Failure> {
        self.handler
            .handle(deadline, request)
            .await
            .map_err(|error| Failure::of(&error))
    }
}

impl Failure {
    fn of(error: &wasmtime::Error) -> Self {
        if let Some(error) = error.downcast_ref::<InstantiationError<Arc<Deadline>>>() {
            let busy = error.error.is::<wasmtime::PoolConcurrencyLimitError>();
            return if busy {
                Self::Busy
            } else {
                Self::of(&error.error)
            };
        }
        error
            .downcast_ref::<Trap>()
            .map_or(Self::NoAnswer, |trap| Self::Trap(*trap))
    }
}
