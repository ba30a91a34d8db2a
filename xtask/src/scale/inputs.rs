//! The inputs of the calculation: rows of a table, ``| `name` | 1,000 | unit | source |``, with names in
//! snake case.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

/// Figures by their names.
pub(super) struct Inputs(BTreeMap<String, f64>);

impl Inputs {
    /// Finds the rows in a Markdown text.
    pub(super) fn read(text: &str) -> Result<Self> {
        let mut inputs = BTreeMap::new();
        for line in text.lines() {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let [_, name, value, _unit, _source, _] = cells.as_slice() else {
                continue;
            };
            let name = name.strip_prefix('`').and_then(|n| n.strip_suffix('`'));
            let Some(name) = name.filter(|name| name.chars().all(is_of_a_name)) else {
                continue;
            };
            let figure: f64 = value
                .replace(',', "")
                .parse()
                .with_context(|| format!("{name} is {value}, which is no number"))?;
            ensure!(
                figure.is_finite() && figure > 0.0,
                "{name} is not above zero"
            );
            let earlier = inputs.insert(name.to_owned(), figure);
            ensure!(earlier.is_none(), "{name} is given twice");
        }
        Ok(Self(inputs))
    }

    pub(super) fn get(&self, name: &str) -> Result<f64> {
        self.0
            .get(name)
            .copied()
            .with_context(|| format!("no input `{name}`"))
    }
}

fn is_of_a_name(character: char) -> bool {
    character.is_ascii_lowercase() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::Inputs;

    #[test]
    fn inputs_are_read_from_a_table() {
        let text =
            "| input | value | unit | source |\n|---|---|---|---|\n| `a` | 1,000.5 | x | y |\n";
        let inputs = Inputs::read(text).unwrap();
        assert!((inputs.get("a").unwrap() - 1000.5).abs() < f64::EPSILON);
        assert!(inputs.get("b").is_err());
    }

    #[test]
    fn what_is_no_figure_is_refused() {
        for value in ["", "many", "0", "-1", "inf"] {
            assert!(Inputs::read(&format!("| `a` | {value} | x | y |")).is_err());
        }
    }
}
