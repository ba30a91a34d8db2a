//! How far a delivery has come: what the next call is told.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::DeliveryId;
use kit::problem::{Place, Problem};
use serde::{Deserialize, Serialize};
use store::Value;
use store::holdings::Table;

/// Where the next part begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cursor {
    /// The delivery.
    pub(super) delivery: DeliveryId,
    /// The table; none when only the manifest is left.
    pub(super) table: Option<String>,
    /// The row after which it begins; none at the start of a table.
    pub(super) after: Option<Vec<Key>>,
    /// The number of the next file.
    pub(super) file: u32,
}

/// A value of a key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Key {
    Number(i64),
    Text(String),
    Bytes { hex: String },
}

impl Cursor {
    pub(super) fn to_text(&self) -> Result<String, Problem> {
        let json = serde_json::to_vec(self).map_err(|e| Problem::internal(e.to_string()))?;
        Ok(URL_SAFE_NO_PAD.encode(json))
    }

    pub(super) fn of(text: &str) -> Result<Self, Problem> {
        let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| malformed())?;
        let cursor: Self = serde_json::from_slice(&json).map_err(|_| malformed())?;
        cursor.table()?;
        Ok(cursor)
    }

    /// The table that it names.
    pub(super) fn table(&self) -> Result<Option<&'static Table>, Problem> {
        let Some(name) = &self.table else {
            return Ok(None);
        };
        let table = Table::named(name).filter(|table| table.is_delivered());
        table.map(Some).ok_or_else(malformed)
    }

    /// The row after which it begins, as the store takes it.
    pub(super) fn after(&self) -> Result<Option<Vec<Value>>, Problem> {
        let value = |key: &Key| match key {
            Key::Number(number) => Ok(Value::Integer(*number)),
            Key::Text(text) => Ok(Value::Text(text.clone())),
            Key::Bytes { hex } => hex::decode(hex).map(Value::Blob).map_err(|_| malformed()),
        };
        let after = self.after.as_ref();
        after.map(|key| key.iter().map(value).collect()).transpose()
    }
}

/// A key as a cursor holds it.
pub(super) fn key_of(values: &[Value]) -> Vec<Key> {
    let key = |value: &Value| match value {
        Value::Integer(number) => Key::Number(*number),
        Value::Text(text) => Key::Text(text.clone()),
        Value::Blob(bytes) => Key::Bytes {
            hex: hex::encode(bytes),
        },
        // No key has them.
        Value::Null | Value::Real(_) => Key::Text(String::new()),
    };
    values.iter().map(key).collect()
}

fn malformed() -> Problem {
    let place = Place::parameter("after", "must be what the part before gave in lethe-next");
    Problem::malformed("malformed-cursor", "there is no such part").at(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor() -> Cursor {
        Cursor {
            delivery: "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap(),
            table: Some("record".to_owned()),
            after: Some(key_of(&[
                Value::Text("people".to_owned()),
                Value::Integer(7),
                Value::Blob(vec![1, 255]),
            ])),
            file: 9,
        }
    }

    #[test]
    fn a_cursor_leads_back_to_where_it_was_made() {
        let read = Cursor::of(&cursor().to_text().unwrap()).unwrap();
        assert_eq!(read, cursor());
        let wanted = [
            Value::Text("people".to_owned()),
            Value::Integer(7),
            Value::Blob(vec![1, 255]),
        ];
        assert_eq!(read.after().unwrap().unwrap(), wanted);
    }

    #[test]
    fn a_cursor_to_what_is_not_handed_over_is_refused() {
        for table in ["tenant_key", "subject_key", "sqlite_master", ""] {
            let cursor = Cursor {
                table: Some(table.to_owned()),
                ..cursor()
            };
            assert!(Cursor::of(&cursor.to_text().unwrap()).is_err(), "{table}");
        }
        for text in ["", "zz", "e30"] {
            assert!(Cursor::of(text).is_err(), "{text}");
        }
    }
}
