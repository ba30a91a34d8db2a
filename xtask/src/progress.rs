//! Shows how far things are.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar for work whose size is known.
pub(crate) fn bar(what: &'static str, length: u64) -> ProgressBar {
    let bar = ProgressBar::new(length)
        .with_message(what)
        .with_style(style(
            "{msg:28} [{bar:40}] {human_pos}/{human_len} {elapsed}",
        ));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A sign of life for work whose size is not known.
pub(crate) fn spinner(what: &'static str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner()
        .with_message(what)
        .with_style(style("{msg:28} {spinner} {elapsed}"));
    spinner.enable_steady_tick(Duration::from_millis(200));
    spinner
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}
