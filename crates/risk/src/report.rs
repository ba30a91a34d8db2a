//! What the figures say, by the three questions of the Article 29 Working Party's opinion on anonymization (WP216,
//! 2014): can somebody be singled out, can records be linked, can something be inferred. No question is answered
//! with yes or no: that depends on what others know.

use crate::fraction::count;
use crate::measure::{Size, mean, share};
use crate::{Attribute, Measurement};

/// The figures of a table.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Report {
    /// Rows.
    pub rows: u64,
    /// Equivalence classes.
    pub classes: u64,
    /// Columns that others are taken to know.
    pub quasi_identifiers: Vec<String>,
    /// Can a person's row be found?
    pub singling_out: SinglingOut,
    /// Can rows be joined with those of another table?
    pub linkability: Linkability,
    /// Can something be learned about a person without finding the row?
    pub inference: Inference,
}

/// How many rows look like a person's.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct SinglingOut {
    /// k-anonymity: rows of the smallest class.
    pub k: u64,
    /// Rows that are alone in their class.
    pub unique_rows: u64,
    /// Their share of all rows.
    pub unique_share: f64,
    /// The chance to pick the right row of a person who is known to be in the table, for the person who is hidden
    /// worst: 1/k (El Emam and Dankar, 2008: the prosecutor).
    pub prosecutor_risk: f64,
    /// The k below which rows are counted as at risk.
    pub at_risk_below: u64,
    /// Rows in classes smaller than that.
    pub at_risk_rows: u64,
    /// Their share of all rows.
    pub at_risk_share: f64,
    /// Sizes of classes.
    pub class_sizes: Sizes,
    /// The same in a sentence.
    pub explanation: String,
}

/// The distribution of the sizes of classes, in rows.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Sizes {
    /// The smallest.
    pub min: u64,
    /// The middle one, or the mean of the two in the middle.
    pub median: f64,
    /// The mean.
    pub mean: f64,
    /// The largest.
    pub max: u64,
}

/// What a join by the quasi-identifiers would yield.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Linkability {
    /// Rows that a join with a list of the same persons is expected to link with the right one, when it picks at
    /// random within classes: one a class (El Emam and Dankar, 2008: the marketer).
    pub expected_links: u64,
    /// Their share of all rows.
    pub expected_share: f64,
    /// The same in a sentence.
    pub explanation: String,
}

/// What belonging to a class tells.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Inference {
    /// For each sensitive attribute.
    pub attributes: Vec<Attribute>,
    /// The same in a sentence.
    pub explanation: String,
}

impl Report {
    pub(crate) fn of(measured: &Measurement) -> Self {
        Self {
            rows: measured.rows,
            classes: count(measured.classes.len()),
            quasi_identifiers: measured.names.clone(),
            singling_out: SinglingOut::of(measured),
            linkability: Linkability::of(measured),
            inference: Inference::of(measured),
        }
    }
}

impl SinglingOut {
    fn of(measured: &Measurement) -> Self {
        let rows = measured.rows;
        let below = |k: u64| {
            let sizes = measured.classes.iter().map(|class| u64::from(class.rows));
            sizes.filter(|size| *size < k).sum::<u64>()
        };
        let (unique_rows, at_risk_rows) = (below(2), below(measured.at_risk_below));
        let class_sizes = Sizes::of(&measured.classes);
        let k = class_sizes.min;
        let explanation = format!(
            "Each row has the same quasi-identifiers as at least {}; of {}, {unique_rows} have them alone.",
            plural(k.saturating_sub(1), "other row"),
            plural(rows, "row"),
        );
        Self {
            k,
            unique_rows,
            unique_share: share(unique_rows, rows),
            prosecutor_risk: share(1, k),
            at_risk_below: measured.at_risk_below,
            at_risk_rows,
            at_risk_share: share(at_risk_rows, rows),
            class_sizes,
            explanation,
        }
    }
}

impl Sizes {
    fn of(classes: &[Size]) -> Self {
        let mut sizes: Vec<u64> = classes.iter().map(|class| u64::from(class.rows)).collect();
        sizes.sort_unstable();
        let middle = sizes.len() / 2;
        let at = |place| sizes.get(place).copied().unwrap_or_default();
        let lower = if sizes.len().is_multiple_of(2) {
            middle.saturating_sub(1)
        } else {
            middle
        };
        Self {
            min: at(0),
            median: mean(at(lower) + at(middle), 2),
            mean: mean(sizes.iter().sum(), sizes.len()),
            max: sizes.last().copied().unwrap_or_default(),
        }
    }
}

impl Linkability {
    fn of(measured: &Measurement) -> Self {
        let links = count(measured.classes.len());
        let expected_share = share(links, measured.rows);
        let explanation = format!(
            "Who has a list of the same persons with the same quasi-identifiers, and guesses where several rows fit, \
             is expected to join {links} of {} rightly ({:.1} %).",
            plural(measured.rows, "row"),
            expected_share * 100.0,
        );
        Self {
            expected_links: links,
            expected_share,
            explanation,
        }
    }
}

impl Inference {
    fn of(measured: &Measurement) -> Self {
        let attributes = measured.attributes.iter();
        let attributes: Vec<Attribute> = attributes.map(|one| one.overall.clone()).collect();
        let worst = attributes.iter().reduce(|worst, one| {
            if one.disclosed_rows > worst.disclosed_rows {
                one
            } else {
                worst
            }
        });
        let explanation = match worst {
            None => "No sensitive attribute is named, so nothing is measured.".to_owned(),
            Some(worst) => format!(
                "Who knows the quasi-identifiers of a person learns {} for {} ({:.1} %), because all that fit agree; \
                 every class has at least {}.",
                worst.name,
                plural(worst.disclosed_rows, "row"),
                worst.disclosed_share * 100.0,
                plural(worst.diversity.distinct, "value"),
            ),
        };
        Self {
            attributes,
            explanation,
        }
    }
}

fn plural(count: u64, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}
