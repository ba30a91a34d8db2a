//! Statements over many rows, cut so that every database takes them.

use std::fmt::Write;

use crate::{Dialect, Error, Sql, TenantScope, Value};

/// Hosted SQLite can allow as few as 999 parameters a statement (the default before 3.32).
pub(crate) const PARAMETERS: usize = 900;

/// Inserts rows in as few statements as possible and gives the number that was inserted.
///
/// `head` is the statement up to `VALUES`, whose first column is `tenant_id`; `tail` what follows the
/// rows. Each row has `N` values, without the tenant.
pub(crate) async fn insert<S: Sql, const N: usize>(
    sql: &mut S,
    scope: &TenantScope,
    head: &str,
    tail: &str,
    rows: Vec<[Value; N]>,
) -> Result<u64, Error> {
    let most = (PARAMETERS - 1) / N;
    let mut rows = rows.into_iter();
    let mut inserted = 0;
    loop {
        let mut parameters = vec![scope.parameter()];
        let mut count = 0;
        for row in rows.by_ref().take(most) {
            parameters.extend(row);
            count += 1;
        }
        if count == 0 {
            return Ok(inserted);
        }
        let statement = format!("{head} VALUES {} {tail}", tuples(count, N));
        inserted += sql.execute(&statement, &parameters).await?;
    }
}

/// Writes `($1, $2, $3), ($1, $4, $5)`: the tenant is `$1` in each.
fn tuples(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * (columns * 6 + 6));
    let mut next = 2;
    for row in 0..rows {
        text.push_str(if row == 0 { "($1" } else { ", ($1" });
        for _ in 0..columns {
            // Writing to a string cannot fail.
            let _ = write!(text, ", ${next}");
            next += 1;
        }
        text.push(')');
    }
    text
}

/// Selects the texts of a parameter that is a JSON array: one parameter, however many they are. The first cast says that
/// it comes as a text, which is what is bound.
pub(crate) fn one_of(dialect: Dialect, parameter: usize) -> String {
    match dialect {
        Dialect::Sqlite => format!("SELECT value FROM json_each(${parameter})"),
        Dialect::Postgres => format!("SELECT json_array_elements_text(${parameter}::text::json)"),
    }
}

/// Writes `$3, $4, $5` for `list(3, 3)`.
pub(crate) fn list(first: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 6);
    for number in first..first + count {
        let _ = write!(text, "{}${number}", if number == first { "" } else { ", " });
    }
    text
}

/// Tells whether all rows went in.
pub(crate) fn all(inserted: u64, wanted: usize, what: &'static str) -> Result<(), Error> {
    if u64::try_from(wanted).is_ok_and(|wanted| wanted == inserted) {
        Ok(())
    } else {
        Err(Error::Exists { what })
    }
}

/// Tells whether exactly one row was changed.
pub(crate) fn one(changed: u64, otherwise: Error) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(otherwise) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_first_appear_in_order() {
        assert_eq!(tuples(2, 2), "($1, $2, $3), ($1, $4, $5)");
        assert_eq!(list(3, 3), "$3, $4, $5");
    }
}
