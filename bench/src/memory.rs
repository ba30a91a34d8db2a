//! The memory of processes, in MiB.

use std::fs;

use anyhow::{Context as _, ensure};

/// What a process holds now.
pub(crate) fn resident_mib(process: u32) -> anyhow::Result<f64> {
    status_mib(process, "VmRSS:")
}

/// The most that it held.
pub(crate) fn peak_mib(process: u32) -> anyhow::Result<f64> {
    status_mib(process, "VmHWM:")
}

fn status_mib(process: u32, key: &str) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(key))
        .context("no such line")?;
    let kib = line.trim().trim_end_matches(" kB").parse::<f64>()?;
    ensure!(kib > 0.0, "the process has no memory");
    Ok(kib / 1024.0)
}
