//! Which column of a file is which field of the collection.

use std::collections::{BTreeMap, BTreeSet};

use domain::Collection;
use kit::problem::{Place, Problem};

/// What the caller says about columns: the field each one holds, or that it is unwanted.
///
/// A column that is not listed is the field of the same name.
#[derive(Debug, Default)]
pub(super) struct Mapping(BTreeMap<String, Option<String>>);

impl Mapping {
    /// Reads the query parameter `mapping`.
    pub(super) fn parse(json: Option<&str>) -> Result<Self, Problem> {
        let Some(json) = json else {
            return Ok(Self::default());
        };
        serde_json::from_str(json).map(Self).map_err(|_| {
            let message = "must be a JSON object of column names to a field name or null";
            Problem::malformed("malformed-query", "the mapping cannot be read")
                .at(Place::parameter("mapping", message))
        })
    }

    /// The field of each column of a header row; none where a column is unwanted.
    pub(super) fn columns<'a>(
        &'a self,
        header: &'a [String],
        collection: &Collection,
    ) -> Result<Vec<Option<&'a str>>, Vec<Place>> {
        let mut places = self.strangers(header);
        let mut taken = BTreeSet::new();
        let mut columns = Vec::with_capacity(header.len());
        for column in header {
            let field = self.field(column);
            columns.push(field);
            let Some(field) = field else { continue };
            if collection.field(field).is_none() {
                places.push(no_such_field(column, field));
            } else if !taken.insert(field) {
                let message = format!("more than one column is mapped to the field {field}");
                places.push(Place::line(1, message).in_field(field));
            }
        }
        if places.is_empty() {
            Ok(columns)
        } else {
            Err(places)
        }
    }

    /// The field that a column holds; none if it is unwanted.
    pub(super) fn field<'a>(&'a self, column: &'a str) -> Option<&'a str> {
        match self.0.get(column) {
            Some(field) => field.as_deref(),
            None => Some(column),
        }
    }

    /// Columns that the mapping names and the file does not have.
    fn strangers(&self, header: &[String]) -> Vec<Place> {
        let is_missing = |column: &&String| !header.contains(column);
        let message = |column: &String| format!("the file has no column {column:?}");
        self.0
            .keys()
            .filter(is_missing)
            .map(|column| Place::parameter("mapping", message(column)))
            .collect()
    }
}

fn no_such_field(column: &str, field: &str) -> Place {
    let message = if column == field {
        format!("the column {column:?} is not mapped, and the collection has no field of this name")
    } else {
        format!("the column {column:?} is mapped to {field:?}, which the collection does not have")
    };
    Place::line(1, message)
}
