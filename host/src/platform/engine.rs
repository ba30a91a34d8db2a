//! `lethe:engine`: the host's side of the contract over crate `engine`.

use super::{
    State,
    bindings::lethe::engine::plugins::{
        self as wit, Allowance, Context, Description, Error, Host, Plugin, Run, Table,
    },
    runs::{Failure, Key},
};

::engine::mirror_plugins!(wit);

impl Host for &mut State {
    async fn load(
        &mut self,
        plugin: Plugin,
        artifact: Vec<u8>,
    ) -> wasmtime::Result<Result<(), Error>> {
        let shared = self.require(self.grants.engine, "lethe:engine")?;
        Ok(shared
            .runs
            .load(key(plugin), artifact)
            .await
            .map_err(Error::from))
    }

    async fn describe(&mut self, plugin: Plugin) -> wasmtime::Result<Result<Description, Error>> {
        let shared = self.require(self.grants.engine, "lethe:engine")?;
        let described = shared.runs.describe(&key(plugin)).await;
        Ok(described.map(Description::from).map_err(Error::from))
    }

    async fn limits(&mut self) -> wasmtime::Result<Allowance> {
        let shared = self.require(self.grants.engine, "lethe:engine")?;
        Ok(shared.runs.limits().into())
    }

    async fn anonymize(
        &mut self,
        plugin: Plugin,
        context: Context,
        input: Table,
    ) -> wasmtime::Result<Result<Run, Error>> {
        let shared = self.require(self.grants.engine, "lethe:engine")?;
        let (context, input) = (context.into(), input.into());
        let run = shared.runs.anonymize(&key(plugin), context, input).await;
        Ok(run.map(Run::from).map_err(Error::from))
    }
}

fn key(plugin: Plugin) -> Key {
    Key {
        tenant: plugin.tenant,
        digest: plugin.digest,
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotLoaded => Self::NotLoaded,
            Failure::Engine(error) => error.into(),
        }
    }
}
