//! A closed-loop HTTP/1.1 load generator: a few connections, each asking again as soon as it is answered. It runs as a process
//! of its own, so that it does not share the measured process's runtime.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use clap::Parser;

/// What to ask, and for how long.
#[derive(Parser)]
pub(crate) struct Options {
    /// Where the server listens.
    address: SocketAddr,
    /// The path to get.
    path: String,
    /// How many connections ask at once.
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// For how long, in milliseconds.
    #[arg(long, default_value_t = 2_000)]
    millis: u64,
}

/// Asks, and prints the number of answers a second.
pub(crate) fn generate(options: &Options) -> anyhow::Result<()> {
    let until = Instant::now() + Duration::from_millis(options.millis);
    let started = Instant::now();
    let answered: u64 = thread::scope(|scope| {
        let connections: Vec<_> = (0..options.connections)
            .map(|_| scope.spawn(|| ask_until(options, until)))
            .collect();
        connections
            .into_iter()
            .map(|connection| {
                connection
                    .join()
                    .unwrap_or_else(|_| bail!("a connection panicked"))
            })
            .sum::<anyhow::Result<u64>>()
    })?;
    #[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
    let rate = answered as f64 / started.elapsed().as_secs_f64();
    println!("{rate}");
    Ok(())
}

fn ask_until(options: &Options, until: Instant) -> anyhow::Result<u64> {
    let mut stream = TcpStream::connect(options.address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut answers = BufReader::new(stream.try_clone()?);
    let request = format!(
        "GET {} HTTP/1.1\r\nhost: {}\r\n\r\n",
        options.path, options.address
    );
    let mut answered = 0;
    while Instant::now() < until {
        stream.write_all(request.as_bytes())?;
        read_answer(&mut answers)?;
        answered += 1;
    }
    Ok(answered)
}

/// Reads one answer with a content-length or in chunks; anything but 200 is an error.
fn read_answer(answers: &mut impl BufRead) -> anyhow::Result<()> {
    let mut line = String::new();
    answers.read_line(&mut line)?;
    if !line.starts_with("HTTP/1.1 200") {
        bail!("the server answered {:?}", line.trim_end());
    }
    let (mut length, mut chunked) = (0, false);
    loop {
        line.clear();
        answers.read_line(&mut line)?;
        let header = line.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
        chunked |= header.starts_with("transfer-encoding:") && header.ends_with("chunked");
    }
    if !chunked {
        return discard(answers, length);
    }
    loop {
        line.clear();
        answers.read_line(&mut line)?;
        let size = u64::from_str_radix(line.trim_end(), 16)?;
        discard(answers, size + 2)?;
        if size == 0 {
            return Ok(());
        }
    }
}

fn discard(answers: &mut impl BufRead, length: u64) -> anyhow::Result<()> {
    let copied = std::io::copy(&mut answers.take(length), &mut std::io::sink())?;
    if copied == length {
        Ok(())
    } else {
        bail!("the server closed in the middle of an answer")
    }
}

/// Starts a load generator on the other core and waits for its rate, in answers a second.
pub(crate) fn rate(address: SocketAddr, path: &str, time: Duration) -> anyhow::Result<f64> {
    let output = Command::new("taskset")
        .args(["--cpu-list", "1"])
        .arg(std::env::current_exe()?)
        .args([
            "load",
            &address.to_string(),
            path,
            "--millis",
            &time.as_millis().to_string(),
        ])
        .stderr(Stdio::inherit())
        .output()
        .context("starting the load generator (taskset is in Debian's util-linux)")?;
    if !output.status.success() {
        bail!("the load generator failed");
    }
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}
