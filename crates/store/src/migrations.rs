//! Migrations: how a database gets the tables that this program knows.
//!
//! A migration is a file `NNNN_slug.sql` whose statements are separated by blank lines. What was
//! applied is kept with its hash in `schema_migration`, so that a changed file or a newer database
//! is noticed before anything is written.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::decode::Columns;
use crate::insert::one;
use crate::{Dialect, Error, Sql, Tx};

/// One step from a version of the schema to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// Its number; the first is 1, and none is left out.
    pub version: u32,
    /// What it is about.
    pub slug: &'static str,
    /// The statements, separated by blank lines.
    pub text: &'static str,
}

impl Migration {
    /// SHA-256 of the text, hexadecimal.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.text.as_bytes()))
    }

    /// The statements, without blocks that only comment.
    fn statements(&self) -> impl Iterator<Item = &'static str> {
        self.text
            .split("\n\n")
            .map(str::trim)
            .filter(|block| block.lines().any(|line| !line.starts_with("--")))
    }
}

macro_rules! embed {
    ($folder:literal: $($version:literal $slug:literal $file:literal),+ $(,)?) => {
        [$(Migration {
            version: $version,
            slug: $slug,
            text: include_str!(concat!("../migrations/", $folder, "/", $file)),
        }),+]
    };
}

macro_rules! every_migration {
    ($folder:literal) => {
        &embed![$folder:
            1 "tenants" "0001_tenants.sql",
            2 "subjects" "0002_subjects.sql",
            3 "requests" "0003_requests.sql",
            4 "plugins" "0004_plugins.sql",
            5 "audit" "0005_audit.sql",
            6 "idempotency" "0006_idempotency.sql",
            7 "residue" "0007_residue.sql",
            8 "registry" "0008_registry.sql",
            9 "runs" "0009_runs.sql",
            10 "deadlines" "0010_deadlines.sql",
            11 "restriction" "0011_restriction.sql",
            12 "consents" "0012_consents.sql",
            13 "documents" "0013_documents.sql",
            14 "retention" "0014_retention.sql",
            15 "jobs" "0015_jobs.sql",
            16 "protocols" "0016_protocols.sql",
            17 "plugin_trust" "0017_plugin_trust.sql",
            18 "offboarding" "0018_offboarding.sql",
            19 "audit_tree" "0019_audit_tree.sql",
            20 "tombstones" "0020_tombstones.sql",
            21 "plugin_quotas" "0021_plugin_quotas.sql",
            22 "accounts" "0022_accounts.sql",
            23 "visibility" "0023_visibility.sql",
        ]
    };
}

/// The migrations for SQLite.
pub const SQLITE: &[Migration] = every_migration!("sqlite");

/// Their twins for PostgreSQL.
pub const POSTGRES: &[Migration] = every_migration!("postgres");

/// The migrations for a database.
pub const fn of(dialect: Dialect) -> &'static [Migration] {
    match dialect {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
    }
}

/// The lock under which PostgreSQL is migrated: "lethe" in ASCII.
const LOCK: i64 = 0x006c_6574_6865;

/// Kept outside the files, because it must be there before the first of them.
const LEDGER: &str = "\
CREATE TABLE IF NOT EXISTS schema_migration (
    version INTEGER NOT NULL, -- data: none
    slug TEXT NOT NULL, -- data: none
    hash TEXT NOT NULL, -- data: none
    applied_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT schema_migration_pkey PRIMARY KEY (version)
)";

/// The version to which [`apply`] brings a database.
pub fn latest() -> u32 {
    SQLITE.last().map_or(0, |migration| migration.version)
}

/// Gives a row when PostgreSQL has the table.
const HAS_LEDGER: &str = "SELECT 1 FROM pg_catalog.pg_tables WHERE tablename = 'schema_migration'";

/// Brings the database to the version of this program; does nothing when it is there.
///
/// All is done in one transaction that holds the write lock (on PostgreSQL, one of its own): two
/// processes that start at once come one after the other, and a crash leaves the version that was.
///
/// # Errors
/// [`Error::NewerSchema`] when a newer program was here, [`Error::AlteredMigration`] when a file was
/// changed after it was applied; nothing is written then.
pub async fn apply<S: Sql>(sql: &mut S, now: Timestamp) -> Result<(), Error> {
    let migrations = of(sql.dialect());
    apply_all(sql, migrations, now).await
}

/// Checks that a PostgreSQL database is at the version of this program, for a role that may not
/// migrate it.
///
/// # Errors
/// [`Error::OlderSchema`] when it must be migrated first, and those of [`apply`].
pub async fn check<S: Sql>(sql: &mut S) -> Result<(), Error> {
    let migrations = of(sql.dialect());
    let program = migrations.last().map_or(0, |migration| migration.version);
    let database = if sql.query(HAS_LEDGER, &[]).await?.is_empty() {
        0
    } else {
        version(sql, migrations).await?
    };
    if database == program {
        Ok(())
    } else {
        Err(Error::OlderSchema { database, program })
    }
}

