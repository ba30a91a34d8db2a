//! What an operator is told to watch is what the host writes.

use std::io::Write as _;
use std::process::{Command, Stdio};

use tests::{Client, Folder, Host};

use super::files::{not_run, text};

const GUIDE: &str = "deploy/monitoring/README.md";

/// The filters in the guide's table of alerts, where a bar is written with a backslash.
fn filters() -> Vec<String> {
    let guide = text(GUIDE);
    let spans = guide.split('`').skip(1).step_by(2);
    let filters = spans.filter(|span| span.starts_with("select("));
    filters.map(|filter| filter.replace("\\|", "|")).collect()
}

/// The lines of a log that a filter lets through; none when there is no jq.
fn matches(filter: &str, log: &str) -> Option<usize> {
    let mut jq = Command::new("jq");
    jq.args([
        "--raw-input",
        "--compact-output",
        &format!("fromjson? | {filter}"),
    ]);
    let jq = jq
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut jq = jq.spawn().map_err(|error| not_run("jq", &error)).ok()?;
    let mut input = jq.stdin.take().expect("jq reads");
    input.write_all(log.as_bytes()).expect("jq reads");
    drop(input);
    let output = jq.wait_with_output().expect("jq ends");
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{filter}: {complained}");
    Some(String::from_utf8_lossy(&output.stdout).lines().count())
}

#[test]
fn every_filter_is_one_for_lines_that_the_host_writes() {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let _ = Client::new(host.url()).get("/v1/collections").problem(401);
    host.stop();
    let log = folder.log();
    let filters = filters();
    assert!(filters.len() > 5, "{GUIDE} has the filters");
    for filter in &filters {
        let Some(found) = matches(filter, &log) else {
            continue;
        };
        // How long a request took is the machine's affair.
        if !filter.contains("duration_ms") {
            let expected = usize::from(filter.contains("== 401"));
            assert_eq!(found, expected, "{filter}:\n{log}");
        }
    }
    for field in [
        "timestamp",
        "level",
        "target",
        "method",
        "route",
        "status",
        "duration_ms",
        "trace",
        "component",
    ] {
        assert!(
            text(GUIDE).contains(&format!("`{field}`")),
            "{GUIDE} tells of {field}"
        );
        let filter =
            format!("select(.target == \"http\" and .status == 401) | select(has(\"{field}\"))");
        if let Some(found) = matches(&filter, &log) {
            assert_eq!(found, 1, "no {field}:\n{log}");
        }
    }
}

#[test]
fn every_message_that_is_watched_for_is_one_of_the_hosts() {
    let source = super::files::sources("host/src");
    let guide = text(GUIDE);
    let quoted = guide
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|span| span.starts_with("select("));
    let tests = quoted.flat_map(|span| span.split('"').skip(1).step_by(2));
    for message in tests
        .flat_map(|text| text.split("\\|"))
        .filter(|text| text.contains(' '))
    {
        assert!(source.contains(message), "the host says no `{message}`");
    }
}
