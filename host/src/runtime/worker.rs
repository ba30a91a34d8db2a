//! The life of an instance: made for a request, bounded, dropped.

use std::{
    future::pending,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Instant,
};

use instance::{Deadline, Limits, State};
use tokio::time::Sleep;
use wasmtime::{Engine, Store, StoreContextMut, UpdateDeadline, component::GuestTaskId};
use wasmtime_wasi::WasiCtxBuilder;
use wasmtime_wasi_http::{
    WasiHttpView,
    handler::{
        HandlerState, Instance, ProxyPre, ShouldAccept, WorkerExpiration, WorkerState, WorkerStatus,
    },
};

use super::{Settings, Supply, output::Output};
use crate::{manifest::Component, telemetry};

/// Makes the instances of one component.
pub(super) struct Factory {
    pub(super) engine: Engine,
    pub(super) pre: ProxyPre<State>,
    pub(super) component: Component,
    pub(super) id: Arc<str>,
    pub(super) settings: Arc<Settings>,
    pub(super) supply: Supply,
}

impl Factory {
    fn state(&self) -> State {
        let output = |stream| Output {
            component: self.id.clone(),
            stream,
            show: self.settings.show_output,
        };
        let mut wasi = WasiCtxBuilder::new();
        wasi.stdout(output("stdout")).stderr(output("stderr"));
        wasi.allow_tcp(false)
            .allow_udp(false)
            .allow_ip_name_lookup(false);
        for (name, value) in &self.component.environment {
            wasi.env(name, value);
        }
        State::new(
            wasi.build(),
            Limits::new(self.settings.memory, self.settings.table_elements),
            Arc::new(Deadline::after(Instant::now(), self.settings.request)),
            (self.supply)(),
        )
    }
}

impl HandlerState for Factory {
    type StoreData = State;
    type WorkerExpiration = Expiration;
    type WorkerState = Worker;

    async fn instantiate(&self) -> wasmtime::Result<Instance<State, Expiration, Worker>> {
        let mut store = Store::new(&self.engine, self.state());
        store.limiter(|state| &mut state.limits);
        // A busy guest gives way at every tick, so that it never holds a thread of the host.
        store.epoch_deadline_callback(|context| {
            let expired = Instant::now() >= context.data().deadline.at();
            Ok(if expired {
                UpdateDeadline::Interrupt
            } else {
                UpdateDeadline::Yield(1)
            })
        });
        store.set_epoch_deadline(1);
        let proxy = self.pre.instantiate_async(&mut store).await?;
        let settings = self.settings.clone();
        let current = Arc::new(Mutex::new(store.data().deadline.clone()));
        let expiration = Expiration {
            settings: settings.clone(),
            current: current.clone(),
            alarm: None,
        };
        let state = Worker {
            id: self.id.clone(),
            settings,
            current,
        };
        Ok(Instance {
            store,
            proxy,
            view: State::http,
            expiration,
            state,
        })
    }
}

/// Decides what an instance takes on.
pub(super) struct Worker {
    id: Arc<str>,
    settings: Arc<Settings>,
    current: Current,
}

/// The deadline of the request that an instance was handed last.
type Current = Arc<Mutex<Arc<Deadline>>>;

impl WorkerState for Worker {
    type StoreData = State;
    type RequestData = Arc<Deadline>;

    fn should_accept_request(&self, concurrent: usize, total: usize) -> ShouldAccept {
        if total >= self.settings.reuse {
            ShouldAccept::Never
        } else if concurrent >= self.settings.concurrency {
            ShouldAccept::No
        } else {
            ShouldAccept::Yes
        }
    }

    /// Never expires a request by itself: whoever waits for the answer stops waiting, and
    /// [`Expiration`] drops the instance.
    fn on_request_start(
        &self,
        mut store: StoreContextMut<'_, State>,
        deadline: Arc<Deadline>,
        _task: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + Sync>> {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = deadline.clone();
        store.data_mut().deadline = deadline;
        Box::pin(pending())
    }

    fn drop(&self, _store: Store<State>, result: wasmtime::Result<()>) {
        if let Err(error) = result {
            telemetry::stopped(&self.id, &error);
        }
    }
}

/// Ends an instance that has run, or been idle, for too long.
pub(super) struct Expiration {
    settings: Arc<Settings>,
    current: Current,
    alarm: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl WorkerExpiration for Expiration {
    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        status: WorkerStatus,
        start: Instant,
    ) -> Poll<()> {
        let at = match status {
            WorkerStatus::Requests | WorkerStatus::PostReturn => {
                let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
                current.at().max(start + self.settings.request)
            }
            WorkerStatus::Idle if self.settings.reuse > 1 => start + self.settings.idle,
            WorkerStatus::Idle => return Poll::Ready(()),
        };
        let alarm = match self.alarm.take() {
            Some((_, mut sleep)) if sleep.deadline().into_std() != at => {
                sleep.as_mut().reset(at.into());
                sleep
            }
            Some((_, sleep)) => sleep,
            None => Box::pin(tokio::time::sleep_until(at.into())),
        };
        let (_, sleep) = self.alarm.insert((at, alarm));
        sleep.as_mut().poll(cx)
    }
}
