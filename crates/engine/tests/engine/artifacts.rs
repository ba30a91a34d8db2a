//! Compiled plugins at rest: nothing but what was sealed for just this use is ever deserialized.

use engine::{Compiled, Error, compile};

use crate::fixture::{MASK, TENANT, anonymizing, context, engine, people, sealer};

fn compiled() -> Compiled {
    compile(engine(), &anonymizing(MASK).component()).unwrap()
}

fn sealed(compiled: &Compiled) -> Vec<u8> {
    sealer().seal(
        TENANT,
        &compiled.digest,
        &engine().identity(),
        &compiled.artifact,
    )
}

#[test]
fn a_sealed_artifact_opens_and_runs() {
    let compiled = compiled();
    let artifact = sealer()
        .open(
            TENANT,
            &compiled.digest,
            &engine().identity(),
            &sealed(&compiled),
        )
        .unwrap();
    assert_eq!(
        (artifact.digest(), &*artifact),
        (&*compiled.digest, &*compiled.artifact)
    );
    let run = engine()
        .load(&artifact)
        .unwrap()
        .anonymize(&context(), &people())
        .unwrap();
    assert_eq!(run.receipt.plugin_digest, compiled.digest);
}

#[test]
fn an_altered_artifact_is_refused_wherever_it_was_altered() {
    let compiled = compiled();
    let sealed = sealed(&compiled);
    let open = |bytes: &[u8]| {
        sealer()
            .open(TENANT, &compiled.digest, &engine().identity(), bytes)
            .map(|_| ())
    };
    let ends = (0..64).chain(sealed.len() - 64..sealed.len());
    for at in ends.chain((0..sealed.len()).step_by(97)) {
        let mut altered = sealed.clone();
        altered[at] ^= 1 << (at % 8);
        assert_eq!(open(&altered), Err(Error::ArtifactRefused), "byte {at}");
    }
    for end in (0..sealed.len()).step_by(97) {
        assert_eq!(
            open(&sealed[..end]),
            Err(Error::ArtifactRefused),
            "{end} bytes"
        );
    }
    let longer = [sealed.as_slice(), b"\0"].concat();
    assert_eq!(open(&longer), Err(Error::ArtifactRefused));
}

#[test]
fn an_artifact_is_good_for_one_tenant_one_component_one_engine_and_one_key() {
    let compiled = compiled();
    let sealed = sealed(&compiled);
    let identity = engine().identity();
    let digest = compiled.digest.as_str();
    let other_digest = "0".repeat(64);
    for (tenant, digest, identity) in [
        ("another", digest, identity.as_str()),
        (TENANT, &other_digest, &identity),
        (TENANT, digest, "wasmtime 48.0.7"),
        // The parts are not merely strung together.
        (
            &TENANT[..35],
            &format!("{}{digest}", &TENANT[35..]),
            &identity,
        ),
    ] {
        let refused = sealer().open(tenant, digest, identity, &sealed).map(|_| ());
        assert_eq!(refused, Err(Error::ArtifactRefused));
    }
    let other_key = engine::Sealer::new([8; 32]);
    let refused = other_key
        .open(TENANT, digest, &identity, &sealed)
        .map(|_| ());
    assert_eq!(refused, Err(Error::ArtifactRefused));
}

#[test]
fn sealed_bytes_that_are_no_artifact_are_refused_by_the_engine() {
    let sealed = sealer().seal(TENANT, "digest", "identity", b"not machine code");
    let artifact = sealer()
        .open(TENANT, "digest", "identity", &sealed)
        .unwrap();
    assert_eq!(
        engine().load(&artifact).map(|_| ()).unwrap_err(),
        Error::ArtifactRefused
    );
}

#[test]
fn engines_of_the_same_settings_have_the_same_identity() {
    let again = engine::Engine::new(engine::Settings::default()).unwrap();
    assert_eq!(again.identity(), engine().identity());
    assert!(again.identity().starts_with(engine::ENGINE));
}
