//! The figures of a table, class by class.

use crate::closeness::{Closeness, Whole};
use crate::diversity::{Diversity, Least, Recursive};
use crate::fraction::{count, number, ratio};
use crate::{Classes, Error, Report, Roles, Rule, Table, Thresholds, Verdict};

/// What else is to be known before a table is measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// The factor of recursive (c,l)-diversity. By default 3, the one of the experiments of the paper.
    pub c: f64,
    /// Rows in classes smaller than this are counted as at risk. By default 5, the usual least cell of statistics.
    pub at_risk_below: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            c: 3.0,
            at_risk_below: 5,
        }
    }
}

/// What classes tell about one sensitive attribute.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Attribute {
    /// The column.
    pub name: String,
    /// l-diversity.
    pub diversity: Diversity,
    /// t-closeness.
    pub closeness: Closeness,
    /// Classes in which all rows have one value: who is known to be in it is known to have it.
    pub homogeneous_classes: u64,
    /// Rows in those classes.
    pub disclosed_rows: u64,
    /// Their share of all rows.
    pub disclosed_share: f64,
}

/// The measured table. It holds 12 bytes a class and sensitive attribute besides the 8 of the class.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    pub(crate) names: Vec<String>,
    pub(crate) rows: u64,
    pub(crate) at_risk_below: u64,
    pub(crate) classes: Vec<Size>,
    pub(crate) attributes: Vec<PerClass>,
}

/// A class by its first row, from 0, and how many it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) first: u32,
    pub(crate) rows: u32,
}

/// The figures of an attribute, overall and for each class.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PerClass {
    pub(crate) overall: Attribute,
    pub(crate) distinct: Vec<u32>,
    pub(crate) t: Vec<f64>,
}

impl Measurement {
    /// Measures a table by the roles of its columns.
    ///
    /// # Errors
    /// There are no rows, or c is not a positive number.
    pub fn of(table: &Table, roles: &Roles, options: &Options) -> Result<Self, Error> {
        if !(options.c > 0.0 && options.c.is_finite()) {
            return Err(Error::Threshold {
                rule: Rule::C,
                asked: options.c,
            });
        }
        let classes = Classes::of(table, roles)?;
        let sizes = classes.iter().map(|class| Size {
            first: class.rows.first().copied().unwrap_or_default(),
            rows: narrow(count(class.rows.len())),
        });
        let columns = roles.sensitive(table);
        let attributes = columns.map(|column| PerClass::of(column, &classes, options.c, table));
        Ok(Self {
            names: roles.quasi(table).map(|c| c.name.clone()).collect(),
            rows: count(table.rows),
            at_risk_below: options.at_risk_below,
            classes: sizes.collect(),
            attributes: attributes.collect(),
        })
    }

    /// The figures by the three questions of WP216.
    pub fn report(&self) -> Report {
        Report::of(self)
    }

    /// Whether the table keeps to thresholds.
    ///
    /// # Errors
    /// A threshold is one that no table could have.
    pub fn verdict(&self, thresholds: &Thresholds) -> Result<Verdict, Error> {
        Verdict::of(self, thresholds)
    }
}

impl PerClass {
    fn of(column: &crate::Column, classes: &Classes, c: f64, table: &Table) -> Self {
        let all: Vec<u32> = (0..).take(table.rows).collect();
        let whole = Whole::of(column, &all);
        let (mut sorted, mut counts) = (Vec::new(), Vec::new());
        let (mut distinct, mut t) = (Vec::new(), Vec::new());
        let mut least: Option<Least> = None;
        let (mut homogeneous_classes, mut disclosed_rows) = (0, 0);
        for class in classes.iter() {
            class.codes(column, &mut sorted);
            let found = Least::of_class(&sorted, c, &mut counts);
            if found.distinct == 1 {
                homogeneous_classes += 1;
                disclosed_rows += count(class.rows.len());
            }
            distinct.push(narrow(found.distinct));
            t.push(whole.to(&sorted));
            least = Some(least.map_or(found, |least| least.and(found)));
        }
        let diversity = Diversity {
            distinct: least.map_or(0, |least| least.distinct),
            entropy: least.map_or(0.0, |least| least.entropy),
            recursive: Recursive {
                c,
                l: least.map_or(0, |least| least.recursive),
            },
        };
        let overall = Attribute {
            name: column.name.clone(),
            diversity,
            closeness: Closeness {
                t: t.iter().copied().fold(0.0, f64::max),
                distance: whole.distance(),
            },
            homogeneous_classes,
            disclosed_rows,
            disclosed_share: share(disclosed_rows, count(table.rows)),
        };
        Self {
            overall,
            distinct,
            t,
        }
    }
}

/// A share of rows.
pub(crate) fn share(part: u64, whole: u64) -> f64 {
    ratio(u128::from(part), u128::from(whole))
}

/// The mean of a sum.
pub(crate) fn mean(sum: u64, of: usize) -> f64 {
    number(sum) / number(count(of))
}

/// Counts of rows fit into 32 bits, because rows are numbered with them.
fn narrow(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
