//! The compiling process, as the program starts it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fmt::Write as _,
    io::Write as _,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use engine::{CompileError, Compiled};

fn compile(component: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lethe"))
        .args(["compile-plugin", "5"])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // A process that was stopped does not read to the end.
    let _ = child.stdin.take().unwrap().write_all(component);
    child.wait_with_output().unwrap()
}

fn answer(component: &[u8]) -> Result<Compiled, CompileError> {
    let output = compile(component);
    assert!(output.status.success(), "{output:?}");
    postcard::from_bytes(&output.stdout).unwrap()
}

#[test]
fn what_is_no_component_is_answered_with_the_reason() {
    assert!(matches!(
        answer(b"no component"),
        Err(CompileError::Malformed(_))
    ));
    let mut large = b"\0asm\x0d\0\x01\0".to_vec();
    large.resize(3 << 20, 0);
    assert!(matches!(answer(&large), Err(CompileError::TooLarge(_))));
}

/// Within the structural bounds, and yet dear: every branch joins a thousand changed locals.
fn bomb() -> Vec<u8> {
    const LOCALS: usize = 990;
    let mut body = String::new();
    for nth in 0..5_500 {
        let (to, from) = (nth * 7 % LOCALS, nth * 13 % LOCALS);
        write!(
            body,
            "(if (local.get {from}) (then (local.set {to} (local.get {nth}))))",
            nth = nth % LOCALS
        )
        .unwrap();
    }
    let function = format!(
        "(func (local {}) (loop {body} (br_if 0 (local.get 1))))",
        "i32 ".repeat(LOCALS)
    );
    tests::hostile::component(
        "bomb",
        &format!(
            "(module {{{{memory}}}} {{{{realloc}}}} {{{{describe}}}} {{{{echo}}}} {}
                (func {{{{head}}}} (call $answer (local.get $columns) (local.get $count))))",
            function.repeat(30)
        ),
    )
}

#[test]
fn a_component_that_takes_too_much_to_compile_is_stopped() {
    let started = Instant::now();
    let output = compile(&bomb());
    assert!(
        output.status.code().is_none(),
        "{:?} {}",
        output.status,
        output.stdout.len()
    );
    assert!(started.elapsed() < Duration::from_mins(1));
}
