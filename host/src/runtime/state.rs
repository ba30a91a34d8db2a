//! What the host keeps for an instance.

use std::time::Instant;

use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use super::{Limits, egress::Egress};
use crate::{manifest::Component, platform, spin};

/// What the host keeps for an instance; dropped with it.
pub struct State {
    pub(super) wasi: WasiCtx,
    pub(super) http: WasiHttpCtx,
    pub(super) egress: Egress,
    pub(super) limits: Limits,
    /// When the instance is stopped, whatever it does.
    pub(super) deadline: Instant,
    /// The resources that the guest holds.
    pub table: ResourceTable,
    /// State of Spin's interfaces.
    pub spin: spin::State,
    /// State of the platform's interfaces.
    pub platform: platform::State,
}

/// Makes what Spin's and the platform's interfaces keep for a fresh instance.
pub type Supply = Box<dyn Fn() -> (spin::State, platform::State) + Send + Sync>;

/// Grants components what their manifest asks for.
pub trait Supplier: Send + Sync {
    /// Called once for each component, when it is loaded.
    ///
    /// # Errors
    /// What cannot be granted, in a sentence.
    fn supply(&self, component: &Component) -> Result<Supply, String>;
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
