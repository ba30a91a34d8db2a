//! Generalization along a tree: a city becomes its country, a diagnosis its chapter.

use std::collections::{BTreeMap, BTreeSet};

use lethe_plugin::{Field, Refusal, Table, ValueType};
use serde::Deserialize;

use crate::operate::{Operate, TextFunction, answering, ensure, of_type};
use crate::run::Run;

/// Replaces a text by its ancestor in a tree; what is not in the tree is removed.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hierarchy {
    /// The tree: from each text to the one above it.
    parents: BTreeMap<String, String>,
    /// How many steps up, 1 or more; the top of the tree stays.
    #[serde(default = "one")]
    level: usize,
}

fn one() -> usize {
    1
}

impl Operate for Hierarchy {
    fn check(&self) -> Result<(), Refusal> {
        ensure(self.level > 0, "`level` is 1 or more")?;
        // Fewer steps than there are texts lead to the top, or never.
        let ends = |text: &String| self.above(text, self.parents.len()).1;
        ensure(
            self.parents.keys().all(ends),
            "`parents` is no tree: a text is its own ancestor",
        )
    }

    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        of_type(field, &[ValueType::Text], "hierarchy works on text")
    }

    fn text<'a>(&'a self, _: &'a Run<'_>, _: &Field) -> Option<TextFunction<'a>> {
        let tops: BTreeSet<&str> = self.parents.values().map(String::as_str).collect();
        Some(answering(move |text| {
            let is_known = self.parents.contains_key(text) || tops.contains(text);
            is_known.then(|| self.above(text, self.level).0.to_owned())
        }))
    }
}

impl Hierarchy {
    /// The text so many steps above another or the topmost, and whether it is that.
    fn above<'t>(&'t self, text: &'t str, level: usize) -> (&'t str, bool) {
        let mut found = text;
        for _ in 0..level {
            match self.parents.get(found) {
                Some(parent) => found = parent,
                None => return (found, true),
            }
        }
        (found, !self.parents.contains_key(found))
    }
}
