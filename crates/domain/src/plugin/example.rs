//! Golden examples: what a plugin is given, and what is expected of it. They hold no personal data.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::{DataClass, Value, ValueType};

/// One example. `text` is expected of exporters, `decisions` of retention policies, the `output` of its columns
/// of anonymizers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows, in a few words.
    pub name: String,
    /// The parameters of the run.
    #[serde(default)]
    parameters: Map<String, Json>,
    /// The collection that the rows come from.
    #[serde(default = "collection")]
    pub collection: String,
    /// What an exporter's file is about.
    #[serde(default = "collection")]
    pub title: String,
    /// Why a retention policy is told that the records are kept.
    #[serde(default = "collection")]
    pub purpose: String,
    /// The time of the run; 2026-01-01T00:00:00Z when left out, as in the tests of the SDK.
    #[serde(default = "now")]
    pub now: Timestamp,
    /// The seed of the run.
    #[serde(default = "seed")]
    pub seed: u64,
    /// The columns.
    #[serde(default)]
    columns: Vec<Given>,
    /// When each record was kept first, for a retention policy.
    #[serde(default)]
    pub created: Vec<Timestamp>,
    /// When each was changed last; left out, when it was created.
    #[serde(default)]
    changed: Option<Vec<Timestamp>>,
    /// The file that an exporter must write.
    #[serde(default)]
    text: Option<String>,
    /// What a retention policy must decide, one a record.
    #[serde(default)]
    decisions: Option<Vec<Verdict>>,
    /// A part of the plugin's words, if it must refuse.
    #[serde(default)]
    refusal: Option<String>,
}

/// One column of an example.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The field.
    pub name: String,
    /// Its class.
    pub class: DataClass,
    /// The type of its values.
    #[serde(rename = "type")]
    pub value_type: ValueType,
    input: Vec<Json>,
    /// Left out, the input: nothing changes.
    #[serde(default)]
    output: Option<Vec<Json>>,
}

/// What a retention policy decides about a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is kept until then.
    KeepUntil(Timestamp),
    /// It is erased now.
    Erase,
    /// It is anonymized now.
    Anonymize,
    /// A person decides.
    Ask,
}

/// What a plugin made of an example.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The columns that it was handed, as they are now.
    Columns(Vec<Vec<Option<Value>>>),
    /// A file.
    File(Vec<u8>),
    /// One verdict a record.
    Decisions(Vec<Verdict>),
    /// It refused, in these words.
    Refused(String),
}

fn collection() -> String {
    "test".to_owned()
}

fn now() -> Timestamp {
    Timestamp::constant(1_767_225_600, 0)
}

fn seed() -> u64 {
    0x1e7e
}

impl Example {
    /// Whether it is one that shows parameters that fit.
    pub fn is_answered(&self) -> bool {
        self.refusal.is_none()
    }

    /// Its parameters, as the plugin takes them.
    pub fn parameters(&self) -> String {
        Json::Object(self.parameters.clone()).to_string()
    }

    /// When each record was changed last.
    pub fn changed(&self) -> &[Timestamp] {
        self.changed.as_deref().unwrap_or(&self.created)
    }

    /// The columns that a plugin is handed which wants these fields.
    pub fn handed(&self, wants: impl Fn(&str, DataClass) -> bool) -> Vec<&Given> {
        let wanted = |column: &&Given| wants(&column.name, column.class);
        self.columns.iter().filter(wanted).collect()
    }

    /// Compares what a plugin made of the columns that it was handed with what is expected.
    ///
    /// # Errors
    /// The first difference, and where it is.
    pub fn compare(&self, handed: &[&Given], outcome: &Outcome) -> Result<(), String> {
        match (outcome, &self.refusal) {
            (Outcome::Refused(said), Some(expected)) if said.contains(expected) => return Ok(()),
            (Outcome::Refused(said), _) => return Err(format!("it refused: {said}")),
            (_, Some(expected)) => {
                return Err(format!(
                    "it answered, though it was to refuse with `{expected}`"
                ));
            }
            _ => {}
        }
        match outcome {
            Outcome::Columns(columns) => {
                for (given, found) in handed.iter().zip(columns) {
                    given.compare(found)?;
                }
                let is_left = |given: &&Given| !handed.iter().any(|it| it.name == given.name);
                self.columns
                    .iter()
                    .filter(is_left)
                    .try_for_each(Given::is_left)
            }
            Outcome::File(bytes) => self.compare_file(bytes),
            Outcome::Decisions(found) => self.compare_decisions(found),
            Outcome::Refused(_) => Ok(()),
        }
    }

    fn compare_file(&self, bytes: &[u8]) -> Result<(), String> {
        let expected = self.text.as_deref();
        let expected = expected.ok_or("an exporter's example says in `text` what is expected")?;
        let found = std::str::from_utf8(bytes).map_err(|_| "the file is no text")?;
        if expected == found {
            return Ok(());
        }
        let mut lines = (1..).zip(expected.split('\n')).zip(found.split('\n'));
        let differing = lines.find(|((_, expected), found)| expected != found);
        if let Some(((number, expected), found)) = differing {
            return Err(format!(
                "line {number}: expected `{expected}`, found `{found}`"
            ));
        }
        let (wanted, has) = (expected.split('\n').count(), found.split('\n').count());
        Err(format!("{wanted} lines expected, {has} found"))
    }

