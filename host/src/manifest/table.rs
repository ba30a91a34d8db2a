//! A TOML table that remembers where its keys stand and which of them were asked for.

use std::collections::BTreeMap;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::problem::Report;

/// How alike two keys must be for one to be offered in place of the other.
const ALIKE: f64 = 0.85;

/// A value with the path and position of its key.
#[derive(Clone)]
pub(super) struct Entry<'a> {
    pub(super) key: String,
    pub(super) at: usize,
    value: &'a DeValue<'a>,
}

impl<'a> Entry<'a> {
    fn refuse_type(&self, wanted: &str, report: &mut Report) {
        let found = self.value.type_str();
        report.add(
            self.at,
            &self.key,
            format!("expected {wanted}, found {found}"),
        );
    }

    pub(super) fn is_table(&self) -> bool {
        self.value.is_table()
    }

    pub(super) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    pub(super) fn is_text(&self) -> bool {
        self.value.is_str()
    }

    /// Whether the value grants or sets nothing: an empty list or table.
    pub(super) fn is_empty(&self) -> bool {
        match self.value {
            DeValue::Array(array) => array.is_empty(),
            DeValue::Table(table) => table.is_empty(),
            _ => false,
        }
    }

    pub(super) fn text(&self, report: &mut Report) -> Option<String> {
        let text = self.value.as_str().map(str::to_owned);
        if text.is_none() {
            self.refuse_type("a string", report);
        }
        text
    }

    pub(super) fn flag(&self, report: &mut Report) -> Option<bool> {
        let flag = self.value.as_bool();
        if flag.is_none() {
            self.refuse_type("true or false", report);
        }
        flag
    }

    pub(super) fn integer(&self, report: &mut Report) -> Option<i64> {
        let integer = self
            .value
            .as_integer()
            .and_then(|i| i64::from_str_radix(i.as_str(), i.radix()).ok());
        if integer.is_none() {
            self.refuse_type("an integer", report);
        }
        integer
    }

    pub(super) fn table(&self, report: &mut Report) -> Option<Table<'a>> {
        let table = self
            .value
            .as_table()
            .map(|table| Table::new(&self.key, self.at, table));
        if table.is_none() {
            self.refuse_type("a table", report);
        }
        table
    }

    pub(super) fn items(&self, report: &mut Report) -> Vec<Entry<'a>> {
        let Some(array) = self.value.as_array() else {
            self.refuse_type("a list", report);
            return Vec::new();
        };
        let entry = |item: &'a Spanned<DeValue<'a>>| Entry {
            key: self.key.clone(),
            at: item.span().start,
            value: item.get_ref(),
        };
        array.iter().map(entry).collect()
    }

    pub(super) fn text_map(&self, report: &mut Report) -> BTreeMap<String, String> {
        let Some(table) = self.table(report) else {
            return BTreeMap::new();
        };
        let entries = table.entries();
        entries
            .filter_map(|(name, entry)| Some((name, entry.text(report)?)))
            .collect()
    }
}

/// A table whose keys are taken one by one; [`Table::finish`] refuses the rest.
pub(super) struct Table<'a> {
    path: String,
    at: usize,
    rest: BTreeMap<&'a str, Entry<'a>>,
    known: Vec<&'static str>,
}

impl<'a> Table<'a> {
    pub(super) fn new(path: &str, at: usize, table: &'a DeTable<'a>) -> Self {
        let rest = table.iter().map(|(name, value)| {
            let key = if path.is_empty() {
                name.to_string()
            } else {
                format!("{path}.{name}")
            };
            (
                name.get_ref().as_ref(),
                Entry {
                    key,
                    at: name.span().start,
                    value: value.get_ref(),
                },
            )
        });
        Self {
            path: path.to_owned(),
            at,
            rest: rest.collect(),
            known: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, name: &'static str) -> Option<Entry<'a>> {
        self.known.push(name);
        self.rest.remove(name)
    }

    pub(super) fn require(&mut self, name: &'static str, report: &mut Report) -> Option<Entry<'a>> {
        let entry = self.take(name);
        if entry.is_none() {
            let key = if self.path.is_empty() {
                name.to_owned()
            } else {
                self.key(name)
            };
            report.add(self.at, &key, "missing");
        }
        entry
    }

    /// Refuses a key that names a capability this host does not have; an empty one is let pass.
    pub(super) fn refuse(&mut self, name: &'static str, reason: &str, report: &mut Report) {
        if let Some(entry) = self.take(name).filter(|entry| !entry.is_empty()) {
            report.add(entry.at, &entry.key, reason);
        }
    }

    /// Lets a key pass that is meant for other tools.
    pub(super) fn ignore(&mut self, name: &'static str) {
        self.take(name);
    }

    pub(super) fn entries(self) -> impl Iterator<Item = (String, Entry<'a>)> {
        self.rest
            .into_iter()
            .map(|(name, entry)| (name.to_owned(), entry))
    }

    /// Refuses every key that nobody asked for.
    pub(super) fn finish(self, report: &mut Report) {
        for (name, entry) in &self.rest {
            let alike = |known: &&str| strsim::jaro_winkler(name, known);
            let nearest = self
                .known
                .iter()
                .max_by(|a, b| alike(a).total_cmp(&alike(b)));
            let message = match nearest.filter(|known| alike(known) >= ALIKE) {
                Some(known) => format!("unknown key; did you mean {known}?"),
                None => "unknown key".to_owned(),
            };
            report.add(entry.at, &entry.key, message);
        }
    }

    fn key(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }
}
