//! The operator's door: a Lethe can be set up over HTTP alone, by who knows the operator's token.

use serde_json::json;
use tests::{Client, Folder, Host, Tenant, data, offboarding};

const TOKEN: &str = "operator-0123456789abcdef-0123456789abcdef";

fn open(folder: &Folder) -> (Host, Client) {
    let host = Host::start_with(folder, &["--variable", &format!("operator_token={TOKEN}")]);
    let nobody = Client::new(host.url());
    (host, nobody)
}

#[test]
fn a_tenant_is_made_and_works_without_the_command_line() {
    let folder = Folder::warm();
    let (_host, nobody) = open(&folder);
    let operator = nobody.with_token(TOKEN);
    let migrated = operator.act("/operator/v1/migrate").expect(200).json();
    assert!(migrated["version"].as_u64() > Some(0), "{migrated}");
    let people = data::some_people(1, 3);
    let tenant = Tenant::create_by(&operator).with_people(&people);
    let subject = tenant.subject(&people[0]);
    let erasure = tenant.request("erasure", &subject);
    let _ = tenant.execute(&erasure).expect(200);
    let path = format!("/v1/subjects/{subject}");
    let _ = tenant.editor().get(&path).problem(404);
    let log = tenant.auditor().all("/v1/audit/events");
    let made: Vec<&str> = log
        .iter()
        .filter_map(|event| event["action"].as_str())
        .collect();
    assert!(made.contains(&"tenant.created"), "{made:?}");
    assert!(made.contains(&"token.created"), "{made:?}");
}

#[test]
fn r8_the_operator_sees_for_good_who_has_left_and_what_proves_it() {
    let folder = Folder::warm();
    let variable = format!("operator_token={TOKEN}");
    let host = Host::start_with(&folder, &["--variable", &variable, "--jobs-every", "1"]);
    let operator = Client::new(host.url()).with_token(TOKEN);
    let tenants = [(); 3].map(|()| Tenant::create_by(&operator));
    let names: Vec<&str> = tenants.iter().map(|tenant| tenant.name.as_str()).collect();
    for leaver in &tenants[..2] {
        offboarding::demand(leaver);
        let _ = offboarding::deleted(leaver);
    }
    let page = operator.page("/operator/v1/offboardings?limit=1");
    assert!(page.next.is_some(), "there are two");
    let left = operator.all("/operator/v1/offboardings");
    assert_eq!(left.len(), 2, "{left:?}");
    for one in &left {
        assert_eq!(one["state"], "deleted");
        assert_eq!(one["certificate"]["tenant_id"], one["tenant_id"]);
        let text = one.to_string();
        assert!(names.iter().all(|name| !text.contains(name)), "{text}");
    }
    // The name is free again, and the third goes on.
    let _ = operator
        .post("/operator/v1/tenants", &json!({ "name": names[0] }))
        .expect(201);
    let _ = tenants[2].auditor().get("/v1/collections").expect(200);
}

#[test]
fn keys_of_tenants_are_rewrapped_over_http_whoever_supplies_the_platform() {
    let folder = Folder::warm();
    let (host, nobody) = open(&folder);
    let people = data::some_people(2, 3);
    let tenant = Tenant::create_by(&nobody.with_token(TOKEN)).with_people(&people);
    let _ = Tenant::create_by(&nobody.with_token(TOKEN));
    let before = tenant.records("people");
    let artifact = folder.lethe_says(&["key", "artifact"]);
    host.stop();
    let key = |name: &str| folder.data().join(name);
    std::fs::write(key("artifact.key"), artifact).expect("a key can be written");
    for (byte, supplier) in [("5c", "native"), ("5d", "components")] {
        std::fs::copy(key("root.key"), key("root.key.former")).expect("a key can be copied");
        std::fs::write(key("root.key"), byte.repeat(32)).expect("a key can be written");
        for name in ["root.key", "root.key.former", "artifact.key"] {
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            std::fs::set_permissions(key(name), mode).expect("a mode can be set");
        }
        let variable = format!("operator_token={TOKEN}");
        let said = ["--platform", supplier, "--variable", &variable];
        let host = Host::start_with(&folder, &said);
        let operator = Client::new(host.url()).with_token(TOKEN);
        assert_eq!(tenant.at(host.url()).records("people"), before);
        for expected in [2, 0] {
            let done = operator
                .act("/operator/v1/root-key/rewrap")
                .expect(200)
                .json();
            let all = json!({"rewrapped": expected, "more": false, "unreadable": []});
            assert_eq!(done, all, "{supplier}");
        }
        assert_eq!(tenant.at(host.url()).records("people"), before);
        host.stop();
        std::fs::remove_file(key("root.key.former")).expect("a key can be removed");
        let host = Host::start_with(&folder, &said);
        assert_eq!(
            tenant.at(host.url()).records("people"),
            before,
            "{supplier}"
        );
        host.stop();
    }
}

