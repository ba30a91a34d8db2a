//! The steps that a tenant takes for every request of a kind.

use serde::{Deserialize, Serialize};

use crate::{Shortcoming, label};

/// The most steps of a template.
pub const MAX_STEPS: usize = 50;

/// The steps of a kind of request, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Template(pub Vec<TemplateStep>);

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateStep {
    /// Its name: a word, unique in the template.
    pub name: String,
    /// What is to be done.
    pub title: String,
    /// Whether a request cannot be completed without it.
    pub required: bool,
}

/// Tells whether a text is a word: at most 64 lower-case letters, digits and hyphens. Words stand
/// open, so they must have no room for prose.
pub fn is_word(text: &str) -> bool {
    let is_of_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(is_of_word)
}

impl Template {
    /// Checks the names and titles.
    ///
    /// # Errors
    /// With every step that has none, or another's name.
    pub fn check(&self) -> Result<(), Vec<Shortcoming>> {
        let mut found = Vec::new();
        if self.0.len() > MAX_STEPS {
            let message = format!("a template has at most {MAX_STEPS} steps");
            found.push(Shortcoming::at(&["steps"], message));
        }
        for (index, step) in self.0.iter().enumerate() {
            let at = |member: &str, message: &str| {
                Shortcoming::at(&["steps", &index.to_string(), member], message)
            };
            if !is_word(&step.name) {
                found.push(at(
                    "name",
                    "must be a word of lower-case letters, digits and hyphens",
                ));
            }
            if self
                .0
                .iter()
                .take(index)
                .any(|other| other.name == step.name)
            {
                found.push(at("name", "a step before has this name"));
            }
            if let Err(error) = label(&step.title) {
                found.push(at("title", &error.to_string()));
            }
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }

    /// Finds a step by its name.
    pub fn step(&self, name: &str) -> Option<&TemplateStep> {
        self.0.iter().find(|step| step.name == name)
    }

    /// The required steps that are not among those that were done.
    pub fn open<'a>(&'a self, done: &'a [String]) -> impl Iterator<Item = &'a TemplateStep> {
        let is_open = |step: &&TemplateStep| step.required && !done.contains(&step.name);
        self.0.iter().filter(is_open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &str, required: bool) -> TemplateStep {
        TemplateStep {
            name: name.to_owned(),
            title: "Look into the paper files".to_owned(),
            required,
        }
    }

    #[test]
    fn a_template_names_each_step_once_and_by_a_word() {
        assert_eq!(
            Template(vec![step("paper", true), step("mail", false)]).check(),
            Ok(())
        );
        let wrong = Template(vec![
            step("paper", true),
            step("paper", true),
            step("Pa per", true),
        ]);
        let found = wrong.check().unwrap_err();
        let pointers: Vec<&str> = found.iter().map(|found| found.pointer.as_str()).collect();
        assert_eq!(pointers, ["/steps/1/name", "/steps/2/name"]);
    }

    #[test]
    fn only_required_steps_that_are_not_done_are_open() {
        let template = Template(vec![
            step("paper", true),
            step("mail", false),
            step("disk", true),
        ]);
        let done = ["paper".to_owned()];
        let open: Vec<&str> = template
            .open(&done)
            .map(|step| step.name.as_str())
            .collect();
        assert_eq!(open, ["disk"]);
    }
}
