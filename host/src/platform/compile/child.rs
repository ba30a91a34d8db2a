//! What the compiling process does: takes limits upon itself, reads, compiles, answers.

use std::io::{self, Read, Write};

use engine::{Engine, Settings};
use rlimit::{Resource, setrlimit};

/// Bytes of memory that it may write to. Address space is no measure: wasmtime reserves much of it
/// and uses little.
const DATA_BYTES: u64 = 512 << 20;

/// Bytes of a stack; a thread's stack is counted as memory.
const STACK_BYTES: u64 = 8 << 20;

/// Compiles one component: from `input` to `output`, under limits that this process cannot get rid
/// of again, `seconds` of processor time among them. After one more the kernel kills instead of asking.
///
/// # Errors
/// A limit cannot be set, or a pipe is broken. That the component is refused is no error: it is
/// the answer.
pub fn compile_plugin(input: impl Read, mut output: impl Write, seconds: u64) -> io::Result<()> {
    setrlimit(Resource::CPU, seconds, seconds.saturating_add(1))?;
    setrlimit(Resource::DATA, DATA_BYTES, DATA_BYTES)?;
    setrlimit(Resource::STACK, STACK_BYTES, STACK_BYTES)?;
    setrlimit(Resource::CORE, 0, 0)?;
    setrlimit(Resource::FSIZE, 0, 0)?;
    let settings = Settings::default();
    let mut component = Vec::new();
    // One byte more than allowed is enough to be refused for its size.
    let most = u64::try_from(settings.caps.bytes)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    input.take(most).read_to_end(&mut component)?;
    let engine = Engine::new(settings).map_err(io::Error::other)?;
    let answer = engine::compile(&engine, &component);
    output.write_all(&postcard::to_allocvec(&answer).map_err(io::Error::other)?)?;
    output.flush()
}
