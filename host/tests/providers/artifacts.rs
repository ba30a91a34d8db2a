//! The sandbox runs nothing but what was compiled for this tenant, under this key.

use running_providers::{
    compiler, key,
    sandbox::{self, wit::Error},
};

use crate::plugins::{KEY, TENANT, built, compile, named};

#[test]
fn an_artifact_is_good_for_one_tenant_one_plugin_and_one_key() {
    let compiled = compile(TENANT, &built("template")).unwrap();
    let plugin = named(&compiled);
    let load = |key: &str, plugin: &sandbox::wit::Plugin, artifact: &[u8]| {
        let sandbox::Running {
            mut store,
            provider,
        } = sandbox::start(&[("artifact_key", key)]);
        let engine = provider.lethe_engine_plugins();
        engine.call_load(&mut store, plugin, artifact).unwrap()
    };
    let (good, artifact) = (key(KEY), &compiled.artifact);
    assert_eq!(load(&good, &plugin, artifact), Ok(()));

    let mut altered = artifact.clone();
    for at in [0, 20, altered.len() / 2, altered.len() - 1] {
        altered[at] ^= 1;
        assert_eq!(
            load(&good, &plugin, &altered),
            Err(Error::ArtifactRefused),
            "byte {at}"
        );
        altered[at] ^= 1;
    }
    let of_another = sandbox::wit::Plugin {
        tenant: "0197a3c0-0000-7000-8000-000000000002".into(),
        ..plugin.clone()
    };
    let another = sandbox::wit::Plugin {
        digest: "0".repeat(64),
        ..plugin.clone()
    };
    for other in [of_another, another] {
        assert_eq!(load(&good, &other, artifact), Err(Error::ArtifactRefused));
    }
    assert_eq!(
        load(&key(8), &plugin, artifact),
        Err(Error::ArtifactRefused)
    );
}

#[test]
fn what_one_tenant_loaded_no_other_can_name() {
    let compiled = compile(TENANT, &built("template")).unwrap();
    let good = key(KEY);
    let sandbox::Running {
        mut store,
        provider,
    } = sandbox::start(&[("artifact_key", &good)]);
    let engine = provider.lethe_engine_plugins();
    let plugin = named(&compiled);
    assert_eq!(
        engine.call_describe(&mut store, &plugin).unwrap(),
        Err(Error::NotLoaded)
    );
    for _ in 0..2 {
        let loaded = engine.call_load(&mut store, &plugin, &compiled.artifact);
        assert_eq!(loaded.unwrap(), Ok(()));
    }
    assert!(engine.call_describe(&mut store, &plugin).unwrap().is_ok());
    let other = sandbox::wit::Plugin {
        tenant: "another".into(),
        ..plugin
    };
    assert_eq!(
        engine.call_describe(&mut store, &other).unwrap(),
        Err(Error::NotLoaded)
    );
}

#[test]
fn a_missing_or_malformed_artifact_key_is_named_and_not_shown() {
    let short = "c0ffee".to_owned();
    for given in [
        vec![],
        vec![("artifact_key", String::new())],
        vec![("artifact_key", short)],
    ] {
        let given: Vec<_> = given
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect();
        let sandbox::Running {
            mut store,
            provider,
        } = sandbox::start(&given);
        let plugin = sandbox::wit::Plugin {
            tenant: TENANT.into(),
            digest: "0".repeat(64),
            size: sandbox::wit::Size::Usual,
            at_once: 1,
        };
        let engine = provider.lethe_engine_plugins();
        let Err(Error::Unavailable(said)) = engine.call_load(&mut store, &plugin, &[]).unwrap()
        else {
            panic!("a sandbox without key is unavailable");
        };
        named_and_not_shown(&said);

        let compiler::Running {
            mut store,
            provider,
        } = compiler::start(&given);
        let compiler = provider.lethe_compiler_compiler();
        let refused = compiler.call_compile(
            &mut store,
            TENANT,
            compiler::wit::Size::Usual,
            &built("template"),
        );
        let Err(compiler::wit::Error::Unavailable(said)) = refused.unwrap() else {
            panic!("a compiler without key is unavailable");
        };
        named_and_not_shown(&said);
    }
}

fn named_and_not_shown(said: &str) {
    assert!(said.contains("artifact_key"), "{said}");
    assert!(!said.contains("c0ffee"), "{said}");
}