    fn compare_decisions(&self, found: &[Verdict]) -> Result<(), String> {
        let expected = self.decisions.as_deref();
        let expected =
            expected.ok_or("a retention policy's example says in `decisions` what is expected")?;
        if expected.len() != found.len() {
            let (wanted, has) = (expected.len(), found.len());
            return Err(format!("{wanted} decisions expected, {has} found"));
        }
        let mut pairs = expected.iter().zip(found).enumerate();
        match pairs.find(|(_, (expected, found))| expected != found) {
            None => Ok(()),
            Some((row, (expected, found))) => Err(format!(
                "record {row}: expected {expected:?}, found {found:?}"
            )),
        }
    }
}

impl Given {
    /// The values that it is given.
    ///
    /// # Errors
    /// Which row has none of its type.
    pub fn input(&self) -> Result<Vec<Option<Value>>, String> {
        self.read(&self.input)
    }

    fn read(&self, values: &[Json]) -> Result<Vec<Option<Value>>, String> {
        let read = |(row, json): (usize, &Json)| {
            Value::from_json(self.value_type, json)
                .map_err(|error| format!("column `{}`, row {row}: {error}", self.name))
        };
        values.iter().enumerate().map(read).collect()
    }

    fn expected(&self) -> Result<Vec<Option<Value>>, String> {
        self.read(self.output.as_ref().unwrap_or(&self.input))
    }

    fn compare(&self, found: &[Option<Value>]) -> Result<(), String> {
        let (name, expected) = (&self.name, self.expected()?);
        if expected.len() != found.len() {
            let (wanted, has) = (expected.len(), found.len());
            return Err(format!(
                "column `{name}`: {has} rows in, {wanted} expected out"
            ));
        }
        for (row, (expected, found)) in expected.iter().zip(found).enumerate() {
            if expected != found {
                let (expected, found) = (shown(expected.as_ref()), shown(found.as_ref()));
                return Err(format!(
                    "column `{name}`, row {row}: expected {expected}, found {found}"
                ));
            }
        }
        Ok(())
    }

    /// A column that the plugin does not ask for stays as it is.
    fn is_left(&self) -> Result<(), String> {
        if self.expected()? == self.input()? {
            return Ok(());
        }
        let name = &self.name;
        Err(format!(
            "column `{name}` is to change, but the plugin does not ask for it"
        ))
    }
}

/// A value of an example, which holds no personal data.
fn shown(value: Option<&Value>) -> String {
    value.map_or(Json::Null, Value::to_json).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(more: &str) -> Example {
        let text = format!(
            r#"{{"name": "x", "columns": [{{"name": "name", "class": "identifier",
                "type": "text", "input": ["Ada", null], "output": ["A", null]}}]{more}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn the_first_value_that_differs_is_named() {
        let example = example("");
        let handed = example.handed(|_, _| true);
        let compare = |values| example.compare(&handed, &Outcome::Columns(vec![values]));
        assert_eq!(compare(vec![Some(text("A")), None]), Ok(()));
        let differs = compare(vec![Some(text("B")), None]).unwrap_err();
        assert_eq!(differs, r#"column `name`, row 0: expected "A", found "B""#);
        let unasked = example.compare(&[], &Outcome::Columns(vec![]));
        assert!(unasked.unwrap_err().contains("does not ask for it"));
    }

    #[test]
    fn a_refusal_is_expected_or_is_none() {
        let refused = Outcome::Refused("only names have initials".to_owned());
        let strict = example(r#", "refusal": "only names""#);
        assert_eq!(strict.compare(&[], &refused), Ok(()));
        assert!(strict.compare(&[], &Outcome::Columns(vec![])).is_err());
        assert!(example("").compare(&[], &refused).is_err());
    }

    #[test]
    fn the_first_line_that_differs_is_named() {
        let example = example(r#", "text": "a\nb\n""#);
        let compare = |bytes: &[u8]| example.compare(&[], &Outcome::File(bytes.to_vec()));
        assert_eq!(compare(b"a\nb\n"), Ok(()));
        let differs = compare(b"a\nc\n").unwrap_err();
        assert_eq!(differs, "line 2: expected `b`, found `c`");
        assert!(compare(b"a\nb\n\n").is_err());
        assert!(compare(b"\xff").is_err());
    }

    #[test]
    fn the_first_record_that_is_decided_otherwise_is_named() {
        let example =
            example(r#", "decisions": ["erase", {"keep-until": "2030-01-01T00:00:00Z"}]"#);
        let until = Verdict::KeepUntil("2030-01-01T00:00:00Z".parse().unwrap());
        let compare = |found: &[Verdict]| example.compare(&[], &Outcome::Decisions(found.to_vec()));
        assert_eq!(compare(&[Verdict::Erase, until]), Ok(()));
        let differs = compare(&[Verdict::Erase, Verdict::Ask]).unwrap_err();
        assert!(
            differs.starts_with("record 1: expected KeepUntil"),
            "{differs}"
        );
        assert!(compare(&[Verdict::Erase]).is_err());
    }
}
