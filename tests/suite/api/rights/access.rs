//! Copies of the data (Art. 15), and what was provided (Art. 20 GDPR).

use serde_json::{Value, json};
use tests::{Lethe, data};

#[test]
fn r2_the_first_copy_is_free_and_a_further_one_may_have_a_fee() {
    let lethe = Lethe::running();
    let people = data::some_people(31, 1);
    let tenant = lethe.a_tenant().with_people(&people);
    let subject = tenant.subject(&people[0]);
    let officer = tenant.privacy_officer();
    let fee = json!({"minor_units": 750, "currency": "EUR"});
    let charge = |request: &str| officer.post(&format!("/v1/requests/{request}/fee"), &fee);
    let first = tenant.request("access", &subject);
    assert_eq!(charge(&first).problem(409)["code"], "first-copy-free");
    let _ = tenant.execute(&first).expect(200);
    let second = tenant.request("access", &subject);
    let _ = charge(&second).expect(200);
    let found = officer
        .get(&format!("/v1/requests/{second}"))
        .expect(200)
        .json();
    assert_eq!(found["fee"], fee);
    let _ = charge(&second).problem(409);
    // Nothing but a copy has a fee.
    let erasure = tenant.request("erasure", &subject);
    assert_eq!(charge(&erasure).problem(409)["code"], "wrong-kind");
    for wrong in [
        json!({"minor_units": 0, "currency": "EUR"}),
        json!({"minor_units": 5, "currency": "eur"}),
    ] {
        let _ = officer
            .post(&format!("/v1/requests/{second}/fee"), &wrong)
            .problem(422);
    }
}

#[test]
fn r6_portability_gives_what_rests_on_consent_or_contract_and_nothing_else() {
    let lethe = Lethe::running();
    let field = |name: &str, basis: &str| {
        json!({"name": name, "type": "text", "class": "contact", "on_export": "include",
               "on_erase": "delete", "lawful_basis": basis})
    };
    let declaration = json!({
        "name": "customers", "purpose": "sales", "lawful_basis": "contract",
        "retention": {"keep_for": "P10Y", "from": "created"},
        "owner": {"kind": "subject"}, "on_erase": "delete",
        "fields": [
            {"name": "number", "type": "text", "class": "identifier", "on_export": "include",
             "required": true, "unique": true, "lookup": true},
            field("newsletter", "consent"), field("tax", "legal-obligation"),
            field("score", "legitimate-interests"),
        ],
    });
    let row = json!({"number": "C-1", "newsletter": "weekly", "tax": "T-99", "score": "high"});
    let tenant = lethe
        .a_tenant()
        .with_collection(&declaration)
        .with_rows("customers", &[row]);
    let subject = tenant
        .look_up("customers", "number", "C-1")
        .expect("the customer");
    let answer = |kind: &str| -> Value {
        let request = tenant.request(kind, &subject);
        let _ = tenant.execute(&request).expect(200);
        let path = format!("/v1/requests/{request}/answer");
        tenant.privacy_officer().get(&path).expect(200).json()
    };
    let portable = &answer("portability")["collections"][0]["records"];
    assert_eq!(
        *portable,
        json!([{"number": "C-1", "newsletter": "weekly"}])
    );
    let all = &answer("access")["collections"][0]["records"][0];
    assert_eq!(
        (&all["tax"], &all["score"]),
        (&json!("T-99"), &json!("high"))
    );
}

#[test]
fn c2_a_withdrawal_of_consent_says_what_rested_on_it() {
    let lethe = Lethe::running();
    let mut people = data::people();
    let fields = people["fields"].as_array_mut().expect("fields");
    for field in fields.iter_mut().filter(|field| field["name"] == "phone") {
        field["lawful_basis"] = json!("consent");
        field["purpose"] = json!("news");
    }
    let person = &data::some_people(32, 1)[0];
    let tenant = lethe
        .a_tenant()
        .with_collection(&people)
        .with_rows("people", std::slice::from_ref(&person.row));
    let subject = tenant.subject(person);
    let filed = tenant
        .file("consent-withdrawal", &subject, &json!({"purpose": "news"}))
        .expect(201);
    let done = tenant
        .execute(&filed.text_at("/request_id"))
        .expect(200)
        .json();
    assert_eq!(
        done["outcome"],
        json!({"without_ground": {"people": ["phone"]}})
    );
}
