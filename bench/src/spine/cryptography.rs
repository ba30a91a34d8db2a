//! Sealing and opening cells against `openssl speed` on blocks of the same size.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use vault::{Cell, Entropy, RootKey, Sheet, Vault};

use crate::figure;

const SHEETS: usize = 64;
const TIME: Duration = Duration::from_millis(400);

struct Os;

impl Entropy for Os {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), vault::Error> {
        getrandom::fill(bytes).map_err(|error| vault::Error::Unavailable(error.to_string()))
    }
}

/// Prints the ratios for small and for large cells.
pub(crate) fn run(turns: usize) -> anyhow::Result<()> {
    for (name, size) in [("1k", 1_024), ("16k", 16_384)] {
        let (mut openssl, mut seal, mut open) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..turns {
            openssl.push(openssl_speed(size)?);
            let (sealed, opened) = vault_speed(size)?;
            seal.push(sealed);
            open.push(opened);
        }
        let theirs = figure::median(&mut openssl) / 1e6;
        let unit = "MB/s";
        figure::ratio(
            &format!("seal_{name}_vs_openssl"),
            figure::median(&mut seal) / 1e6,
            theirs,
            unit,
        );
        figure::ratio(
            &format!("open_{name}_vs_openssl"),
            figure::median(&mut open) / 1e6,
            theirs,
            unit,
        );
    }
    Ok(())
}

/// Bytes a second that the vault seals and opens, in cells of `size` bytes.
fn vault_speed(size: usize) -> anyhow::Result<(f64, f64)> {
    let vault = Vault::new(RootKey::from_bytes([7; 32]));
    let tenant = vault.new_tenant_key("tenant", &mut Os)?;
    let subjects = vault.new_subject_keys(&tenant, &["subject".to_owned()], &mut Os)?;
    let plain: Vec<Sheet> = (0..SHEETS)
        .map(|index| Sheet {
            subject: 0,
            collection: "people".to_owned(),
            id: format!("record-{index}"),
            cells: vec![Cell {
                field: "note".to_owned(),
                bytes: vec![42; size],
            }],
        })
        .collect();
    let sealed = vault.seal(&tenant, &subjects, &plain, &mut Os)?;
    let sealed: Vec<Sheet> = plain
        .iter()
        .zip(sealed)
        .map(|(sheet, cells)| Sheet {
            cells: cells
                .into_iter()
                .map(|bytes| Cell {
                    field: "note".to_owned(),
                    bytes,
                })
                .collect(),
            ..sheet.clone()
        })
        .collect();
    let seal = rate(size, || {
        Ok(vault.seal(&tenant, &subjects, &plain, &mut Os).map(drop)?)
    })?;
    let open = rate(size, || {
        Ok(vault.open(&tenant, &subjects, &sealed).map(drop)?)
    })?;
    Ok((seal, open))
}

#[expect(clippy::cast_precision_loss, reason = "byte counts far below 2^52")]
fn rate(size: usize, mut work: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let started = Instant::now();
    let mut bytes = 0;
    while started.elapsed() < TIME {
        work()?;
        bytes += SHEETS * size;
    }
    Ok(bytes as f64 / started.elapsed().as_secs_f64())
}

/// Bytes a second by `openssl speed`, from its machine-readable last line.
fn openssl_speed(size: usize) -> anyhow::Result<f64> {
    let output = Command::new("openssl")
        .args([
            "speed",
            "-mr",
            "-seconds",
            "1",
            "-evp",
            "aes-256-gcm",
            "-bytes",
            &size.to_string(),
        ])
        .output()
        .context("openssl is in Debian's package of that name")?;
    ensure!(output.status.success(), "openssl speed failed");
    let text = String::from_utf8(output.stdout)?;
    let line = text
        .lines()
        .rev()
        .find(|line| line.starts_with("+F:"))
        .context("no figure")?;
    Ok(line.rsplit(':').next().context("no figure")?.parse()?)
}
