//! What plugins logged: the last lines of each.

use domain::plugin::LogLevel;
use jiff::Timestamp;

use crate::decode::{Columns, name_of};
use crate::insert::{all, insert};
use crate::{Error, Page, Row, Sql, TenantScope, Tx, Value};

const TABLE: &str = "plugin_log";

/// The most lines that are kept of a plugin: those of its last fifty runs at least.
pub const KEPT: i64 = 1_000;

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Counts the lines of the plugin from 1.
    pub number: i64,
    /// How it matters.
    pub level: LogLevel,
    /// What was logged, without values of the input.
    pub line: String,
    /// When.
    pub at: Timestamp,
}

/// Appends lines to what a plugin logged, and deletes the oldest beyond [`KEPT`].
///
/// # Errors
/// [`Error::Exists`] when another run appended meanwhile.
pub async fn append<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    digest: &str,
    lines: &[(LogLevel, String)],
    at: Timestamp,
) -> Result<(), Error> {
    // Whoever appends to the same log waits, so that no two lines want one number.
    tx.execute(
        "UPDATE plugin_standing SET state = state WHERE tenant_id = $1 AND digest = $2",
        &[scope.parameter(), digest.into()],
    )
    .await?;
    let rows = tx
        .query(
            "SELECT COALESCE(MAX(line_no), 0) FROM plugin_log WHERE tenant_id = $1 AND digest = $2",
            &[scope.parameter(), digest.into()],
        )
        .await?;
    let last = rows.into_iter().next().map_or(Ok(0), |row| {
        Columns::of(TABLE, row).integer::<i64>("line_no")
    })?;
    let values = (last + 1..).zip(lines).map(|(number, (level, line))| {
        let row: [Value; 5] = [
            digest.into(),
            number.into(),
            name_of(level)?,
            line.as_str().into(),
            at.into(),
        ];
        Ok(row)
    });
    let inserted = insert(
        tx,
        scope,
        "INSERT INTO plugin_log (tenant_id, digest, line_no, level, line, at_ms)",
        "ON CONFLICT DO NOTHING",
        values.collect::<Result<_, Error>>()?,
    )
    .await?;
    all(inserted, lines.len(), TABLE)?;
    let newest = last.saturating_add(i64::try_from(lines.len()).unwrap_or(i64::MAX));
    tx.execute(
        "DELETE FROM plugin_log WHERE tenant_id = $1 AND digest = $2 AND line_no <= $3",
        &[
            scope.parameter(),
            digest.into(),
            newest.saturating_sub(KEPT).into(),
        ],
    )
    .await
    .map(drop)
}

/// Lists what a plugin logged, the newest line first.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    digest: &str,
    page: &Page,
) -> Result<(Vec<Line>, Option<String>), Error> {
    let none_before = i64::MAX.to_string();
    let [before] = page.key(TABLE, [&none_before])?;
    let before: i64 = before.parse().map_err(|_| Error::MalformedCursor)?;
    let rows = sql
        .query(
            "SELECT line_no, level, line, at_ms FROM plugin_log WHERE tenant_id = $1 \
             AND digest = $2 AND line_no < $3 ORDER BY line_no DESC LIMIT $4",
            &[
                scope.parameter(),
                digest.into(),
                before.into(),
                page.rows().into(),
            ],
        )
        .await?;
    let lines = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, lines, |line: &Line| [line.number.to_string()]))
}

fn read(row: Row) -> Result<Line, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Line {
        number: columns.integer("line_no")?,
        level: columns.named("level")?,
        line: columns.text("line")?,
        at: columns.time("at_ms")?,
    })
}
