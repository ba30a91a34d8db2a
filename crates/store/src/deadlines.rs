//! Until when requests must be answered (Art. 12(3) GDPR).

use domain::RequestId;
use domain::deadline::{Due, RULES};
use jiff::{SignedDuration, Timestamp};

use crate::decode::Columns;
use crate::insert::one;
use crate::requests::{self, Request};
use crate::{Error, Page, Sql, TenantScope, Tx, Value};

const TABLE: &str = "request_deadline";

/// Until when a request must be answered, and what became of its clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The version of the rules by which it was calculated.
    pub rules: String,
    /// When it ends; `None` while the clock stands.
    pub due: Option<Due>,
    /// Since when the clock stands (Art. 12(6) GDPR).
    pub paused_at: Option<Timestamp>,
    /// For how long it stood before.
    pub stood: SignedDuration,
    /// When it was extended.
    pub extended_at: Option<Timestamp>,
    /// When the request was completed, refused or withdrawn.
    pub settled_at: Option<Timestamp>,
}

/// Lists requests that are not settled by when they are due; those whose clock stands come last.
/// With a moment, only those that are due before it.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    before: Option<Timestamp>,
    page: &Page,
) -> Result<(Vec<Request>, Option<String>), Error> {
    let first = i64::MIN.to_string();
    let [due, request] = page.key(TABLE, [&first, ""])?;
    let due: i64 = due.parse().map_err(|_| Error::MalformedCursor)?;
    let last = before.map_or(i64::MAX, |at| at.as_millisecond().saturating_sub(1));
    let statement = format!(
        "{} WHERE r.tenant_id = $1 AND d.settled_at_ms IS NULL AND d.rules IS NOT NULL \
         AND (coalesce(d.due_at_ms, {max}), r.request_id) > ($2, $3) \
         AND coalesce(d.due_at_ms, {max}) <= $4 \
         ORDER BY coalesce(d.due_at_ms, {max}), r.request_id LIMIT $5",
        requests::SELECT,
        max = i64::MAX,
    );
    let parameters = [
        scope.parameter(),
        due.into(),
        request.into(),
        last.into(),
        page.rows().into(),
    ];
    let rows = sql.query(&statement, &parameters).await?;
    let found = rows
        .into_iter()
        .map(requests::read)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(page.cut(TABLE, found, |request: &Request| {
        let due = request.deadline.as_ref().and_then(|deadline| deadline.due);
        let due = due.map_or(i64::MAX, |due| due.at.as_millisecond());
        [due.to_string(), request.request_id.to_string()]
    }))
}

/// Starts the clock of a request.
pub(crate) async fn insert<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    request: RequestId,
    due: Due,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO request_deadline (tenant_id, request_id, rules, due_at_ms, due_on, \
             stood_ms) VALUES ($1, $2, $3, $4, $5, 0)",
            &[
                scope.parameter(),
                request.into(),
                RULES.as_str().into(),
                due.at.into(),
                due.on.to_string().into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })
}

/// Lets the clock of a request stand.
///
/// # Errors
/// [`Error::Exists`] when it stands already, or the request is settled.
pub async fn pause<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    request: RequestId,
    at: Timestamp,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "UPDATE request_deadline SET due_at_ms = NULL, due_on = NULL, paused_at_ms = $1 \
             WHERE tenant_id = $2 AND request_id = $3 \
             AND paused_at_ms IS NULL AND settled_at_ms IS NULL",
            &[at.into(), scope.parameter(), request.into()],
        )
        .await?;
    one(changed, Error::Exists { what: "pause" })
}

/// Lets the clock of a request run on, which stood for so long in all.
///
/// # Errors
/// [`Error::Changed`] when it does not stand.
pub async fn resume<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    request: RequestId,
    stood: SignedDuration,
    due: Due,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "UPDATE request_deadline SET due_at_ms = $1, due_on = $2, stood_ms = $3, \
             paused_at_ms = NULL WHERE tenant_id = $4 AND request_id = $5 \
             AND paused_at_ms IS NOT NULL",
            &[
                due.at.into(),
                due.on.to_string().into(),
                i64::try_from(stood.as_millis()).unwrap_or(i64::MAX).into(),
                scope.parameter(),
                request.into(),
            ],
        )
        .await?;
    one(changed, Error::Changed { what: "deadline" })
}

/// Extends the period of a request, once. While the clock stands no end is known.
///
/// # Errors
/// [`Error::Exists`] when it was extended before.
pub async fn extend<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    request: RequestId,
    due: Option<Due>,
    at: Timestamp,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "UPDATE request_deadline SET due_at_ms = $1, due_on = $2, extended_at_ms = $3 \
             WHERE tenant_id = $4 AND request_id = $5 AND extended_at_ms IS NULL",
            &[
                due.map(|due| due.at).into(),
                due.map_or(Value::Null, |due| due.on.to_string().into()),
                at.into(),
                scope.parameter(),
                request.into(),
            ],
        )
        .await?;
    one(changed, Error::Exists { what: "extension" })
}

/// Stops the clock of a request for good; one of before there were clocks has none.
pub(crate) async fn settle<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    request: RequestId,
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE request_deadline SET settled_at_ms = $1 WHERE tenant_id = $2 AND request_id = $3",
        &[at.into(), scope.parameter(), request.into()],
    )
    .await
    .map(drop)
}

/// Reads the columns of a deadline, which are all NULL where there is none.
pub(crate) fn read(columns: &mut Columns) -> Result<Option<Deadline>, Error> {
    let Some(rules) = columns.optional_text("rules")? else {
        return Ok(None);
    };
    let at = columns.optional_time("due_at_ms")?;
    let on = columns.optional_parsed("due_on")?;
    Ok(Some(Deadline {
        rules,
        due: at.zip(on).map(|(at, on)| Due { at, on }),
        paused_at: columns.optional_time("paused_at_ms")?,
        stood: SignedDuration::from_millis(columns.integer("stood_ms")?),
        extended_at: columns.optional_time("extended_at_ms")?,
        settled_at: columns.optional_time("settled_at_ms")?,
    }))
}
