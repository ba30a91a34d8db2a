//! Who vouches for a plugin: keys that a tenant registers, and uploads that are signed with them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tests::signing::Signer;
use tests::{Answer, Lethe, Tenant, artefacts};

/// The plugin that is uploaded, and its digest as another tenant was told.
fn plugin(lethe: &Lethe) -> (Vec<u8>, String) {
    let component = artefacts::plugin("redact");
    let digest = lethe.a_tenant().upload(&component);
    (component, digest)
}

fn upload(tenant: &Tenant, component: &[u8], signature: &Value) -> Answer {
    let document = json!({"component": STANDARD.encode(component), "signature": signature});
    tenant.developer().post("/v1/plugins", &document)
}

#[test]
fn a_signed_plugin_names_its_signer_in_its_label_and_in_the_audit_log() {
    let lethe = Lethe::running();
    let (component, digest) = plugin(&lethe);
    let tenant = lethe.a_tenant();
    let signer = Signer::new(1);
    tenant.register(&signer);
    let kept = upload(&tenant, &component, &signer.signature(&digest));
    let kept = kept.expect(201).json();
    assert_eq!(kept["digest"], digest.as_str());
    let named = json!({
        "public_key": signer.public_key(), "label": "build server", "revoked": false,
    });
    assert_eq!(kept["signed_by"], named);

    let events = tenant.audit();
    let about = |action: &str| {
        let event = events.iter().find(|event| event["action"] == action);
        event.unwrap_or_else(|| panic!("no {action} in {events:?}"))
    };
    assert_eq!(
        about("plugin-key.vouched")["object_id"],
        signer.public_key().as_str()
    );
    assert_eq!(
        about("plugin-key.vouched")["trace"],
        about("plugin.uploaded")["trace"]
    );
}

#[test]
fn a_signature_of_another_file_or_key_is_refused_and_nothing_is_kept() {
    let lethe = Lethe::running();
    let (component, digest) = plugin(&lethe);
    let tenant = lethe.a_tenant();
    let (signer, stranger) = (Signer::new(1), Signer::new(2));
    tenant.register(&signer);
    let other = digest.chars().rev().collect::<String>();
    let mut borrowed = stranger.signature(&digest);
    borrowed["public_key"] = json!(signer.public_key());
    for (signature, pointer) in [
        (signer.signature(&other), "/signature/signature"),
        (borrowed, "/signature/signature"),
        (stranger.signature(&digest), "/signature/public_key"),
    ] {
        let refused = upload(&tenant, &component, &signature).problem(422);
        assert_eq!(refused["code"], "wrong-signature", "{refused}");
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
    }
    assert_eq!(
        tenant.administrator().all("/v1/plugins"),
        Vec::<Value>::new()
    );
}

#[test]
fn what_cannot_be_read_is_named_by_its_place() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let good = Signer::new(1).signature(&"0".repeat(64));
    let with = |member: &str, value: Value| {
        let mut signature = good.clone();
        signature[member] = value;
        json!({"component": "AAAA", "signature": signature})
    };
    for (document, pointer) in [
        (json!({"component": "no Base64!"}), "/component"),
        (with("public_key", json!("abc")), "/signature/public_key"),
        (
            with("signature", json!("zz".repeat(64))),
            "/signature/signature",
        ),
        (with("signature", json!("00")), "/signature/signature"),
    ] {
        let refused = tenant.developer().post("/v1/plugins", &document);
        let refused = refused.problem(422);
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
    }
    let unknown = json!({"component": "AAAA", "comment": "please"});
    let _ = tenant
        .developer()
        .post("/v1/plugins", &unknown)
        .problem(422);
}

#[test]
fn a_tenant_takes_no_plugin_that_nobody_signed_unless_it_says_so() {
    let lethe = Lethe::running();
    let (component, digest) = plugin(&lethe);
    let tenant = lethe.a_tenant();
    let usual = tenant
        .administrator()
        .get("/v1/settings")
        .expect(200)
        .json();
    assert_eq!(usual["plugins"]["allow_unsigned"], false, "{usual}");
    let developer = tenant.developer();
    let refused = developer
        .post_as("/v1/plugins", "application/wasm", &component)
        .problem(422);
    assert_eq!(refused["code"], "unsigned-plugin", "{refused}");
    let _ = upload(&tenant, &component, &Value::Null).problem(422);

    let signer = Signer::new(1);
    tenant.register(&signer);
    let _ = upload(&tenant, &component, &signer.signature(&digest)).expect(201);

    tenant.ask_of_plugins(&json!({"allow_unsigned": true}));
    let another = artefacts::plugin("export-csv");
    let _ = upload(&tenant, &another, &Value::Null).expect(201);
}

#[test]
fn a_revoked_key_vouches_for_nothing_more_and_what_it_signed_says_so() {
    let lethe = Lethe::running();
    let (component, digest) = plugin(&lethe);
    let tenant = lethe.a_tenant();
    let signer = Signer::new(1);
    tenant.register(&signer);
    let _ = upload(&tenant, &component, &signer.signature(&digest)).expect(201);
    let path = format!("/v1/plugin-keys/{}", signer.public_key());
    let officer = tenant.privacy_officer();
    let revoked = officer
        .act(&format!("{path}/revocation"))
        .expect(200)
        .json();
    assert!(revoked["revoked_at"].is_string(), "{revoked}");
    let _ = officer.act(&format!("{path}/revocation")).problem(409);

    let found = officer.get(&format!("/v1/plugins/{digest}")).expect(200);
    assert_eq!(found.json()["signed_by"]["revoked"], true);
    let another = artefacts::plugin("export-csv");
    let digest = lethe.a_tenant().upload(&another);
    let refused = upload(&tenant, &another, &signer.signature(&digest)).problem(422);
    assert_eq!(refused["code"], "wrong-signature", "{refused}");
    let again = json!({"public_key": signer.public_key(), "label": "build server"});
    let _ = officer.post("/v1/plugin-keys", &again).problem(409);
}

#[test]
fn a_key_under_which_everything_is_signed_is_not_registered() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let neutral = format!("01{}", "00".repeat(31));
    for key in [neutral, "00".repeat(32), "f".repeat(64), "A".repeat(64)] {
        let wanted = json!({"public_key": key, "label": "build server"});
        let refused = tenant.administrator().post("/v1/plugin-keys", &wanted);
        let refused = refused.problem(422);
        assert_eq!(refused["errors"][0]["pointer"], "/public_key", "{refused}");
    }
}
