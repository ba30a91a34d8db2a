//! One host and two hosts on one PostgreSQL, on the same machine.

use tests::Folder;

use super::deployment::{Deployment, ROUTES};
use crate::figure;

/// Prints for each route what two processes answer against one.
pub(crate) fn run(turns: usize) -> anyhow::Result<()> {
    let first = Folder::on_postgres();
    let second = first.beside();
    let one = Deployment::start(
        "one",
        vec![Folder::on_postgres()],
        &["--platform", "native"],
    );
    let two = Deployment::start("two", vec![first, second], &["--platform", "native"]);
    for (name, route) in ROUTES {
        let (mut ones, mut twos) = (Vec::new(), Vec::new());
        for _ in 0..turns {
            ones.push(Deployment::rate(&one.ask(route)?));
            twos.push(Deployment::rate(&two.ask(route)?));
        }
        let (ones, twos) = (figure::median(&mut ones), figure::median(&mut twos));
        figure::ratio(
            &format!("{name}_two_processes_vs_one"),
            twos,
            ones,
            "requests/s",
        );
    }
    Ok(())
}
