//! Makes a component of the contract in `wit/plugin`: the types that a plugin's functions must have, and those
//! of what it may import.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{ManglingAndAbi, Resolve};

const CONTRACT: &str = "../../wit/plugin";
/// Every interface there is, in one world.
const MODEL: &str = "
    package lethe:model;
    world everything {
        import lethe:plugin/log@VERSION;
        import lethe:plugin/pseudonym@VERSION;
        export lethe:plugin/anonymizer@VERSION;
        export lethe:plugin/exporter@VERSION;
        export lethe:plugin/retention@VERSION;
    }
";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={CONTRACT}");
    let mut resolve = Resolve::default();
    let (contract, _) = resolve.push_path(CONTRACT)?;
    let name = resolve
        .packages
        .get(contract)
        .ok_or("the contract")?
        .name
        .clone();
    let version = name
        .version
        .ok_or("the contract has a version")?
        .to_string();
    let model = resolve.push_str("model.wit", &MODEL.replace("VERSION", &version))?;
    let world = resolve.select_world(&[model], Some("everything"))?;
    let mut module = dummy_module(&resolve, world, ManglingAndAbi::Standard32);
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)?;
    let component = ComponentEncoder::default().module(&module)?.encode()?;
    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    Ok(fs::write(folder.join("contract.wasm"), component)?)
}
