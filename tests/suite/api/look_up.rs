//! A person is found however their name or address is spelled.

use serde_json::json;
use tests::{Lethe, data};

#[test]
fn every_spelling_of_a_name_and_address_finds_the_person() {
    let lethe = Lethe::running();
    let rows = [
        json!({"employee_no": "1", "name": "Zoë Größe", "email": "Zoe.Groesse@Example.COM"}),
        json!({"employee_no": "2", "name": "Ann Other", "email": "ann@example.com"}),
    ];
    let tenant = lethe
        .a_tenant()
        .with_collection(&data::people())
        .with_rows("people", &rows);
    let zoe = tenant
        .look_up("people", "employee_no", "1")
        .expect("found by number");
    for name in [
        "Zoë Größe",
        "zoë größe",
        "ZOË GRÖSSE",
        "Zoe\u{308} Gro\u{308}ße",
        "  Zoë \t Größe ",
        "Ｚｏë Größe",
    ] {
        assert_eq!(
            tenant.look_up("people", "name", name).as_ref(),
            Some(&zoe),
            "{name:?}"
        );
    }
    for email in [
        "zoe.groesse@example.com",
        " ZOE.GROESSE@EXAMPLE.COM",
        "Zoe.Groesse@Example.COM",
    ] {
        assert_eq!(
            tenant.look_up("people", "email", email).as_ref(),
            Some(&zoe),
            "{email:?}"
        );
    }
    for nobody in ["Zoe Grosse", "Zoë", ""] {
        let body = json!({"collection": "people", "field": "name", "value": nobody});
        let answer = tenant.editor().post("/v1/subjects/lookup", &body);
        assert!(
            [404, 422].contains(&answer.status),
            "{nobody:?}: {answer:?}"
        );
    }
}

#[test]
fn a_field_that_is_not_for_look_up_is_refused_and_the_value_not_repeated() {
    let lethe = Lethe::running();
    let people = data::some_people(1, 1);
    let tenant = lethe.a_tenant().with_people(&people);
    let phone = people[0].row["phone"]
        .as_str()
        .expect("a person has a phone");
    let body = json!({"collection": "people", "field": "phone", "value": phone});
    let problem = tenant
        .editor()
        .post("/v1/subjects/lookup", &body)
        .problem(422);
    assert!(!problem.to_string().contains(phone), "{problem}");
}

#[test]
fn another_tenants_person_is_not_found() {
    let lethe = Lethe::running();
    let people = data::some_people(1, 1);
    let tenant = lethe.a_tenant().with_people(&people);
    let other = lethe.a_tenant().with_collection(&data::people());
    assert!(
        tenant
            .look_up("people", "employee_no", &people[0].number)
            .is_some()
    );
    assert_eq!(
        other.look_up("people", "employee_no", &people[0].number),
        None
    );
}
