//! Answers given under an Idempotency-Key: who repeats a call gets the first answer, and nothing is
//! done twice.
//!
//! Key and body come as keyed digests (`vault` makes them). Entries belong to a token: nobody can
//! fetch another's answer by guessing a key.

use domain::TokenId;
use jiff::Timestamp;

use crate::decode::Columns;
use crate::insert::one;
use crate::line::{self, Place};
use crate::{Actor, Error, Sql, TenantScope, Tx};

const TABLE: &str = "idempotency";

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The digest of what was sent; the same key with another body is a mistake of the client.
    pub body_digest: Vec<u8>,
    /// The HTTP status.
    pub status: u16,
    /// The body: ids and counts, no personal data.
    pub body: String,
}

/// Waits until nobody else carries out a call of this token under the key: what [`find`] says
/// afterwards, in the same transaction, holds until its end.
pub async fn claim<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    token: TokenId,
    key_digest: &[u8],
) -> Result<(), Error> {
    let name = format!("{TABLE} {token} {}", hex::encode(key_digest));
    line::wait(tx, scope, &name, Place::Alone).await
}

/// Finds the answer that this token got under the key.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    token: TokenId,
    key_digest: &[u8],
) -> Result<Option<Answer>, Error> {
    let rows = sql
        .query(
            "SELECT body_digest, status, answer FROM idempotency \
             WHERE tenant_id = $1 AND token_id = $2 AND key_digest = $3",
            &[scope.parameter(), token.into(), key_digest.into()],
        )
        .await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let mut columns = Columns::of(TABLE, row);
    Ok(Some(Answer {
        body_digest: columns.blob("body_digest")?,
        status: columns.integer("status")?,
        body: columns.text("answer")?,
    }))
}

/// Keeps an answer, in the transaction of what was done.
///
/// # Errors
/// [`Error::Exists`] when the same call was carried out meanwhile; the caller rolls back and
/// answers with what [`find`] gives.
pub async fn insert<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    actor: &Actor,
    key_digest: &[u8],
    answer: &Answer,
    at: Timestamp,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO idempotency (tenant_id, token_id, key_digest, body_digest, status, \
             answer, created_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                actor.token_id.into(),
                key_digest.into(),
                answer.body_digest.as_slice().into(),
                u32::from(answer.status).into(),
                answer.body.as_str().into(),
                at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: "answer" })
}

/// Forgets the answers that were given before a time, and gives their number.
pub async fn sweep<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    before: Timestamp,
) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM idempotency WHERE tenant_id = $1 AND created_at_ms < $2",
        &[scope.parameter(), before.into()],
    )
    .await
}
