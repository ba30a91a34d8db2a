//! Whatever is sent, a refusal says where it went wrong, and nothing changes.

use serde_json::{Value, json};
use tests::openapi::{self, Operation};
use tests::world::{Call, World};
use tests::{Answer, Client, Lethe, Method, dump};

const MIB: usize = 1 << 20;

/// A body that must be refused, and whether the refusal must name a place.
struct Bad {
    what: String,
    media_type: &'static str,
    body: Vec<u8>,
    has_place: bool,
}

impl Bad {
    fn new(what: impl Into<String>, media_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            what: what.into(),
            media_type,
            body: body.into(),
            has_place: true,
        }
    }

    fn anywhere(self) -> Self {
        Self {
            has_place: false,
            ..self
        }
    }
}

/// Sends every bad body, in place of the valid one, to every operation with this method.
fn try_all(method: &str) {
    let lethe = Lethe::running();
    let world = World::of(lethe.a_tenant());
    let client = world.tenant.administrator();
    let mut tried = 0;
    for operation in openapi::operations(&lethe.nobody()) {
        if operation.method != method {
            continue;
        }
        let name = format!("{method} {}", operation.path);
        let call = world.call(&operation);
        let call = call.unwrap_or_else(|| panic!("{name}: src/world.rs knows no valid call"));
        let client = call.by.as_ref().unwrap_or(&client);
        let before = dump::dump(&world.tenant);
        for bad in bad_bodies(&name, &operation, &call) {
            let headers = [("content-type", bad.media_type)];
            let answer = client.call(&call.method, &call.path, &headers, Some(&bad.body));
            refused(&format!("{name}, {}", bad.what), &answer, bad.has_place);
        }
        bad_headers(&name, &call, client);
        dump::same(&before, &dump::dump(&world.tenant));
        let valid = call.send(client);
        assert!(
            valid.status < 300,
            "{name}: the valid call fails after the bad ones: {valid:?}"
        );
        tried += 1;
    }
    assert!(tried > 0, "no {method} in the OpenAPI document");
}

fn refused(what: &str, answer: &Answer, has_place: bool) {
    assert!((400..500).contains(&answer.status), "{what}: {answer:?}");
    let problem = answer.clone().problem(answer.status);
    if has_place {
        let errors = problem["errors"].as_array().map_or(&[][..], Vec::as_slice);
        let is_place = |error: &Value| {
            ["pointer", "line", "field", "parameter"]
                .iter()
                .any(|kind| !error[kind].is_null())
        };
        assert!(
            !errors.is_empty() && errors.iter().all(is_place),
            "{what}: where? {problem}"
        );
    }
}

fn bad_bodies(name: &str, operation: &Operation, call: &Call) -> Vec<Bad> {
    let takes = |media_type: &str| operation.takes.iter().any(|known| known == media_type);
    let mut bad = Vec::new();
    match &call.body {
        Some(("application/json", body)) => {
            let valid: Value = serde_json::from_slice(body).expect("the valid body is JSON");
            bad.extend(bad_json("application/json", &valid));
            bad.extend(wrong_members(&valid));
        }
        Some(("application/x-ndjson", body)) => {
            let valid: Value = serde_json::from_slice(body).expect("one line of JSON");
            bad.extend(bad_json("application/x-ndjson", &valid));
            bad.extend(bad_lines(body));
            assert!(
                takes("text/csv"),
                "{name}: the document does not say that it takes CSV"
            );
            bad.extend(bad_csv());
        }
        Some(("application/wasm", body)) => bad.extend(bad_components(body)),
        Some((other, _)) => panic!("{name}: no bad bodies are made up for {other}"),
        None => {
            bad.push(Bad::new("half an object", "application/json", "{\"a\":"));
            bad.push(Bad::new("prose", "text/plain", "please").anywhere());
        }
    }
    if let Some((media_type, body)) = &call.body {
        let other = if *media_type == "application/json" {
            "text/csv"
        } else {
            "application/json"
        };
        for wrong in ["text/plain", "multipart/form-data", "", other] {
            // Another media type that the route takes is not wrong.
            if !takes(wrong) {
                let what = format!("sent as {wrong:?}");
                bad.push(Bad::new(what, wrong, body.clone()).anywhere());
            }
        }
    }
    bad
}

