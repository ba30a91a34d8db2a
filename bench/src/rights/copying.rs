//! A large copy: how fast it comes, and what the host holds meanwhile.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use serde_json::json;
use tests::{Folder, Host, Role, Tenant, artefacts, data};

use super::plain::Plain;
use crate::figure;
use crate::memory::{peak_mib, resident_mib};

const MIB: f64 = 1_048_576.0;
/// Characters of a record.
const RECORD: usize = 16 << 10;
/// Records of an import.
const CHUNK: usize = 200;

/// Prints MiB/s and the memory of copies, and their ratio to reading the same rows in plain SQL.
pub(super) fn run(mebibytes: usize) -> anyhow::Result<()> {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let people = data::some_people(1, 1);
    let person = people.first().context("a person")?;
    let mut tenant = Tenant::create(&folder, host.url())
        .with_plugin(&artefacts::plugin("export-ndjson"))
        .with_people(&people)
        .with_collection(&data::travel());
    let destination = "far away ".repeat(RECORD / 9);
    let trip = json!({"employee_no": person.number, "destination": destination,
                      "left_on": "2026-01-02", "fare": 12.5});
    let trips = vec![trip; CHUNK];
    for _ in 0..(mebibytes << 20) / RECORD / CHUNK {
        tenant = tenant.with_rows("travel", &trips);
    }
    let subject = tenant.subject(person);
    let request = tenant.request("access", &subject);
    let _ready = tenant.execute(&request).expect(200);
    host.stop();

    // A host that has imported nothing, so that the peak is that of the copies.
    let host = Host::start(&folder);
    let before = resident_mib(host.id())?;
    let address = host.url().trim_start_matches("http://");
    let mut rates = Vec::new();
    for format in ["json", "ndjson"] {
        let path = format!("/v1/requests/{request}/answer?format={format}");
        let started = Instant::now();
        let bytes = fetch(address, tenant.token(Role::PrivacyOfficer), &path)?;
        ensure!(
            bytes >= (mebibytes << 20) / 10 * 9,
            "{bytes} bytes of {format}"
        );
        rates.push(rate(bytes, started));
        let name = format!("copy_as_{format}_rate");
        figure::print(&name, rate(bytes, started), "MiB/s");
    }
    figure::print("copy_memory_grown", peak_mib(host.id())? - before, "MiB");
    host.stop();

    let mut plain = Plain::open(&folder)?;
    let started = Instant::now();
    let bytes = plain.read(&subject)?;
    let theirs = rate(bytes, started);
    for (format, ours) in ["json", "ndjson"].iter().zip(rates) {
        figure::ratio(
            &format!("copy_as_{format}_vs_plain_sql"),
            ours,
            theirs,
            "MiB/s",
        );
    }
    Ok(())
}

/// Fetches an answer without keeping it, and gives how many bytes it had, framing included.
fn fetch(address: &str, token: &str, path: &str) -> anyhow::Result<usize> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
         connection: close\r\n\r\n"
    )?;
    let (mut total, mut piece) = (0, vec![0; 1 << 20]);
    let mut end = Vec::new();
    loop {
        let count = stream.read(&mut piece)?;
        if count == 0 {
            break;
        }
        total += count;
        end.extend(
            piece
                .get(count.saturating_sub(8)..count)
                .unwrap_or_default(),
        );
        end.drain(..end.len().saturating_sub(8));
    }
    ensure!(
        end.ends_with(b"0\r\n\r\n"),
        "the copy broke off after {total} bytes"
    );
    Ok(total)
}

#[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
fn rate(bytes: usize, started: Instant) -> f64 {
    bytes as f64 / MIB / started.elapsed().as_secs_f64()
}
