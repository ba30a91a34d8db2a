//! Writes the OpenAPI description of all workflows to the standard output, for `cargo xtask openapi`.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

fn main() -> Result<(), serde_json::Error> {
    let whole = kit::openapi::merged([
        subjects::openapi(),
        consents::openapi(),
        governance::openapi(),
        requests::openapi(),
        retention::openapi(),
        plugins::openapi(),
        protocols::openapi(),
        accounts::openapi(),
        audit::openapi(),
        console::openapi(),
    ]);
    print!("{}", kit::openapi::text(&whole)?);
    Ok(())
}