/// A JSON text that is broken in every way a text can be.
fn bad_json(media_type: &'static str, valid: &Value) -> Vec<Bad> {
    let text = valid.to_string();
    let bad = |what: &str, body: Vec<u8>| Bad::new(what, media_type, body);
    let mut not_utf_8 = text.clone().into_bytes();
    let quote = text.rfind('"').expect("a string in the valid body");
    not_utf_8.insert(quote, 0xff);
    let mut with_nul = text.clone().into_bytes();
    with_nul.insert(quote, 0);
    let first = valid.as_object().and_then(|members| members.iter().next());
    let (key, value) = first.expect("the valid body is an object with members");
    let twice = format!("{{\"{key}\":{value},{}", &text[1..]);
    let deep = |open: &str, close: &str| {
        format!(
            "{{\"{key}\":{}{}}}",
            open.repeat(20_000),
            close.repeat(20_000)
        )
        .into_bytes()
    };
    vec![
        bad("nothing", Vec::new()).anywhere(),
        bad("truncated", text.as_bytes()[..text.len() / 2].to_vec()),
        bad(
            "without its end",
            text.as_bytes()[..text.len() - 1].to_vec(),
        ),
        bad("prose", b"hello".to_vec()),
        bad("a list", b"[]".to_vec()),
        bad("a list of itself", format!("[{text}]").into_bytes()),
        bad("a string", b"\"x\"".to_vec()),
        bad("a number", b"3".to_vec()),
        bad("null", b"null".to_vec()),
        bad("two of it", format!("{text} {text}").into_bytes()),
        bad("not UTF-8", not_utf_8),
        bad("a NUL", with_nul),
        bad(
            "UTF-16",
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        bad("a member twice", twice.into_bytes()),
        bad(
            "an unknown member",
            format!("{{\"surprise\":1,{}", &text[1..]).into_bytes(),
        ),
        bad("deep lists", deep("[", "]")),
        bad("deep objects", deep("{\"a\":", "}")),
        bad("an endless list", "[".repeat(200_000).into_bytes()),
        bad(
            "too large",
            format!("{text}{}", " ".repeat(11 * MIB)).into_bytes(),
        )
        .anywhere(),
    ]
}

/// The valid body with each member in turn of a wrong type, or no number that a computer has.
fn wrong_members(valid: &Value) -> Vec<Bad> {
    let mut bad = vec![Bad::new("no members", "application/json", "{}")];
    for (key, value) in valid.as_object().into_iter().flatten() {
        let wrong = match value {
            Value::String(_) => vec![
                "{}",
                "[]",
                "7",
                "true",
                "1e999",
                "\"\\u0000\"",
                "\"\\ud800\"",
            ],
            Value::Object(_) | Value::Array(_) => vec!["7", "\"x\"", "true", "1e999", "[[]]"],
            _ => vec![
                "{}",
                "[]",
                "1e999",
                "123456789012345678901234567890123456789",
            ],
        };
        for wrong in wrong {
            let mut members = Vec::new();
            for (other, value) in valid.as_object().into_iter().flatten() {
                let value = if other == key {
                    wrong.to_owned()
                } else {
                    value.to_string()
                };
                members.push(format!("\"{other}\":{value}"));
            }
            let what = format!("{key} = {wrong}");
            bad.push(Bad::new(
                what,
                "application/json",
                format!("{{{}}}", members.join(",")),
            ));
        }
    }
    bad
}

fn bad_lines(valid: &[u8]) -> Vec<Bad> {
    let line = String::from_utf8_lossy(valid);
    let bad = |what: &str, body: String| Bad::new(what, "application/x-ndjson", body);
    vec![
        bad("the same record twice", format!("{line}{line}")),
        bad(
            "a good line and half a line",
            format!("{line}{{\"employee_no\":"),
        ),
        bad("a good line and prose", format!("{line}hello\n")),
        bad("a wrong type", "{\"employee_no\":7}\n".to_owned()),
        bad(
            "no day",
            "{\"employee_no\":\"N1\",\"born_on\":\"2026-02-30\"}\n".to_owned(),
        ),
        bad(
            "no number",
            "{\"employee_no\":\"N1\",\"salary\":\"much\"}\n".to_owned(),
        ),
        bad(
            "a huge number",
            "{\"employee_no\":\"N1\",\"account\":1e30}\n".to_owned(),
        ),
        bad(
            "no base64",
            "{\"employee_no\":\"N1\",\"fingerprint\":\"*\"}\n".to_owned(),
        ),
        bad("required is missing", "{\"name\":\"Ann\"}\n".to_owned()),
    ]
}

fn bad_csv() -> Vec<Bad> {
    let bad = |what: &str, body: &[u8]| Bad::new(what, "text/csv", body);
    let oversized = format!("employee_no\n{}", "1\n".repeat(6 * MIB));
    vec![
        bad("nothing", b"").anywhere(),
        bad("an open quote", b"employee_no,name\n1,\"Ann\n"),
        bad("too few cells", b"employee_no,name\n1\n"),
        bad("too many cells", b"employee_no,name\n1,Ann,Other\n"),
        bad("not UTF-8", b"employee_no,name\n1,\xff\xfe\n"),
        bad("UTF-16", b"\xff\xfee\0m\0p\0"),
        bad("an unknown column", b"employee_no,surprise\n1,2\n").anywhere(),
        bad("a column twice", b"employee_no,name,name\n1,a,b\n").anywhere(),
        bad("the required column is missing", b"name\nAnn\n").anywhere(),
        bad("a required cell is empty", b"employee_no,name\n,Ann\n"),
        bad("the same record twice", b"employee_no\n1\n1\n"),
        bad("no day", b"employee_no,born_on\n1,2026-13-01\n"),
        bad("no number", b"employee_no,salary\n1,NaN\n"),
        bad("a huge number", b"employee_no,salary\n1,1e999\n"),
        bad(
            "a huge integer",
            b"employee_no,account\n1,99999999999999999999\n",
        ),
        bad("no boolean", b"employee_no,in_union\n1,perhaps\n"),
        Bad::new("too large", "text/csv", oversized).anywhere(),
    ]
}

fn bad_components(valid: &[u8]) -> Vec<Bad> {
    let bad = |what: &str, body: Vec<u8>| Bad::new(what, "application/wasm", body).anywhere();
    let mut flipped = valid.to_vec();
    flipped[valid.len() / 2] ^= 0x55;
    flipped.truncate(valid.len() - 3);
    vec![
        bad("nothing", Vec::new()),
        bad("the magic number alone", valid[..8].to_vec()),
        bad("truncated", valid[..valid.len() / 2].to_vec()),
        bad("damaged", flipped),
        bad("a core module", b"\0asm\x01\0\0\0".to_vec()),
        bad("a program", b"\x7fELF\x02\x01\x01\0".to_vec()),
        bad("prose", b"hello".to_vec()),
        bad("too large", vec![0; 3 * MIB]),
        bad("far too large", vec![0; 12 * MIB]),
    ]
}

/// Headers that no POST may take.
fn bad_headers(name: &str, call: &Call, client: &Client) {
    if call.method != Method::POST {
        return;
    }
    let (media_type, body) = match &call.body {
        Some((media_type, body)) => (*media_type, body.as_slice()),
        None => ("application/json", &b"{}"[..]),
    };
    let long = "k".repeat(300);
    for key in ["", "two words", &long] {
        let headers = [("content-type", media_type), ("idempotency-key", key)];
        let answer = client.call(&call.method, &call.path, &headers, Some(body));
        refused(
            &format!("{name}, idempotency-key {key:.20?}"),
            &answer,
            true,
        );
    }
}

#[test]
fn every_post_refuses_bad_input_and_says_where() {
    try_all("POST");
}

#[test]
fn every_put_refuses_bad_input_and_says_where() {
    try_all("PUT");
}

#[test]
fn every_list_refuses_a_bad_query_and_says_where() {
    let lethe = Lethe::running();
    let world = World::of(lethe.a_tenant());
    let client = world.tenant.administrator();
    for list in [
        "/v1/collections",
        "/v1/collections/people/records",
        "/v1/subjects",
        "/v1/requests",
        "/v1/restrictions",
        "/v1/deadlines",
        "/v1/plugins",
        "/v1/protocols/agents",
        "/v1/plugin-keys",
        "/v1/audit/events",
        "/v1/purposes",
        "/v1/processing-records",
        "/v1/notices",
        "/v1/breaches",
        "/v1/security-reports",
        "/v1/retention/holds",
        "/v1/retention/sweeps",
        "/v1/retention/preview",
    ] {
        for query in [
            "limit=0",
            "limit=-1",
            "limit=many",
            "limit=201",
            "limit=1e3",
            "limit=",
            "after=",
            "after=nonsense",
            "after=%00",
            "after=%ff%fe",
            "after=AAAA",
            "surprise=1",
            "limit=5&limit=6",
        ] {
            let answer = client.get(&format!("{list}?{query}"));
            refused(
                &format!("{list}?{query}"),
                &answer,
                query != "limit=5&limit=6",
            );
        }
    }
    for query in ["from=yesterday", "to=2026-02-30T00:00:00Z", "from=%00"] {
        refused(
            query,
            &client.get(&format!("/v1/audit/events?{query}")),
            true,
        );
    }
}

#[test]
fn a_preview_refuses_days_that_nobody_looks_ahead() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    for query in ["days=-1", "days=many", "days=", "days=3654", "days=1e3"] {
        let path = format!("/v1/retention/preview?{query}");
        refused(query, &tenant.auditor().get(&path), true);
    }
}

