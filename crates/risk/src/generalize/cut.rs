//! Where a part of a table is cut.

use std::cmp::Reverse;

use super::Target;
use crate::classes::{runs, sorted_codes};
use crate::closeness::Whole;
use crate::fraction::count;
use crate::generalize::label::{prefix, width};
use crate::{Column, Kind, Roles, Table, Value};

/// Cuts a table into parts that keep to a target.
pub(super) struct Cutter<'a> {
    quasi: Vec<&'a Column>,
    sensitive: Vec<(&'a Column, Whole)>,
    target: &'a Target,
    /// How many rows may still be left out.
    budget: usize,
    /// There to be used again.
    codes: Vec<u32>,
}

/// Parts of a part, and rows of it that are left out.
struct Cut {
    parts: Vec<Vec<u32>>,
    suppressed: Vec<u32>,
}

impl<'a> Cutter<'a> {
    pub(super) fn of(table: &'a Table, roles: &'a Roles, target: &'a Target) -> Self {
        let all: Vec<u32> = (0..).take(table.rows).collect();
        let sensitive = roles.sensitive(table);
        Self {
            quasi: roles.quasi(table).collect(),
            sensitive: sensitive.map(|c| (c, Whole::of(c, &all))).collect(),
            target,
            budget: if target.t.is_some() {
                0
            } else {
                target.budget(table.rows)
            },
            codes: Vec::new(),
        }
    }

    /// The parts, and the rows that are left out.
    pub(super) fn run(&mut self, all: Vec<u32>) -> (Vec<Vec<u32>>, Vec<u32>) {
        let (mut done, mut suppressed) = (Vec::new(), Vec::new());
        let mut open = vec![all];
        while let Some(rows) = open.pop() {
            match self.cut(&rows) {
                Some(cut) => {
                    self.budget = self.budget.saturating_sub(cut.suppressed.len());
                    suppressed.extend(cut.suppressed);
                    open.extend(cut.parts.into_iter().rev());
                }
                None => done.push(rows),
            }
        }
        (done, suppressed)
    }

    /// Whether rows keep to the target as one class.
    pub(super) fn is_enough(&mut self, rows: &[u32]) -> bool {
        if count(rows.len()) < self.target.k {
            return false;
        }
        let (l, t) = (self.target.l.unwrap_or(0), self.target.t);
        if l < 2 && t.is_none() {
            return true;
        }
        self.sensitive.iter().all(|(column, whole)| {
            sorted_codes(rows, column, &mut self.codes);
            count(runs(&self.codes).count()) >= l && t.is_none_or(|t| whole.to(&self.codes) <= t)
        })
    }

    /// Cuts by the column in which the rows are widest apart, or by the next that can be cut; with suppression only
    /// where none can be cut without.
    fn cut(&mut self, rows: &[u32]) -> Option<Cut> {
        // No two parts would have enough rows.
        if self.budget == 0 && count(rows.len()) < self.target.k.saturating_mul(2) {
            return None;
        }
        let mut columns: Vec<(&Column, f64)> = self
            .quasi
            .iter()
            .map(|column| (*column, width(column, rows)))
            .filter(|(_, width)| *width > 0.0)
            .collect();
        // The sort is stable: of two that are as wide, the first that was named.
        columns.sort_by(|(_, one), (_, another)| another.total_cmp(one));
        let budget = self.budget.min(self.target.budget(rows.len()));
        let budgets = [Some(0), Some(budget).filter(|budget| *budget > 0)];
        for budget in budgets.into_iter().flatten() {
            for (column, _) in &columns {
                let cut = match column.kind {
                    Kind::Text => self.by_beginning(column, rows, budget),
                    Kind::Number | Kind::Date => self.by_median(column, rows),
                };
                if cut.is_some() {
                    return cut;
                }
            }
        }
        None
    }

    /// Cuts in two, below or above the rows that have the median.
    fn by_median(&mut self, column: &Column, rows: &[u32]) -> Option<Cut> {
        sorted_codes(rows, column, &mut self.codes);
        let median = *self.codes.get(self.codes.len() / 2)?;
        let before = self.codes.partition_point(|code| *code < median);
        let after = self.codes.partition_point(|code| *code <= median);
        let length = rows.len();
        let mut limits = [(before, median), (after, median.saturating_add(1))];
        limits.sort_by_key(|(lower, _)| Reverse((*lower).min(length - lower)));
        limits.into_iter().find_map(|(lower, limit)| {
            let is_possible = count(lower.min(length - lower)) >= self.target.k.max(1);
            if !is_possible {
                return None;
            }
            let (low, high): (Vec<u32>, Vec<u32>) =
                rows.iter().partition(|row| code(column, **row) < limit);
            let parts = vec![low, high];
            parts.iter().all(|part| self.is_enough(part)).then(|| Cut {
                parts,
                suppressed: Vec::new(),
            })
        })
    }

    /// Cuts by the first character in which texts differ. Those with too few rows for a part of their own make one
    /// together, which the smallest of the others join if need be, or are left out if there is no other way.
    fn by_beginning(&mut self, column: &Column, rows: &[u32], budget: usize) -> Option<Cut> {
        let shared = prefix(column, rows).unwrap_or_default().len();
        let next = |row: &u32| match column.value(code(column, *row)) {
            Some(Value::Text(text)) => (1, text.get(shared..).and_then(|t| t.chars().next())),
            _ => (0, None),
        };
        let mut sorted = rows.to_vec();
        sorted.sort_by_key(|row| code(column, *row));
        let groups = sorted.chunk_by(|one, another| next(one) == next(another));
        let (mut parts, mut rest) = (Vec::new(), Vec::new());
        for group in groups {
            if self.is_enough(group) {
                parts.push(group.to_vec());
            } else {
                rest.extend_from_slice(group);
            }
        }
        if budget > 0 && rest.len() <= budget && !parts.is_empty() {
            return Some(Cut {
                parts,
                suppressed: rest,
            });
        }
        while !rest.is_empty() && !self.is_enough(&rest) {
            let smallest = (0..).zip(&parts).min_by_key(|(_, part)| part.len())?;
            let place: usize = smallest.0;
            rest.extend(parts.remove(place));
        }
        if !rest.is_empty() {
            parts.push(rest);
        }
        (parts.len() > 1).then(|| Cut {
            parts,
            suppressed: Vec::new(),
        })
    }
}

/// The code of a row.
pub(super) fn code(column: &Column, row: u32) -> u32 {
    let row = usize::try_from(row).ok();
    let code = row.and_then(|row| column.codes.get(row));
    code.copied().unwrap_or_default()
}
