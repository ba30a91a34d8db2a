//! Bringing a table to thresholds: its quasi-identifiers are made coarser, and rows left out where that is allowed.
//!
//! Mondrian (`LeFevre` and others, 2006): all rows are cut in two or more parts by one quasi-identifier,
//! and the parts again by another, as long as each part keeps to the target. Rows with the same values stay
//! together. In each part all rows then get the same, coarser values, which hence differ from part to part: the
//! same age may be kept here and be a range there.

mod cut;
mod label;
mod loss;

use crate::builder::Growing;
use crate::fraction::{count, number};
use crate::thresholds::is_share;
use crate::{Classes, Error, Kind, Roles, Rule, Table, Thresholds};
use cut::Cutter;
use label::Label;

pub use loss::Loss;

/// What a table is to be brought to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// The fewest rows of a class; from 1.
    pub k: u64,
    /// The fewest distinct values of each sensitive attribute in a class.
    pub l: Option<u64>,
    /// The farthest that each sensitive attribute may be distributed in a class from the table; from 0 to 1. With it
    /// no row is suppressed, because that would move what it is measured from.
    pub t: Option<f64>,
    /// The largest share of rows that may be left out, from 0 to 1, both of the table and of each part that is cut.
    /// Rows are left out only where no column can be cut otherwise. With 1, a table that misses the target as a
    /// whole loses all its rows; with less, that is an error.
    pub max_suppressed: f64,
}

impl Target {
    /// Classes of k rows, whatever they hold, and no row left out.
    pub fn of_k(k: u64) -> Self {
        Self {
            k,
            l: None,
            t: None,
            max_suppressed: 0.0,
        }
    }

    fn check(&self) -> Result<(), Error> {
        is_share(Rule::MaxSuppressed, Some(self.max_suppressed))?;
        let thresholds = Thresholds {
            k: Some(self.k),
            l: self.l,
            t: self.t,
            max_unique: None,
        };
        thresholds.check()
    }

    /// How many of some rows may be left out.
    fn budget(&self, rows: usize) -> usize {
        if self.max_suppressed >= 1.0 {
            return rows;
        }
        if self.t.is_some() {
            return 0;
        }
        let most = (number(count(rows)) * self.max_suppressed).floor();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a floor between 0 and the number of rows"
        )]
        let most = most as usize;
        most.min(rows)
    }
}

/// A table that was made coarser, and what that took.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Generalized {
    /// The rows that are left, in their order, with all columns in theirs. A quasi-identifier of which a cell was
    /// changed is a column of texts now: `[20, 29]`, `2024-01-01/2024-03-31`, `101*`, or `*` for anything.
    pub table: Table,
    /// Rows that were left out, from 0, ascending.
    pub suppressed: Vec<u32>,
    /// For each quasi-identifier, its name and how many of the cells that are left were changed.
    pub changed: Vec<(String, u64)>,
    /// What was lost.
    pub loss: Loss,
}

/// Makes quasi-identifiers of a table coarser until it keeps to a target. The same table gives the same result.
///
/// Takes time in proportion to rows, quasi-identifiers, and the logarithm of the number of classes.
///
/// # Errors
/// There are no rows, the target is one that no table could have, or the table as a whole misses it.
pub fn generalize(table: &Table, roles: &Roles, target: &Target) -> Result<Generalized, Error> {
    target.check()?;
    if table.rows == 0 {
        return Err(Error::NoRows);
    }
    let mut cutter = Cutter::of(table, roles, target);
    let all: Vec<u32> = (0..).take(table.rows).collect();
    if !cutter.is_enough(&all) {
        let allowed = target.budget(table.rows);
        if allowed < table.rows {
            let rows = table.rows;
            return Err(Error::Unattainable { rows, allowed });
        }
        return Ok(assemble(table, roles, &[], all));
    }
    let (parts, suppressed) = cutter.run(all);
    Ok(assemble(table, roles, &parts, suppressed))
}

/// Leaves out the rows of classes smaller than k, and changes nothing else. The table may have no rows then.
///
/// # Errors
/// There are no rows, or k is 0.
pub fn suppress(table: &Table, roles: &Roles, k: u64) -> Result<Generalized, Error> {
    Target::of_k(k).check()?;
    let (mut parts, mut suppressed) = (Vec::new(), Vec::new());
    for class in Classes::of(table, roles)?.iter() {
        if count(class.rows.len()) < k {
            suppressed.extend(class.rows);
        } else {
            parts.push(class.rows.to_vec());
        }
    }
    Ok(assemble(table, roles, &parts, suppressed))
}

/// The table of parts, in each of which the rows look alike.
fn assemble(
    table: &Table,
    roles: &Roles,
    parts: &[Vec<u32>],
    mut suppressed: Vec<u32>,
) -> Generalized {
    suppressed.sort_unstable();
    // One more than the last part stands for rows that are left out.
    let mut part_of = vec![parts.len(); table.rows];
    for (part, rows) in parts.iter().enumerate() {
        for row in rows {
            let row = usize::try_from(*row).ok();
            if let Some(place) = row.and_then(|row| part_of.get_mut(row)) {
                *place = part;
            }
        }
    }
    let kept: Vec<(usize, usize)> = part_of
        .into_iter()
        .enumerate()
        .filter(|(_, part)| *part < parts.len())
        .collect();
    let mut changed = Vec::new();
    let mut labels = Vec::new();
    let columns = table.columns.iter().enumerate().map(|(place, column)| {
        if !roles.quasi.contains(&place) {
            return column.keep(kept.iter().map(|(row, _)| *row));
        }
        let of_parts: Vec<Label> = parts.iter().map(|rows| Label::of(column, rows)).collect();
        let coarse = parts.iter().zip(&of_parts);
        let cells = coarse.map(|(rows, label)| if label.is_exact() { 0 } else { rows.len() });
        let cells = cells.sum();
        changed.push((column.name.clone(), count(cells)));
        let new = if cells == 0 {
            column.keep(kept.iter().map(|(row, _)| *row))
        } else {
            let texts: Vec<Option<String>> = of_parts.iter().map(|l| l.text(column)).collect();
            let of_rows = kept.iter().map(|(_, part)| texts.get(*part)?.as_deref());
            Growing::filled(&column.name, Kind::Text, of_rows).finish()
        };
        labels.push((column, of_parts));
        new
    });
    let columns = columns.collect();
    let loss = Loss::of(&labels, parts, suppressed.len(), table.rows);
    // In the order in which the quasi-identifiers were named.
    let order = roles.quasi(table).map(|column| column.name.as_str());
    let changed = order.filter_map(|name| changed.iter().find(|(other, _)| other == name));
    let changed = changed.cloned().collect();
    let rows = kept.len();
    Generalized {
        table: Table { columns, rows },
        suppressed,
        changed,
        loss,
    }
}

#[cfg(test)]
mod tests;