#[test]
fn an_import_refuses_a_bad_mapping_and_says_where() {
    let lethe = Lethe::running();
    let world = World::of(lethe.a_tenant());
    let editor = world.tenant.editor();
    let before = dump::dump(&world.tenant);
    for query in [
        "mapping=%7B",
        "mapping=7",
        "mapping=%5B%5D",
        "mapping=%7B%22employee_no%22%3A7%7D",
        "mapping=%7B%22employee_no%22%3A%22surprise%22%7D",
        "mapping=%ff",
        "dry_run=perhaps",
        "surprise=1",
        "mapping=%7B%22employee_no%22%3A%22name%22%2C%22b%22%3A%22name%22%7D",
    ] {
        let path = format!("/v1/collections/people/import?{query}");
        let answer = editor.post_as(&path, "text/csv", b"employee_no\nQ1\n");
        refused(query, &answer, true);
    }
    dump::same(&before, &dump::dump(&world.tenant));
}

#[test]
fn a_declaration_that_forgets_something_is_told_everything_it_forgot() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let declaration = json!({
        "name": "people", "owner": {"kind": "none"},
        "fields": [
            {"name": "a", "type": "text", "class": "identifier"},
            {"name": "b", "type": "text", "class": "contact", "on_erase": "delete"},
            {"name": "c", "type": "text", "class": "none"},
        ],
    });
    let problem = tenant
        .administrator()
        .post("/v1/collections", &declaration)
        .problem(422);
    let errors = problem["errors"].as_array().expect("errors");
    let at = |start: &str| {
        errors
            .iter()
            .filter(|e| e["pointer"].as_str().unwrap_or_default().starts_with(start))
            .count()
    };
    assert!(
        at("/fields/0") >= 2,
        "purpose, basis, retention, on_erase, on_export: {problem}"
    );
    assert!(at("/fields/1") >= 1, "on_export: {problem}");
    assert_eq!(at("/fields/2"), 0, "nothing is missing there: {problem}");
}