#[test]
fn a_token_that_the_operator_revoked_or_that_expired_opens_nothing() {
    let folder = Folder::warm();
    let (_host, nobody) = open(&folder);
    let tenant = Tenant::create_by(&nobody.with_token(TOKEN));
    for token in [tenant.revoked_token(None), tenant.expired_token(None)] {
        let _ = nobody
            .with_token(&token)
            .get("/v1/collections")
            .problem(401);
    }
}

#[test]
fn the_door_is_shut_to_everybody_else() {
    let folder = Folder::warm();
    let (_host, nobody) = open(&folder);
    let tenant = Tenant::create_by(&nobody.with_token(TOKEN));
    let callers = [
        nobody.clone(),
        nobody.with_token("guess"),
        tenant.administrator(),
    ];
    for caller in callers {
        for path in ["migrate", "scrub", "root-key/rewrap"] {
            let _ = caller.act(&format!("/operator/v1/{path}")).problem(401);
        }
        let _ = caller.get("/operator/v1/offboardings").problem(401);
        let quota = "/operator/v1/tenants/01890000-0000-7000-8000-000000000000/plugin-quota";
        let _ = caller.put(quota, &json!({})).problem(401);
        let new = json!({ "name": "mine" });
        let _ = caller.post("/operator/v1/tenants", &new).problem(401);
    }
    let operator = nobody.with_token(TOKEN);
    let _ = operator.get("/v1/collections").problem(401);
}

#[test]
fn without_a_token_of_the_operator_there_is_no_door() {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let operator = Client::new(host.url()).with_token(TOKEN);
    let _ = operator.act("/operator/v1/migrate").problem(404);
    drop(host);
    let host = Host::start_with(&folder, &["--variable", "operator_token=short"]);
    let operator = Client::new(host.url()).with_token("short");
    let _ = operator.act("/operator/v1/migrate").problem(503);
}

#[test]
fn bad_input_is_refused_and_makes_nothing() {
    let folder = Folder::warm();
    let (_host, nobody) = open(&folder);
    let operator = nobody.with_token(TOKEN);
    for name in ["", " ", "a\u{7}b", &"x".repeat(101)] {
        let problem = operator.post("/operator/v1/tenants", &json!({ "name": name }));
        assert_eq!(problem.problem(422)["errors"][0]["pointer"], "/name");
    }
    let _ = operator
        .post("/operator/v1/tenants", &json!({}))
        .problem(422);
    let tenant = operator.post("/operator/v1/tenants", &json!({ "name": "acme" }));
    let id = tenant.expect(201).text_at("/tenant_id");
    let again = operator.post("/operator/v1/tenants", &json!({ "name": "acme" }));
    assert_eq!(again.problem(409)["code"], "tenant-exists");
    let tokens = format!("/operator/v1/tenants/{id}/tokens");
    for wanted in [
        json!({ "role": "king", "label": "x" }),
        json!({ "role": "editor", "label": "" }),
        json!({ "role": "editor", "label": "x", "expires_at": "2001-01-01T00:00:00Z" }),
    ] {
        let _ = operator.post(&tokens, &wanted).problem(422);
    }
    let wanted = json!({ "role": "editor", "label": "x" });
    let quota = format!("/operator/v1/tenants/{id}/plugin-quota");
    for wanted in [
        json!({ "runs_per_day": -1 }),
        json!({ "runs": 1 }),
        json!({ "runs_at_once": 0 }),
        json!({ "size": "huge" }),
        json!([]),
    ] {
        let _ = operator.put(&quota, &wanted).problem(422);
    }
    let set = operator.put(&quota, &json!({ "runs_per_day": 7, "size": "large" }));
    let set = set.expect(200).json();
    assert_eq!(set["runs_per_day"], 7);
    assert_eq!(set["size"], "large");
    assert_eq!(set["runs_at_once"], 2, "as is usual: {set}");
    assert_eq!(
        set["stored_plugins"], 200,
        "the others are the usual ones: {set}"
    );
    let nobodys = "/operator/v1/tenants/01890000-0000-7000-8000-000000000000/tokens";
    let _ = operator.post(nobodys, &wanted).problem(404);
    let list = folder.lethe(&["tenant", "list"]).stdout;
    let list = String::from_utf8_lossy(&list);
    assert_eq!(list.matches("acme").count(), 1, "{list}");
}