/// Lets another role of a PostgreSQL database do what the application must: it owns nothing, so
/// row-level security binds it, adds audit events and changes none, and makes no tenants.
///
/// # Errors
/// When there is no such role, or the tables are not the caller's.
pub async fn grant<S: Sql>(sql: &mut S, role: &str) -> Result<(), Error> {
    // Names cannot be parameters. Quoted, any name is one.
    let role = format!("\"{}\"", role.replace('"', "\"\""));
    let mut tx = Tx::begin(sql).await?;
    for statement in [
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO",
        "REVOKE UPDATE ON audit_event, consent_event, policy FROM",
        "REVOKE INSERT, UPDATE ON plugin_quota, tenant, tenant_key FROM",
        "REVOKE INSERT, UPDATE, DELETE ON schema_migration FROM",
        "GRANT EXECUTE ON FUNCTION token_door(TEXT, BIGINT), tenant_key_sample(), job_door(BIGINT), tombstone_door(BIGINT) TO",
        "GRANT EXECUTE ON FUNCTION agent_door(TEXT, TEXT), publication_door(TEXT, TEXT), offboarding_door(TEXT) TO",
    ] {
        if let Err(error) = tx.execute(&format!("{statement} {role}"), &[]).await {
            let _ = tx.rollback().await;
            return Err(error);
        }
    }
    tx.commit().await
}

/// Like [`apply`], with other migrations.
pub async fn apply_all<S: Sql>(
    sql: &mut S,
    migrations: &[Migration],
    now: Timestamp,
) -> Result<(), Error> {
    let mut tx = Tx::begin(sql).await?;
    match apply_missing(&mut tx, migrations, now).await {
        Ok(()) => tx.commit().await,
        Err(error) => {
            // The first error is the one that tells what happened.
            let _ = tx.rollback().await;
            Err(error)
        }
    }
}

/// Tells whether row-level security binds the role of this connection to a PostgreSQL database:
/// superusers and those who may bypass it are exempt, and owners can switch it off.
pub async fn is_bound<S: Sql>(sql: &mut S) -> Result<bool, Error> {
    let exempt = sql
        .query(
            "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = current_user \
             AND (rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_catalog.pg_tables \
             WHERE tablename = $1 AND tableowner = current_user))",
            &["tenant".into()],
        )
        .await?;
    Ok(exempt.is_empty())
}

async fn apply_missing<S: Sql>(
    tx: &mut Tx<'_, S>,
    migrations: &[Migration],
    now: Timestamp,
) -> Result<(), Error> {
    if tx.dialect() == Dialect::Postgres {
        tx.execute("SELECT pg_advisory_xact_lock($1)", &[LOCK.into()])
            .await?;
    }
    tx.execute(LEDGER, &[]).await?;
    let applied = version(tx, migrations).await?;
    for migration in migrations
        .iter()
        .filter(|migration| migration.version > applied)
    {
        for statement in migration.statements() {
            tx.execute(statement, &[]).await?;
        }
        let inserted = tx
            .execute(
                "INSERT INTO schema_migration (version, slug, hash, applied_at_ms) \
                 VALUES ($1, $2, $3, $4)",
                &[
                    migration.version.into(),
                    migration.slug.into(),
                    migration.hash().into(),
                    now.into(),
                ],
            )
            .await?;
        one(inserted, Error::Exists { what: "migration" })?;
    }
    Ok(())
}

/// Compares what was applied with what this program knows, and gives the version.
async fn version<S: Sql>(sql: &mut S, migrations: &[Migration]) -> Result<u32, Error> {
    let rows = sql
        .query(
            "SELECT version, hash FROM schema_migration ORDER BY version",
            &[],
        )
        .await?;
    let mut applied = Vec::with_capacity(rows.len());
    for row in rows {
        let mut columns = Columns::of("schema_migration", row);
        applied.push((columns.integer::<u32>("version")?, columns.text("hash")?));
    }
    let database = applied.last().map_or(0, |(version, _)| *version);
    let program = migrations.last().map_or(0, |migration| migration.version);
    if database > program {
        return Err(Error::NewerSchema { database, program });
    }
    for (migration, expected) in migrations.iter().zip(1..=database) {
        let known = applied
            .iter()
            .any(|(version, hash)| *version == expected && *hash == migration.hash());
        if migration.version != expected || !known {
            return Err(Error::AlteredMigration { version: expected });
        }
    }
    Ok(database)
}
