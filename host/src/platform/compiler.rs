//! `lethe:compiler`: the host's side of the contract over the compiling process.

use super::{
    State,
    bindings::lethe::compiler::compiler::{self as wit, Compiled, Error, Host, Size},
    compile::Failure,
};

const PACKAGE: &str = "lethe:compiler";

engine::mirror_compiler!(wit);

impl Host for &mut State {
    async fn identity(&mut self) -> wasmtime::Result<String> {
        let shared = self.require(self.grants.compiler, PACKAGE)?;
        Ok(shared.compiler.identity().to_owned())
    }

    async fn compile(
        &mut self,
        tenant: String,
        size: Size,
        component: Vec<u8>,
    ) -> wasmtime::Result<Result<Compiled, Error>> {
        let shared = self.require(self.grants.compiler, PACKAGE)?;
        let compiled = shared
            .compiler
            .compile(&tenant, size.into(), component)
            .await;
        Ok(compiled.map(Compiled::from).map_err(Error::from))
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refused) => refused.into(),
            Failure::TooCostly => Self::TooCostly,
            Failure::Unavailable(reason) => Self::Unavailable(reason),
        }
    }
}
