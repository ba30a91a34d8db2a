//! Takes the white space out of the OpenAPI description: people read the file, programs what is served, and a Spin cloud
//! takes so many bytes.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=openapi.json");
    let description: serde_json::Value =
        serde_json::from_str(&fs::read_to_string("openapi.json")?)?;
    let out = env::var("OUT_DIR")?;
    fs::write(
        Path::new(&out).join("openapi.json"),
        description.to_string(),
    )?;
    Ok(())
}
