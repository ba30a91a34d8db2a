//! `lethe plugin new`: the folder that a plugin begins as.

use std::{fs, io, path::Path};

use super::arguments::New;
use crate::cli::{error::Error, print};

/// The plugin that everybody starts from; it is built and tested with everything else.
const SOURCE: &str = include_str!("../../../../plugins/template/src/lib.rs");

/// Its name there.
const ITS_NAME: &str = "name: \"initials\"";

const EXAMPLES: &str = r#"[
  {
    "name": "a name becomes its initials",
    "columns": [
      { "name": "name", "class": "identifier", "type": "text", "input": ["Ada  Lovelace", null], "output": ["AL", null] }
    ]
  },
  {
    "name": "a date is refused",
    "refusal": "only names have initials",
    "columns": [{ "name": "born", "class": "identifier", "type": "date", "input": ["1815-12-10"] }]
  }
]
"#;

pub(super) fn run(options: &New) -> Result<(), Error> {
    let New { name, sdk, within } = options;
    let manifest_of_sdk = sdk.join("Cargo.toml");
    let is_sdk = fs::read_to_string(&manifest_of_sdk)
        .is_ok_and(|text| text.contains("name = \"lethe-plugin\""));
    if !is_sdk {
        return Err(Error::Refused(format!(
            "{} is not the folder of the crate lethe-plugin: say with --sdk where it is",
            sdk.display()
        )));
    }
    let sdk = sdk.canonicalize()?;
    let folder = within.join(name);
    let failed = |error: io::Error| {
        let shown = folder.display();
        Error::Refused(format!("cannot make {shown}: {error}"))
    };
    fs::create_dir(&folder).map_err(failed)?;
    write(&folder, name, &sdk).map_err(failed)?;
    let file = format!(
        "target/wasm32-unknown-unknown/release/{}.wasm",
        name.replace('-', "_")
    );
    print::line(&format!("Made {}. Now:", folder.display()))?;
    print::line(&format!("  cd {}", folder.display()))?;
    print::line("  cargo build --release --target wasm32-unknown-unknown")?;
    print::line(&format!("  lethe plugin check {file}"))?;
    Ok(print::line(&format!(
        "  lethe plugin test {file} --examples examples.json"
    ))?)
}

fn write(folder: &Path, name: &str, sdk: &Path) -> io::Result<()> {
    fs::create_dir(folder.join("src"))?;
    let source = SOURCE.replacen(ITS_NAME, &format!("name: \"{name}\""), 1);
    fs::write(folder.join("src/lib.rs"), source)?;
    fs::write(folder.join("examples.json"), EXAMPLES)?;
    fs::write(folder.join(".gitignore"), "/target\n")?;
    fs::write(folder.join("Cargo.toml"), manifest(name, sdk))
}

fn manifest(name: &str, sdk: &Path) -> String {
    let sdk = toml::Value::String(sdk.display().to_string());
    format!(
        r#"[package]
name = "{name}"
version = "0.1.0"
edition = "2024"

[lib]
crate-type = ["cdylib", "rlib"]

[dependencies]
lethe-plugin = {{ path = {sdk} }}

[profile.release]
opt-level = 3
panic = "abort"
strip = true

# A workspace of its own, wherever the folder lies.
[workspace]
"#
    )
}

#[cfg(test)]
mod tests {
    use super::{ITS_NAME, SOURCE};

    #[test]
    fn the_template_has_the_name_that_is_replaced() {
        assert_eq!(SOURCE.matches(ITS_NAME).count(), 1);
    }
}
