//! What a table is held to, and where it falls short.

use crate::fraction::{count, number};
use crate::measure::share;
use crate::{Error, Measurement};

/// How many classes a failure names.
const MOST_WORST: usize = 10;

/// The least that is asked of a table; what is none is not asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct Thresholds {
    /// The fewest rows of a class; from 1.
    pub k: Option<u64>,
    /// The fewest distinct values of each sensitive attribute in a class; from 1.
    pub l: Option<u64>,
    /// The farthest that each sensitive attribute may be distributed in a class from the table; from 0 to 1.
    pub t: Option<f64>,
    /// The largest share of rows that are alone in their class; from 0 to 1.
    pub max_unique: Option<f64>,
}

/// A figure with a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rule {
    /// k-anonymity.
    K,
    /// Distinct l-diversity.
    L,
    /// t-closeness.
    T,
    /// The share of unique rows.
    MaxUnique,
    /// The factor of recursive diversity, which has bounds and no threshold.
    C,
    /// The share of rows that may be suppressed, which has bounds and no threshold.
    MaxSuppressed,
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::K => "k",
            Self::L => "l",
            Self::T => "t",
            Self::MaxUnique => "the share of unique rows",
            Self::C => "c",
            Self::MaxSuppressed => "the share of suppressed rows",
        })
    }
}

/// Whether a table keeps to thresholds.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Verdict {
    /// Whether it keeps to all that was asked; so it does when nothing was.
    pub met: bool,
    /// What it does not keep to: by rule, and within a rule by attribute.
    pub failures: Vec<Failure>,
}

/// A threshold that is not kept to.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Failure {
    /// Which.
    pub rule: Rule,
    /// The sensitive attribute, if the rule is about one.
    pub attribute: Option<String>,
    /// What was asked for.
    pub asked: f64,
    /// What the table has.
    pub measured: f64,
    /// The difference of the two, positive.
    pub by: f64,
    /// Classes that fail.
    pub classes: u64,
    /// Rows in them.
    pub rows: u64,
    /// The classes that fail by most, at most ten, the worst first.
    pub worst: Vec<Worst>,
}

/// A class that fails. It is named by a row, because its values could name a person.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Worst {
    /// The first row of the class, from 1 and without the heading.
    pub first_row: u64,
    /// Rows of the class.
    pub rows: u64,
    /// What the class has.
    pub measured: f64,
}

impl Thresholds {
    /// Whether a table could have them.
    ///
    /// # Errors
    /// The first that none could have.
    pub fn check(&self) -> Result<(), Error> {
        let least = |rule, asked: Option<u64>| match asked {
            Some(0) => Err(Error::Threshold { rule, asked: 0.0 }),
            _ => Ok(()),
        };
        least(Rule::K, self.k)?;
        least(Rule::L, self.l)?;
        is_share(Rule::T, self.t)?;
        is_share(Rule::MaxUnique, self.max_unique)
    }
}

/// Refuses what is not from 0 to 1.
pub(crate) fn is_share(rule: Rule, asked: Option<f64>) -> Result<(), Error> {
    match asked {
        Some(asked) if !(0.0..=1.0).contains(&asked) => Err(Error::Threshold { rule, asked }),
        _ => Ok(()),
    }
}

impl Verdict {
    pub(crate) fn of(measured: &Measurement, thresholds: &Thresholds) -> Result<Self, Error> {
        thresholds.check()?;
        let sizes = || measured.classes.iter().map(|class| u64::from(class.rows));
        let mut failures = Vec::new();
        if let Some(k) = thresholds.k {
            let figures = sizes().map(number);
            failures.extend(measured.least(Rule::K, None, number(k), figures));
        }
        if let Some(asked) = thresholds.max_unique {
            failures.extend(measured.unique(asked));
        }
        for attribute in &measured.attributes {
            let name = Some(attribute.overall.name.as_str());
            if let Some(l) = thresholds.l {
                let figures = attribute.distinct.iter().copied().map(f64::from);
                failures.extend(measured.least(Rule::L, name, number(l), figures));
            }
            if let Some(t) = thresholds.t {
                let figures = attribute.t.iter().copied();
                failures.extend(measured.most(Rule::T, name, t, figures));
            }
        }
        Ok(Self {
            met: failures.is_empty(),
            failures,
        })
    }
}

impl Measurement {
    /// A failure of classes whose figure is below what is asked.
    fn least(
        &self,
        rule: Rule,
        attribute: Option<&str>,
        asked: f64,
        figures: impl Iterator<Item = f64>,
    ) -> Option<Failure> {
        self.failure(rule, attribute, asked, figures, |figure| asked - figure)
    }

    /// A failure of classes whose figure is above what is asked.
    fn most(
        &self,
        rule: Rule,
        attribute: Option<&str>,
        asked: f64,
        figures: impl Iterator<Item = f64>,
    ) -> Option<Failure> {
        self.failure(rule, attribute, asked, figures, |figure| figure - asked)
    }

    fn failure(
        &self,
        rule: Rule,
        attribute: Option<&str>,
        asked: f64,
        figures: impl Iterator<Item = f64>,
        missed_by: impl Fn(f64) -> f64,
    ) -> Option<Failure> {
        let classes = self
            .classes
            .iter()
            .zip(figures)
            .map(|(class, measured)| Worst {
                first_row: u64::from(class.first) + 1,
                rows: u64::from(class.rows),
                measured,
            });
        let mut failing: Vec<Worst> = classes
            .filter(|class| missed_by(class.measured) > 0.0)
            .collect();
        // Rows tell classes apart, so that the order is always the same.
        failing.sort_unstable_by(|one, another| {
            let by = missed_by(another.measured).total_cmp(&missed_by(one.measured));
            by.then(one.first_row.cmp(&another.first_row))
        });
        let measured = failing.first()?.measured;
        Some(Failure {
            rule,
            attribute: attribute.map(str::to_owned),
            asked,
            measured,
            by: missed_by(measured),
            classes: count(failing.len()),
            rows: failing.iter().map(|class| class.rows).sum(),
            worst: failing.into_iter().take(MOST_WORST).collect(),
        })
    }

    /// Too many rows that are alone: each is a class, and all are equally bad.
    fn unique(&self, asked: f64) -> Option<Failure> {
        let alone = || self.classes.iter().filter(|class| class.rows == 1);
        let rows = count(alone().count());
        let measured = share(rows, self.rows);
        (measured > asked).then(|| Failure {
            rule: Rule::MaxUnique,
            attribute: None,
            asked,
            measured,
            by: measured - asked,
            classes: rows,
            rows,
            worst: alone()
                .take(MOST_WORST)
                .map(|class| Worst {
                    first_row: u64::from(class.first) + 1,
                    rows: 1,
                    measured: 1.0,
                })
                .collect(),
        })
    }
}
