//! Declarations: what they lack, what may replace them, and what records they take.

mod check;
mod compatible;
mod records;

use serde_json::Value;

use super::{Collection, Draft, Shortcoming, example};

fn check(json: Value) -> Result<Collection, Vec<Shortcoming>> {
    serde_json::from_value::<Draft>(json).unwrap().check()
}

fn timesheets() -> Collection {
    check(example::timesheets()).unwrap()
}

fn people() -> Collection {
    check(example::people()).unwrap()
}

/// Puts `value` where `pointer` says, or removes what is there.
fn edit(json: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let parent = json.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Object(map), Some(value)) => {
            map.insert(member.to_owned(), value);
        }
        (Value::Object(map), None) => {
            map.remove(member).unwrap();
        }
        (Value::Array(list), Some(value)) => list.push(value),
        (Value::Array(list), None) => {
            list.remove(member.parse().unwrap());
        }
        _ => panic!("nothing to edit at {pointer}"),
    }
}

fn pointers(found: &[Shortcoming]) -> Vec<&str> {
    found.iter().map(|found| found.pointer.as_str()).collect()
}
