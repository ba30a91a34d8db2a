//! A file by whoever supplies the platform: natively, or by the providers.

use engine::{Engine, ExportContext, Settings};
use running_providers::sandbox;
use sandbox::wit as running;

use crate::plugins::{KEY, TENANT, compile, loaded, named};

/// The bytes of a file, and the evidence for it.
pub(crate) type Written = (Vec<u8>, running::Receipt);

const TITLE: &str = "a copy";
const NOW: i64 = 1_790_000_000_000;

/// What the host writes, without its threads and processes.
pub(crate) fn written_natively(component: &[u8], tables: &[(&str, running::Table)]) -> Written {
    let engine = Engine::new(Settings::default()).unwrap();
    let compiled = engine::compile(&engine, component).unwrap();
    let context = ExportContext {
        title: TITLE.to_owned(),
        now: NOW,
        parameters: "{}".to_owned(),
    };
    let (mut export, mut bytes) = loaded(&engine, &compiled).export(context).unwrap();
    for (collection, table) in tables {
        bytes.extend(export.push(collection, &table.clone().into()).unwrap());
    }
    let end = export.finish().unwrap();
    bytes.extend(end.bytes);
    (bytes, end.receipt.into())
}

/// What the providers write.
pub(crate) fn written_by_providers(component: &[u8], tables: &[(&str, running::Table)]) -> Written {
    let compiled = compile(TENANT, component).unwrap();
    let key = running_providers::key(KEY);
    let sandbox::Running {
        mut store,
        provider,
    } = sandbox::start(&[("artifact_key", &key)]);
    let engine = provider.lethe_engine_plugins();
    let plugin = named(&compiled);
    let loaded = engine.call_load(&mut store, &plugin, &compiled.artifact);
    loaded.unwrap().unwrap();
    let context = running::ExportContext {
        title: TITLE.to_owned(),
        now: NOW,
        parameters: "{}".to_owned(),
    };
    let files = engine.file();
    let file = files.call_begin(&mut store, &plugin, &context);
    let file = file.unwrap().unwrap();
    let mut bytes = files.call_first(&mut store, file).unwrap();
    for (collection, table) in tables {
        let pushed = files.call_push(&mut store, file, collection, table);
        bytes.extend(pushed.unwrap().unwrap());
    }
    let end = files.call_finish(&mut store, file).unwrap().unwrap();
    bytes.extend(end.bytes);
    (bytes, end.receipt)
}
