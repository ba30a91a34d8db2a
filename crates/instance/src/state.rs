//! What the host keeps for an instance.

use std::{any::Any, sync::Arc};

use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::{Deadline, Limits, egress::Egress};

/// What the host keeps for an instance; dropped with it.
pub struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    egress: Egress,
    table: ResourceTable,
    supplied: Box<dyn Any + Send>,
    /// What it may still take of the machine.
    pub limits: Limits,
    /// When it is stopped: that of the request which it was handed last.
    pub deadline: Arc<Deadline>,
}

impl State {
    /// The state of a fresh instance. `supplied` is whatever interfaces other than WASI keep for it.
    pub fn new<T: Any + Send>(
        wasi: WasiCtx,
        limits: Limits,
        deadline: Arc<Deadline>,
        supplied: T,
    ) -> Self {
        Self {
            wasi,
            http: WasiHttpCtx::new(),
            egress: Egress,
            table: ResourceTable::new(),
            supplied: Box::new(supplied),
            limits,
            deadline,
        }
    }

    /// What other interfaces keep, if it is of this type.
    pub fn supplied<T: Any>(&mut self) -> Option<&mut T> {
        self.supplied.downcast_mut()
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView {
            ctx: &mut self.http,
            table: &mut self.table,
            hooks: &mut self.egress,
        }
    }
}
