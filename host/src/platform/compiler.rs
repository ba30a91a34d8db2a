//! `lethe:compiler`: the host's side of the contract over the compiling process.

use engine::CompileError;

use super::{
    State,
    bindings::lethe::compiler::compiler::{Compiled, Error, Host},
    compile::Failure,
};

const PACKAGE: &str = "lethe:compiler";

impl Host for &mut State {
    async fn identity(&mut self) -> wasmtime::Result<String> {
        let shared = self.require(self.grants.compiler, PACKAGE)?;
        Ok(shared.compiler.identity().to_owned())
    }

    async fn compile(
        &mut self,
        tenant: String,
        component: Vec<u8>,
    ) -> wasmtime::Result<Result<Compiled, Error>> {
        let shared = self.require(self.grants.compiler, PACKAGE)?;
        let compiled = shared.compiler.compile(&tenant, component).await;
        Ok(compiled.map(Compiled::from).map_err(Error::from))
    }
}

impl From<engine::Compiled> for Compiled {
    fn from(compiled: engine::Compiled) -> Self {
        Self {
            digest: compiled.digest,
            artifact: compiled.artifact,
            exports: compiled.exports,
            imports: compiled.imports,
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let refused = match failure {
            Failure::Refused(refused) => refused,
            Failure::TooCostly => return Self::TooCostly,
            Failure::Unavailable(reason) => return Self::Unavailable(reason),
        };
        match refused {
            CompileError::Malformed(what) => Self::Malformed(what),
            CompileError::TooLarge(bound) => Self::TooLarge(bound),
            CompileError::ForbiddenImport { name, .. } => Self::ForbiddenImport(name),
            CompileError::WrongExports(what) => Self::WrongExports(what),
            CompileError::Unavailable(reason) => Self::Unavailable(reason),
            refused => Self::Unavailable(refused.to_string()),
        }
    }
}
