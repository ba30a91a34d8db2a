//! What Presidio answers, and that it is answered here too.
//!
//! `answers.json` was made by sending its invented requests to the service of presidio-anonymizer (its `app.py` of
//! 2.2.363 over the package 2.2.366, which was the newest), with 0x07 for every random byte. Where Presidio is installed
//! it is asked again, and about requests that nobody wrote down.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, with what it saw"
)]

mod invented;

use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use presidio::{Answer, Error};
use serde_json::{Value, json};

const TABLE: &str = include_str!("answers.json");

fn table() -> Vec<Value> {
    serde_json::from_str(TABLE).expect("the table is JSON")
}

fn ours(request: &Value) -> Result<Answer, Error> {
    let body = request["body"].to_string();
    match request["path"].as_str() {
        Some("anonymize") => presidio::anonymize(body.as_bytes(), &mut || Some([7; 32])),
        _ => presidio::deanonymize(body.as_bytes()),
    }
}

/// Fails the test unless the answer is Presidio's, as far as it is meant to be.
fn compare(request: &Value, theirs: &Value) {
    let shown = format!("{request}\nPresidio: {theirs}\n");
    match ours(request) {
        Ok(answer) => {
            assert_eq!(theirs["status"], 200, "{shown}{answer:?}");
            let answer = serde_json::to_value(answer).expect("an answer is JSON");
            assert_eq!(answer, theirs["answer"], "{shown}");
        }
        // What breaks Presidio is said to the caller. It breaks late, and may find something else before.
        Err(error) if error.breaks_presidio() => {
            let status = theirs["status"].as_u64();
            assert!(
                status.is_some_and(|status| [422, 500].contains(&status)),
                "{shown}{error}"
            );
            assert_eq!(error.status(), 422);
        }
        Err(error) => {
            let text = theirs["answer"]["error"].as_str().unwrap_or_default();
            // A position may be a truth value, which Python prints as such.
            let text = text.replace("'True'", "'1'").replace("'False'", "'0'");
            if theirs["status"] == 500 {
                // No key of AES has 512 bits, in CBC mode.
                assert_eq!(error, Error::KeyLength, "{shown}");
                return;
            }
            assert_eq!(theirs["status"], error.status(), "{shown}{error}");
            match error {
                // Its text gives advice where the salt is empty.
                Error::Salt(0) => assert!(text.starts_with("Salt"), "{shown}"),
                // Its text repeats whatever was sent.
                Error::Operator(_) | Error::HashType(_) if error.to_string().contains('…') => {}
                error => assert_eq!(error.to_string(), text, "{shown}"),
            }
        }
    }
}

#[test]
fn every_answer_of_the_table_is_given() {
    let table = table();
    assert!(table.len() > 200);
    for row in &table {
        compare(row, row);
    }
}

#[test]
fn no_error_repeats_a_text_a_value_a_key_or_a_name() {
    for row in table() {
        let Err(error) = ours(&row) else { continue };
        let error = error.to_string();
        for value in ["Zoë", "Quill", "5551", "letters", "pepper", "redact"] {
            assert!(!error.contains(value), "{error}: {row}");
        }
    }
}

/// What Presidio says now; none where it is not installed.
fn theirs(requests: &[Value]) -> Option<Vec<Value>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent.py");
    let python = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut python = python.ok()?;
    let mut stdin = python.stdin.take().expect("it is piped");
    let lines: Vec<String> = requests
        .iter()
        .map(|request| format!("{request}\n"))
        .collect();
    let writer = std::thread::spawn(move || stdin.write_all(lines.concat().as_bytes()));
    let output = python.wait_with_output().expect("it ends");
    let written = writer.join().expect("the writer does not panic");
    if output.status.code() == Some(3) {
        return None;
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && written.is_ok(), "{complaint}");
    let lines = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    let answers = lines.lines().map(serde_json::from_str);
    Some(answers.collect::<Result<_, _>>().expect("a line is JSON"))
}

#[test]
fn presidio_still_says_the_same() {
    let table = table();
    let Some(answers) = theirs(&table) else {
        return skipped();
    };
    assert_eq!(table.len(), answers.len());
    for (row, answer) in table.iter().zip(&answers) {
        assert_eq!(row["status"], answer["status"], "{row}");
        assert_eq!(row["answer"], answer["answer"], "{row}");
    }
}

#[test]
fn presidio_says_the_same_of_requests_that_nobody_wrote_down() {
    let mut random = fastrand::Rng::with_seed(2_366);
    let requests: Vec<Value> = (0..2_000).map(|_| invented::request(&mut random)).collect();
    let Some(answers) = theirs(&requests) else {
        return skipped();
    };
    assert_eq!(requests.len(), answers.len());
    for (request, answer) in requests.iter().zip(&answers) {
        compare(request, answer);
    }
    // What was encrypted here, Presidio decrypts.
    let sealed: Vec<Value> = requests.iter().filter_map(invented::to_open).collect();
    assert!(sealed.len() > 100);
    let opened = theirs(&sealed).expect("Presidio was there before");
    for (request, answer) in sealed.iter().zip(&opened) {
        assert_eq!(answer["status"], 200, "{request}");
        compare(request, answer);
    }
}

/// Says so past the test harness, which keeps what a test prints to itself.
fn skipped() {
    let _ = writeln!(
        io::stderr(),
        "NOT COMPARED with Presidio: python3 has no presidio_anonymizer. \
         pip install presidio-anonymizer==2.2.366 and set PYTHONPATH if it is elsewhere"
    );
}

#[test]
fn a_request_that_is_no_json_is_refused() {
    for body in [
        "",
        "{",
        "{\"text\": \"a\",}",
        "{\"text\": NaN}",
        "\u{feff}",
        "text=a",
    ] {
        assert_eq!(
            presidio::deanonymize(body.as_bytes()),
            Err(Error::Json),
            "{body}"
        );
    }
    let nothing = json!({"x": 1}).to_string();
    assert!(presidio::deanonymize(nothing.as_bytes()).is_ok());
}
