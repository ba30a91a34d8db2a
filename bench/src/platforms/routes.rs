//! Five routes, asked of the host alone, of a host whose platform is components, and of a host on PostgreSQL.

use std::time::Duration;

use tests::Folder;

use super::deployment::{Deployment, ROUTES};
use crate::figure;

/// Prints answers a second and p99 of each, and the ratios to the host alone.
pub(crate) fn run(turns: usize) -> anyhow::Result<()> {
    let deployments = [
        Deployment::start(
            "native",
            vec![Folder::with_file()],
            &["--platform", "native"],
        ),
        Deployment::start(
            "components",
            vec![Folder::with_file()],
            &["--platform", "components"],
        ),
        Deployment::start(
            "postgresql",
            vec![Folder::on_postgres()],
            &["--platform", "native"],
        ),
    ];
    for (name, route) in ROUTES {
        let mut asked: [Vec<Duration>; 3] = Default::default();
        for _ in 0..turns {
            for (times, deployment) in asked.iter_mut().zip(&deployments) {
                times.extend(deployment.ask(route)?);
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a number of turns")]
        let rates = asked
            .each_ref()
            .map(|times| Deployment::rate(times) / turns as f64);
        for ((times, deployment), rate) in asked.iter_mut().zip(&deployments).zip(rates) {
            let name = format!("{name}_{}", deployment.name);
            figure::print(&format!("{name}_rate"), rate, "requests/s");
            figure::print(
                &format!("{name}_p99"),
                figure::percentile_ms(times, 0.99),
                "ms",
            );
        }
        let [native, components, postgresql] = rates;
        figure::ratio(
            &format!("{name}_components_vs_native"),
            components,
            native,
            "requests/s",
        );
        figure::ratio(
            &format!("{name}_postgresql_vs_native"),
            postgresql,
            native,
            "requests/s",
        );
    }
    Ok(())
}
