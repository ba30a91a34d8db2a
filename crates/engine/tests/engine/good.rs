//! What a plugin that keeps the contract can rely on.

use engine::{CONTRACT, Cells, DataClass, Date, ENGINE, Table, sha256_hex};

use crate::fixture::{Fixture, IDENTITY, MASK, anonymizing, column, context, engine, load, people};

#[test]
fn a_masking_plugin_masks_the_texts_and_nothing_else() {
    let run = anonymizing(MASK).run().unwrap();
    let masked = vec![Some("***".into()), Some("*****".into()), None];
    let [name, pay] = run.output.columns.try_into().unwrap();
    assert_eq!(name.unpack(), Cells::Text(masked));
    assert_eq!(pay, people().columns[1]);
}

#[test]
fn a_plugin_says_what_it_is() {
    let said = Fixture::default().plugin().describe().unwrap();
    assert_eq!(
        (said.name.as_str(), said.version.as_str()),
        ("fixture", "1.2.3")
    );
    assert_eq!(said.parameters, "{}");
}

#[test]
fn every_type_of_value_comes_back_as_it_was() {
    let date = Date {
        year: -44,
        month: 3,
        day: 15,
    };
    let values = [
        Cells::Text(vec![
            Some("Zoë\0\u{10ffff}".into()),
            None,
            Some(String::new()),
        ]),
        Cells::Integer(vec![Some(i64::MIN), Some(i64::MAX), None]),
        Cells::Number(vec![Some(-0.0), None, Some(f64::MIN_POSITIVE)]),
        Cells::Boolean(vec![Some(true), Some(false), None]),
        Cells::Date(vec![Some(date), None, None]),
        Cells::Timestamp(vec![None, Some(-1), Some(0)]),
        Cells::Bytes(vec![Some(vec![0, 255]), Some(vec![]), None]),
    ];
    let columns = values.iter().enumerate();
    let columns = columns.map(|(at, cells)| column(&at.to_string(), DataClass::None, cells));
    let table = Table {
        columns: columns.collect(),
    };
    let run = anonymizing(IDENTITY)
        .plugin()
        .anonymize(&context(), &table)
        .unwrap();
    assert_eq!(run.output, table);
}

#[test]
fn an_empty_table_is_a_table() {
    let empty = Table { columns: vec![] };
    let run = anonymizing(MASK)
        .plugin()
        .anonymize(&context(), &empty)
        .unwrap();
    assert_eq!(run.output, empty);
}

#[test]
fn the_largest_batch_fits_every_limit() {
    let text = "sixteen letters.";
    let columns = (0..16).map(|index| {
        let cells = Cells::Text(vec![Some(text.into()); 1_000]);
        column(&format!("field-{index}"), DataClass::FreeText, &cells)
    });
    let table = Table {
        columns: columns.collect(),
    };
    let run = anonymizing(MASK)
        .plugin()
        .anonymize(&context(), &table)
        .unwrap();
    assert_eq!(run.output.byte_size(), table.byte_size());
    assert!(run.usage.peak_memory > run.usage.input_bytes);
    assert_eq!(run.usage.input_bytes, table.byte_size() as u64);
}

#[test]
fn a_hundred_runs_and_a_reloaded_plugin_leave_the_same_receipt() {
    let component = anonymizing(MASK).component();
    let plugin = load(engine(), &component).unwrap();
    let first = plugin.anonymize(&context(), &people()).unwrap();
    for _ in 0..100 {
        let run = plugin.anonymize(&context(), &people()).unwrap();
        assert_eq!((&run.output, &run.receipt), (&first.output, &first.receipt));
    }
    let reloaded = load(engine(), &component).unwrap();
    assert_eq!(
        reloaded.anonymize(&context(), &people()).unwrap().receipt,
        first.receipt
    );
}

#[test]
fn a_receipt_names_plugin_contract_engine_and_parameters() {
    let component = anonymizing(MASK).component();
    let receipt = load(engine(), &component)
        .unwrap()
        .anonymize(&context(), &people())
        .unwrap()
        .receipt;
    assert_eq!(receipt.plugin_digest, sha256_hex(&component));
    assert_eq!(
        receipt.parameters_hash,
        sha256_hex(context().parameters.as_bytes())
    );
    assert_eq!(
        (receipt.contract.as_str(), receipt.engine.as_str()),
        (CONTRACT, ENGINE)
    );
    assert!(receipt.fuel > 0);
}

#[test]
fn every_part_of_the_input_is_in_its_hash() {
    let plugin = anonymizing(IDENTITY).plugin();
    let hash = |context, table| {
        plugin
            .anonymize(&context, &table)
            .unwrap()
            .receipt
            .input_hash
    };
    let mut hashes = vec![hash(context(), people())];
    let contexts: [fn(&mut engine::Context); 4] = [
        |c| c.collection.push('x'),
        |c| c.now += 1,
        |c| c.parameters = "{}".into(),
        |c| c.seed += 1,
    ];
    for change in contexts {
        let mut changed = context();
        change(&mut changed);
        hashes.push(hash(changed, people()));
    }
    let tables: [fn(&mut Table); 6] = [
        |t| t.columns[0].name.push('x'),
        |t| t.columns[0].class = DataClass::Contact,
        |t| {
            t.columns[1] = column(
                "pay",
                DataClass::Sensitive,
                &Cells::Timestamp(vec![Some(1), None, Some(3)]),
            );
        },
        |t| {
            t.columns[1] = column(
                "pay",
                DataClass::Sensitive,
                &Cells::Integer(vec![Some(1), Some(0), Some(3)]),
            );
        },
        |t| t.columns.swap(0, 1),
        |t| t.columns.truncate(1),
    ];
    for change in tables {
        let mut changed = people();
        change(&mut changed);
        hashes.push(hash(context(), changed));
    }
    let count = hashes.len();
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), count);
}

#[test]
fn the_engine_in_receipts_is_the_one_that_is_built_in() {
    let (name, version) = ENGINE.split_once(' ').unwrap();
    let locked = format!("name = \"{name}\"\nversion = \"{version}\"\n");
    assert!(include_str!("../../../../Cargo.lock").contains(&locked));
}
