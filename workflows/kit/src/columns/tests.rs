use domain::{Collection, Draft, Fields, RecordId};
use serde_json::json;

use super::*;

fn collection() -> Collection {
    let types = [
        "text",
        "integer",
        "number",
        "boolean",
        "date",
        "timestamp",
        "bytes",
    ];
    let field = |name: &&str| json!({"name": name, "type": name, "class": "sensitive", "on_export": "include"});
    let draft: Draft = serde_json::from_value(json!({
        "name": "things", "purpose": "work", "lawful_basis": "contract",
        "retention": {"keep_for": "P1Y", "from": "created"},
        "owner": {"kind": "subject"}, "on_erase": "delete",
        "fields": types.iter().map(field).collect::<Vec<_>>(),
    }))
    .unwrap();
    draft.check().unwrap()
}

fn record(fields: Fields) -> Record {
    let record_id = RecordId::generate(jiff::Timestamp::UNIX_EPOCH, [1; 10]);
    Record {
        record_id,
        collection: "things".into(),
        subject_id: None,
        fields,
    }
}

fn packed(cells: &Cells) -> engine::Values {
    engine::Column::pack("", engine::DataClass::None, cells).values
}

fn full() -> Fields {
    let of = |(field, text): (&str, &str)| {
        let value_type = collection().field(field).unwrap().value_type;
        (
            field.to_owned(),
            Value::from_text(value_type, text).unwrap().unwrap(),
        )
    };
    [
        ("text", "Ann"),
        ("integer", "-7"),
        ("number", "1.5"),
        ("boolean", "true"),
        ("date", "-000004-02-29"),
        ("timestamp", "1969-12-31T23:59:59.999Z"),
        ("bytes", "AAH/"),
    ]
    .map(of)
    .into()
}

#[test]
fn every_type_comes_back_as_it_was_handed_over() {
    let collection = collection();
    let fields: Vec<&Field> = collection.fields.iter().collect();
    let mut records = [record(full()), record(Fields::new())];
    let table = of(&fields, &records);
    records[0].fields.clear();
    put(table, &fields, &mut records).unwrap();
    assert_eq!(records[0].fields, full());
    assert_eq!(records[1].fields, Fields::new());
}

#[test]
fn an_answer_of_another_shape_is_told_by_its_first_difference() {
    let collection = collection();
    let fields: Vec<&Field> = collection.fields.iter().take(2).collect();
    let mut records = [record(full())];
    let column = |cells| engine::Column::pack("text", engine::DataClass::Sensitive, &cells);
    let misfit = |change: &dyn Fn(&mut engine::Table), records: &mut [Record]| {
        let mut table = of(&fields, records);
        change(&mut table);
        put(table, &fields, records).unwrap_err().0
    };
    let columns = misfit(&|table| table.columns.truncate(1), &mut records);
    assert!(columns.contains("columns"), "{columns}");
    let order = misfit(&|table| table.columns.reverse(), &mut records);
    assert!(order.contains("column"), "{order}");
    let rows = misfit(
        &|table| table.columns[0] = column(Cells::Text(vec![None, None])),
        &mut records,
    );
    assert!(rows.contains("rows"), "{rows}");
    let types = misfit(
        &|table| table.columns[0] = column(Cells::Integer(vec![None])),
        &mut records,
    );
    assert!(types.contains("type"), "{types}");
}

#[test]
fn an_empty_text_is_no_value() {
    let collection = collection();
    let fields: Vec<&Field> = collection.fields.iter().take(1).collect();
    let mut records = [record(full())];
    let mut table = of(&fields, &records);
    table.columns[0].values = packed(&Cells::Text(vec![Some(String::new())]));
    put(table, &fields, &mut records).unwrap();
    assert!(!records[0].fields.contains_key("text"));
}

#[test]
fn a_day_or_number_that_does_not_exist_is_refused() {
    let collection = collection();
    let fields = [collection.field("date").unwrap()];
    let mut records = [record(full())];
    let mut table = of(&fields, &records);
    let day = engine::Date {
        year: 2025,
        month: 2,
        day: 30,
    };
    table.columns[0].values = packed(&Cells::Date(vec![Some(day)]));
    assert!(put(table, &fields, &mut records).is_err());
    let fields = [collection.field("number").unwrap()];
    let mut table = of(&fields, &records);
    table.columns[0].values = packed(&Cells::Number(vec![Some(f64::NAN)]));
    assert!(put(table, &fields, &mut records).is_err());
}
