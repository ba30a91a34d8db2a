use serde_json::{Value, json};

use super::*;
use crate::collection::example;

fn people() -> Collection {
    serde_json::from_value(example::people()).unwrap()
}

fn viewer() -> Viewer {
    Viewer {
        role: Role::Member,
        account: None,
        account_type: None,
        groups: BTreeSet::new(),
        purpose: None,
    }
}

fn seen(rules: &Value, viewer: &Viewer) -> Vec<(String, Reach)> {
    let visibility: Visibility = serde_json::from_value(json!({ "rules": rules })).unwrap();
    let open = visibility.open_to(viewer, &people());
    assert!(open.is_empty() || visibility.has_rule_for(viewer));
    open.into_iter().collect()
}

fn open(field: &str, reach: Reach) -> (String, Reach) {
    (field.to_owned(), reach)
}

#[test]
fn without_a_rule_no_role_sees_anything() {
    for role in Role::OF_ACCOUNTS {
        let viewer = Viewer { role, ..viewer() };
        assert_eq!(seen(&json!([]), &viewer), []);
        let others = json!([{"viewers": {"groups": ["hr"]}}]);
        assert_eq!(seen(&others, &viewer), []);
    }
}

#[test]
fn a_rule_opens_its_fields_to_a_role_a_group_a_type_or_an_account() {
    let id: AccountId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    let everybody =
        json!({"roles": ["editor"], "groups": ["hr"], "types": ["manager"], "accounts": [id]});
    let rules = json!([{"viewers": everybody, "fields": ["email"]}]);
    let mut viewers = vec![viewer(); 4];
    viewers[0].role = Role::Editor;
    viewers[1].groups = BTreeSet::from(["it".parse().unwrap(), "hr".parse().unwrap()]);
    viewers[2].account_type = Some("manager".parse().unwrap());
    viewers[3].account = Some(id);
    for viewer in viewers {
        assert_eq!(seen(&rules, &viewer), [open("email", Reach::All)]);
    }
    assert_eq!(seen(&rules, &viewer()), []);
}

#[test]
fn of_several_rules_the_one_that_reaches_farthest_holds_for_each_field() {
    let member = json!({"roles": ["member"]});
    let rules = json!([
        {"viewers": member, "records": "own"},
        {"viewers": member, "records": "team", "fields": ["email"]},
        {"viewers": {"roles": ["auditor"]}, "records": "all"},
    ]);
    for (field, reach) in seen(&rules, &viewer()) {
        let wanted = if field == "email" {
            Reach::Team
        } else {
            Reach::Own
        };
        assert_eq!(reach, wanted, "{field}");
    }
}

#[test]
fn a_rule_for_a_purpose_opens_nothing_to_calls_without_it() {
    let rules =
        json!([{"viewers": {"roles": ["member"]}, "fields": ["salary"], "purposes": ["payroll"]}]);
    let naming = |purpose: Option<&str>| Viewer {
        purpose: purpose.map(str::to_owned),
        ..viewer()
    };
    assert_eq!(seen(&rules, &naming(Some("payroll"))).len(), 1);
    for purpose in [None, Some("taxes"), Some("")] {
        assert_eq!(seen(&rules, &naming(purpose)), []);
    }
}

#[test]
fn what_names_no_field_or_nobody_is_wrong_where_it_stands() {
    let wrong: Visibility = serde_json::from_value(json!({
        "linked_name": "nickname",
        "rules": [{"viewers": {"roles": ["editor"]}, "fields": ["email"]}, {"viewers": {}, "fields": ["x"]}],
    }))
    .unwrap();
    let found = wrong.check(&people()).unwrap_err();
    let places: Vec<&str> = found.iter().map(|it| it.pointer.as_str()).collect();
    assert_eq!(
        places,
        ["/linked_name", "/rules/1/viewers", "/rules/1/fields"]
    );
    assert_eq!(Visibility::default().check(&people()), Ok(()));
}
