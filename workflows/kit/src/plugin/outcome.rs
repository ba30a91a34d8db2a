//! How a run went: what the plugin logged is kept, failures in a row are counted, and one too many
//! suspends the plugin.

use std::collections::BTreeMap;

use domain::plugin::LogLevel;
use domain::{Role, TokenId};
use store::{Actor, Sql, TenantScope, Tx, audit, plugin_failures, plugin_logs};
use uuid::Uuid;

use super::{Plugin, name, refused};
use crate::platform::engine;
use crate::problem::Problem;

/// Keeps what a plugin logged in a run that came to its end, and forgets the failures before it.
pub async fn ended<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    plugin: &Plugin,
    log: &[engine::LogLine],
) -> Result<(), Problem> {
    let digest = &plugin.digest;
    let failed_before = plugin_failures::find(sql, scope, digest).await?.in_a_row > 0;
    if log.is_empty() && !failed_before {
        return Ok(());
    }
    let lines: Vec<_> = log.iter().map(line).collect();
    let mut tx = Tx::begin(sql).await?;
    if failed_before {
        plugin_failures::forget(&mut tx, scope, digest).await?;
    }
    if !lines.is_empty() {
        plugin_logs::append(&mut tx, scope, digest, &lines, crate::clock::now()).await?;
    }
    Ok(tx.commit().await?)
}

/// Counts a failure, suspends the plugin when it is one too many, and gives what the caller is told.
///
/// A plugin that refuses does what it is there for: that is kept among its lines and not counted.
pub async fn failing<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    plugin: &Plugin,
    error: engine::Error,
) -> Result<Problem, Problem> {
    let said = match &error {
        engine::Error::LimitExceeded(limit) => format!("stopped at the limit {}", name(*limit)),
        engine::Error::Trapped(kind) => format!("trapped: {kind}"),
        engine::Error::OutputRefused(what) => format!("its output: {what}"),
        // Its own words may hold values; the caller hears them, and nobody else does.
        engine::Error::Refused(_) => "it refused to run".to_owned(),
        engine::Error::InputRefused(_)
        | engine::Error::Unavailable(_)
        | engine::Error::Quarantined
        | engine::Error::NotLoaded
        | engine::Error::ArtifactRefused => return Ok(refused(plugin, error)),
    };
    let counts = !matches!(error, engine::Error::Refused(_));
    let (digest, at) = (&plugin.digest, crate::clock::now());
    let settings = store::settings::find(sql, scope).await?.plugins;
    let size = crate::quotas::size(sql, scope).await?;
    let mut tx = Tx::begin(sql).await?;
    let lines = [(LogLevel::Failure, said)];
    plugin_logs::append(&mut tx, scope, digest, &lines, at).await?;
    let allowed = settings.suspend_after;
    let is_one_too_many =
        counts && plugin_failures::count(&mut tx, scope, digest, allowed, at).await?;
    let used = crate::quotas::used_by_failure(&error, size);
    crate::quotas::charge_sum(&mut tx, scope, used).await?;
    if is_one_too_many {
        let event = audit::Event {
            action: "plugin.suspended".to_owned(),
            object_kind: "plugin".to_owned(),
            object_id: Some(digest.clone()),
            counts: BTreeMap::from([("failures".to_owned(), u64::from(allowed))]),
            at,
            trace: String::new(),
            salt: Some(crate::entropy::bytes()?),
        };
        audit::append(&mut tx, scope, &itself(), &event).await?;
    }
    tx.commit().await?;
    Ok(refused(plugin, error))
}

/// Lethe itself: nobody who calls suspends a plugin.
fn itself() -> Actor {
    Actor {
        token_id: TokenId::from_uuid(Uuid::nil()),
        label: "plugin watch".to_owned(),
        role: Role::PrivacyOfficer,
        session: None,
    }
}

fn line(line: &engine::LogLine) -> (LogLevel, String) {
    let level = match line.level {
        engine::LogLevel::Debug => LogLevel::Debug,
        engine::LogLevel::Info => LogLevel::Info,
        engine::LogLevel::Warning => LogLevel::Warning,
    };
    // No text of PostgreSQL holds a NUL.
    (level, line.text.replace('\0', ""))
}
