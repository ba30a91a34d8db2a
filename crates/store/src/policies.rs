//! Policies: the texts that subjects are shown before they agree to a purpose. A version never changes.

use domain::PurposeName;
use jiff::Timestamp;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::decode::{Columns, json_of};
use crate::insert::one;
use crate::line::{self, Place};
use crate::{Error, Page, Row, Sql, TenantScope, Tx};

const TABLE: &str = "policy";

/// A version of a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// What it is about.
    pub purpose: PurposeName,
    /// Its number: 1, 2, 3 and so on for each purpose.
    pub version: u64,
    /// The language of the text (BCP 47).
    pub language: String,
    /// The text that is shown.
    pub content: String,
    /// SHA-256 of the text, hexadecimal.
    pub digest: String,
    /// What a consent record says besides: recipients, places, how to withdraw. Nothing personal.
    pub particulars: Json,
    /// From when on it is shown.
    pub in_force_from: Timestamp,
    /// When it was published.
    pub created_at: Timestamp,
}

/// A policy to be published.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NewPolicy<'a> {
    /// See [`Policy::purpose`].
    pub purpose: &'a PurposeName,
    /// See [`Policy::language`].
    pub language: &'a str,
    /// See [`Policy::content`].
    pub content: &'a str,
    /// See [`Policy::particulars`].
    pub particulars: &'a Json,
    /// See [`Policy::in_force_from`].
    pub in_force_from: Timestamp,
    /// Now.
    pub at: Timestamp,
}

const COLUMNS: &str = "purpose, version, language, content, digest, particulars, in_force_from_ms, \
                       created_at_ms";

/// Publishes the next version.
///
/// # Errors
/// [`Error::Database`] when there is no such purpose.
pub async fn publish<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    policy: &NewPolicy<'_>,
) -> Result<Policy, Error> {
    line::wait(tx, scope, TABLE, Place::Alone).await?;
    let rows = tx
        .query(
            "SELECT coalesce(max(version), 0) FROM policy WHERE tenant_id = $1 AND purpose = $2",
            &[scope.parameter(), policy.purpose.as_str().into()],
        )
        .await?;
    let row = rows.into_iter().next();
    let row = row.ok_or(Error::Missing { what: TABLE })?;
    let version = Columns::of(TABLE, row).integer::<i64>("version")? + 1;
    let digest = hex::encode(Sha256::digest(policy.content.as_bytes()));
    let inserted = tx
        .execute(
            &format!(
                "INSERT INTO policy (tenant_id, {COLUMNS}) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING"
            ),
            &[
                scope.parameter(),
                policy.purpose.as_str().into(),
                version.into(),
                policy.language.into(),
                policy.content.into(),
                digest.as_str().into(),
                json_of(policy.particulars)?,
                policy.in_force_from.into(),
                policy.at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })?;
    Ok(Policy {
        purpose: policy.purpose.clone(),
        version: u64::try_from(version).unwrap_or_default(),
        language: policy.language.to_owned(),
        content: policy.content.to_owned(),
        digest,
        particulars: policy.particulars.clone(),
        in_force_from: policy.in_force_from,
        created_at: policy.at,
    })
}

/// Finds a version.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    purpose: &PurposeName,
    version: u64,
) -> Result<Option<Policy>, Error> {
    let version = i64::try_from(version).unwrap_or(i64::MAX);
    let statement = format!(
        "SELECT {COLUMNS} FROM policy WHERE tenant_id = $1 AND purpose = $2 AND version = $3"
    );
    let parameters = [scope.parameter(), purpose.as_str().into(), version.into()];
    let rows = sql.query(&statement, &parameters).await?;
    rows.into_iter().next().map(read).transpose()
}

/// Finds the version that is shown at a time: of those in force the one that came into force last.
pub async fn in_force<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    purpose: &PurposeName,
    at: Timestamp,
) -> Result<Option<Policy>, Error> {
    let statement = format!(
        "SELECT {COLUMNS} FROM policy WHERE tenant_id = $1 AND purpose = $2 \
         AND in_force_from_ms <= $3 ORDER BY in_force_from_ms DESC, version DESC LIMIT 1"
    );
    let parameters = [scope.parameter(), purpose.as_str().into(), at.into()];
    let rows = sql.query(&statement, &parameters).await?;
    rows.into_iter().next().map(read).transpose()
}

/// Lists the versions of a purpose by number.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    purpose: &PurposeName,
    page: &Page,
) -> Result<(Vec<Policy>, Option<String>), Error> {
    let [after] = page.key(TABLE, ["0"])?;
    let after: i64 = after.parse().map_err(|_| Error::MalformedCursor)?;
    let statement = format!(
        "SELECT {COLUMNS} FROM policy WHERE tenant_id = $1 AND purpose = $2 AND version > $3 \
         ORDER BY version LIMIT $4"
    );
    let parameters = [
        scope.parameter(),
        purpose.as_str().into(),
        after.into(),
        page.rows().into(),
    ];
    let rows = sql.query(&statement, &parameters).await?;
    let policies = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, policies, |policy: &Policy| {
        [policy.version.to_string()]
    }))
}

fn read(row: Row) -> Result<Policy, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Policy {
        purpose: columns.parsed("purpose")?,
        version: columns.integer("version")?,
        language: columns.text("language")?,
        content: columns.text("content")?,
        digest: columns.text("digest")?,
        particulars: columns.json("particulars")?,
        in_force_from: columns.time("in_force_from_ms")?,
        created_at: columns.time("created_at_ms")?,
    })
}
