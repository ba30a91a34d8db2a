//! Values with `{{ variable }}` in them, as Spin writes them.

use std::fmt;

/// A text in which variables stand between double braces.
#[derive(Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Variable(String),
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// Braces are opened and not closed.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((literal, opened)) = rest.split_once("{{") {
            let (name, after) = opened.split_once("}}").ok_or("unmatched {{")?;
            if !literal.is_empty() {
                parts.push(Part::Literal(literal.to_owned()));
            }
            parts.push(Part::Variable(name.trim().to_owned()));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    /// The variables that stand in it, in order.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Variable(name) => Some(name.as_str()),
            Part::Literal(_) => None,
        })
    }

    /// Puts values in the place of the variables; `None` when one has no value.
    pub fn expand<'a>(&self, value: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
        self.0.iter().try_fold(String::new(), |mut text, part| {
            text.push_str(match part {
                Part::Literal(literal) => literal,
                Part::Variable(name) => value(name)?,
            });
            Some(text)
        })
    }
}

impl fmt::Debug for Template {
    /// Literals may be secrets: only the names of the variables are shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.variables()).finish()
    }
}
