//! The copy as JSON, in pieces that are a [`Copy`] when they are put together.

use domain::request::RequestKind;
use kit::problem::Problem;
use kit::sealing::{self, Record};
use serde::Serialize;

use super::{About, Copy, RIGHTS, copy, included};

/// Where the records of a document stand, and what comes before.
const COLLECTIONS: &str = r#""collections":["#;

/// A document of which some is written.
pub(super) struct Document {
    /// What has been written and not been taken.
    written: String,
    /// The collection whose records are being written.
    open: Option<String>,
    /// What ends it.
    end: String,
}

impl Document {
    /// Begins a document.
    pub(super) fn new(about: &About) -> Result<Self, Problem> {
        let empty = json(&Copy {
            request_id: about.request.request_id,
            subject_id: about.request.subject_id,
            made_at: about.made_at,
            rights: RIGHTS,
            collections: Vec::new(),
            statements: about.statements.clone(),
        })?;
        let unfit = || Problem::internal("a copy without collections");
        let (begin, end) = empty.split_once(COLLECTIONS).ok_or_else(unfit)?;
        Ok(Self {
            written: format!("{begin}{COLLECTIONS}"),
            open: None,
            end: end.to_owned(),
        })
    }

    /// Writes records of a collection.
    pub(super) fn push(
        &mut self,
        about: &About,
        name: &str,
        records: Vec<Record>,
    ) -> Result<(), Problem> {
        let kind = about.request.kind;
        let collection = about.declarations.get(name)?;
        let fields = included(kind, collection);
        if kind == RequestKind::Portability && fields.is_empty() {
            return Ok(());
        }
        let is_first = self.open.as_deref() != Some(name);
        if is_first {
            if self.open.is_some() {
                self.written.push_str("]},");
            }
            let empty = json(&copy(kind, collection))?;
            let unfit = || Problem::internal("a collection that does not end with its records");
            self.written
                .push_str(empty.strip_suffix("]}").ok_or_else(unfit)?);
            self.open = Some(name.to_owned());
        }
        for (nth, mut record) in records.into_iter().enumerate() {
            if nth > 0 || !is_first {
                self.written.push(',');
            }
            let is_included = |name: &str| fields.iter().any(|field| field.name == name);
            record.fields.retain(|name, _| is_included(name));
            self.written
                .push_str(&json(&sealing::to_json(&record.fields))?);
        }
        Ok(())
    }

    /// What was written since it was last asked.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.written).into_bytes()
    }

    /// Ends the document.
    pub(super) fn finish(&mut self) {
        if self.open.is_some() {
            self.written.push_str("]}");
        }
        self.written.push_str(&self.end);
    }
}

fn json(value: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|error| Problem::internal(error.to_string()))
}
