//! `lethe:engine`: the host's side of the contract over crate `engine`.

use wasmtime::component::Resource;

use super::{
    State,
    bindings::lethe::engine::plugins::{
        self as wit, Allowance, Context, Decided, Description, Error, ExportContext, Exported,
        Host, HostFile, Plugin, Records, RetentionContext, Run, Size, Table,
    },
    exports::{Handle, MOST},
    runs::{Asked, Failure, Key},
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
            .load(&asked(plugin), artifact)
            .await
            .map_err(Error::from))
    }

    async fn describe(&mut self, plugin: Plugin) -> wasmtime::Result<Result<Description, Error>> {
        let shared = self.require(self.grants.engine, "lethe:engine")?;
        let described = shared.runs.describe(&asked(plugin)).await;
        Ok(described.map(Description::from).map_err(Error::from))
    }

    async fn limits(&mut self, size: Size) -> wasmtime::Result<Allowance> {
        let shared = self.require(self.grants.engine, "lethe:engine")?;
        Ok(shared.runs.limits(size.into()).into())
    }

    async fn anonymize(
        &mut self,
        plugin: Plugin,
        context: Context,
        input: Table,
    ) -> wasmtime::Result<Result<Run, Error>> {
        let shared = self.require(self.grants.engine, "lethe:engine")?;
        let (context, input) = (context.into(), input.into());
        let run = shared.runs.anonymize(&asked(plugin), context, input).await;
        Ok(run.map(Run::from).map_err(Error::from))
    }

    async fn decide(
        &mut self,
        plugin: Plugin,
        context: RetentionContext,
        records: Records,
    ) -> wasmtime::Result<Result<Decided, Error>> {
        let shared = self.require(self.grants.engine, "lethe:engine")?;
        let (context, records) = (context.into(), records.into());
        let decided = shared.runs.decide(&asked(plugin), context, records).await;
        Ok(decided.map(Decided::from).map_err(Error::from))
    }
}

impl HostFile for &mut State {
    async fn begin(
        &mut self,
        plugin: Plugin,
        context: ExportContext,
    ) -> wasmtime::Result<Result<Resource<Handle>, Error>> {
        let shared = self.require(self.grants.engine, "lethe:engine")?;
        if self.exports.iter_mut().count() >= MOST {
            let why = format!("more than {MOST} exports at a time");
            return Ok(Err(Error::Unavailable(why)));
        }
        let asked = asked(plugin);
        match shared.runs.export(&asked, context.into()).await {
            Err(failure) => Ok(Err(failure.into())),
            Ok((export, first)) => {
                let export = Some(export);
                Ok(Ok(self.exports.push(Handle {
                    asked,
                    first,
                    export,
                })?))
            }
        }
    }

    async fn first(&mut self, export: Resource<Handle>) -> wasmtime::Result<Vec<u8>> {
        Ok(std::mem::take(&mut self.exports.get_mut(&export)?.first))
    }

    async fn push(
        &mut self,
        export: Resource<Handle>,
        collection: String,
        rows: Table,
    ) -> wasmtime::Result<Result<Vec<u8>, Error>> {
        let shared = self.require(self.grants.engine, "lethe:engine")?;
        let handle = self.exports.get_mut(&export)?;
        let Some(export) = handle.export.take() else {
            return Ok(Err(over()));
        };
        let pushed = shared
            .runs
            .push(&handle.asked, export, collection, rows.into());
        match pushed.await {
            Err(failure) => Ok(Err(failure.into())),
            Ok((export, bytes)) => {
                handle.export = Some(export);
                Ok(Ok(bytes))
            }
        }
    }

    async fn finish(
        &mut self,
        export: Resource<Handle>,
    ) -> wasmtime::Result<Result<Exported, Error>> {
        let shared = self.require(self.grants.engine, "lethe:engine")?;
        let handle = self.exports.get_mut(&export)?;
        let Some(export) = handle.export.take() else {
            return Ok(Err(over()));
        };
        let exported = shared.runs.finish(&handle.asked, export).await;
        Ok(exported.map(Exported::from).map_err(Error::from))
    }

    async fn drop(&mut self, export: Resource<Handle>) -> wasmtime::Result<()> {
        self.exports.delete(export)?;
        Ok(())
    }
}

fn over() -> Error {
    Error::InputRefused("the export has ended".to_owned())
}

fn asked(plugin: Plugin) -> Asked {
    Asked {
        key: Key {
            tenant: plugin.tenant,
            digest: plugin.digest,
        },
        size: plugin.size.into(),
        at_once: plugin.at_once,
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotLoaded => Self::NotLoaded,
            Failure::Quarantined => Self::Quarantined,
            Failure::Engine(error) => error.into(),
        }
    }
}
