//! Legal holds (Art. 17(3) GDPR): what must not go until they are released.
//!
//! Who lets records go calls [`active`] in its own transaction after [`respect`]: a hold that was
//! placed before is then seen, and one that is being placed waits until the records are gone.

use domain::HoldId;
use domain::retention::Hold;
use jiff::Timestamp;

use crate::decode::{Columns, name_of};
use crate::insert::one;
use crate::line::{self, Place};
use crate::{Error, Page, Row, Sql, TenantScope, Tx, Value};

const TABLE: &str = "legal_hold";

/// A hold, with what happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The hold.
    pub hold: Hold,
    /// Why, in prose, sealed with its subject.
    pub reason: Option<Vec<u8>>,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When it was released; `None` while it holds.
    pub released_at: Option<Timestamp>,
}

/// Waits until no hold is being placed or released, and keeps it so until the transaction ends.
pub async fn respect<S: Sql>(tx: &mut Tx<'_, S>, scope: &TenantScope) -> Result<(), Error> {
    line::wait(tx, scope, TABLE, Place::Shared).await
}

/// Places a hold. From when the transaction is committed, nothing that it covers goes.
///
/// # Errors
/// [`Error::Exists`] when the id is in use.
pub async fn place<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    placed: &Placed,
) -> Result<(), Error> {
    line::wait(tx, scope, TABLE, Place::Alone).await?;
    let hold = &placed.hold;
    let inserted = tx
        .execute(
            "INSERT INTO legal_hold (tenant_id, hold_id, subject_id, collection, data_class, \
             ground, reference, reason, placed_at_ms) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                hold.hold_id.into(),
                hold.subject_id.into(),
                hold.collection.as_ref().map(AsRef::<str>::as_ref).into(),
                hold.data_class
                    .as_ref()
                    .map(name_of)
                    .transpose()?
                    .unwrap_or(Value::Null),
                name_of(&hold.ground)?,
                hold.reference.as_str().into(),
                placed.reason.as_deref().into(),
                placed.placed_at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })
}

/// Releases a hold.
///
/// # Errors
/// [`Error::Changed`] when it was released already, or is not there.
pub async fn release<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    hold_id: HoldId,
    at: Timestamp,
) -> Result<(), Error> {
    line::wait(tx, scope, TABLE, Place::Alone).await?;
    let changed = tx
        .execute(
            "UPDATE legal_hold SET released_at_ms = $1 \
             WHERE tenant_id = $2 AND hold_id = $3 AND released_at_ms IS NULL",
            &[at.into(), scope.parameter(), hold_id.into()],
        )
        .await?;
    one(changed, Error::Changed { what: TABLE })
}

/// Finds a hold by its id.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    hold_id: HoldId,
) -> Result<Option<Placed>, Error> {
    let rows = sql
        .query(
            "SELECT hold_id, subject_id, collection, data_class, ground, reference, reason, \
             placed_at_ms, released_at_ms FROM legal_hold WHERE tenant_id = $1 AND hold_id = $2",
            &[scope.parameter(), hold_id.into()],
        )
        .await?;
    rows.into_iter().next().map(read).transpose()
}

/// Lists holds by id, which is the order in which they were placed; released ones are among them.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    page: &Page,
) -> Result<(Vec<Placed>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let rows = sql
        .query(
            "SELECT hold_id, subject_id, collection, data_class, ground, reference, reason, \
             placed_at_ms, released_at_ms FROM legal_hold \
             WHERE tenant_id = $1 AND hold_id > $2 ORDER BY hold_id LIMIT $3",
            &[scope.parameter(), after.into(), page.rows().into()],
        )
        .await?;
    let holds = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, holds, |placed: &Placed| {
        [placed.hold.hold_id.to_string()]
    }))
}

/// The holds that were not released.
pub async fn active<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<Vec<Hold>, Error> {
    let rows = sql
        .query(
            "SELECT hold_id, subject_id, collection, data_class, ground, reference, reason, \
             placed_at_ms, released_at_ms FROM legal_hold \
             WHERE tenant_id = $1 AND released_at_ms IS NULL ORDER BY hold_id",
            &[scope.parameter()],
        )
        .await?;
    rows.into_iter()
        .map(|row| read(row).map(|placed| placed.hold))
        .collect()
}

fn read(row: Row) -> Result<Placed, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Placed {
        hold: Hold {
            hold_id: columns.parsed("hold_id")?,
            subject_id: columns.optional_parsed("subject_id")?,
            collection: columns.optional_parsed("collection")?,
            data_class: columns.optional_named("data_class")?,
            ground: columns.named("ground")?,
            reference: columns.text("reference")?,
        },
        reason: columns.optional_blob("reason")?,
        placed_at: columns.time("placed_at_ms")?,
        released_at: columns.optional_time("released_at_ms")?,
    })
}
