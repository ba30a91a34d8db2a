//! What fits a schema and what does not, and which schemas are refused.
#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use schema::{Fault, Schema};
use serde_json::{Value as Json, json};

fn faults(schema: &Json, document: &Json) -> Vec<Fault> {
    let schema = Schema::parse(&schema.to_string());
    schema.expect("a schema").faults(document)
}

fn places(schema: &Json, document: &Json) -> Vec<(String, String)> {
    let faults = faults(schema, document).into_iter();
    faults.map(|it| (it.pointer, it.message)).collect()
}

fn refused(schema: &Json) -> String {
    let refused = Schema::parse(&schema.to_string());
    refused.expect_err("no schema").to_string()
}

/// A schema with documents that fit, and some that don't.
type Case = (Json, Vec<Json>, Vec<Json>);

fn hold(cases: Vec<Case>) {
    for (schema, fitting, others) in cases {
        for document in fitting {
            assert_eq!(faults(&schema, &document), [], "{schema} with {document}");
        }
        for document in others {
            assert_ne!(faults(&schema, &document), [], "{schema} with {document}");
        }
    }
}

#[test]
fn values_are_of_a_type_and_one_of_those_that_are_named() {
    hold(vec![
        (json!(true), vec![json!(1)], vec![]),
        (json!(false), vec![], vec![json!(1)]),
        (
            json!({"type": "integer"}),
            vec![json!(1), json!(2.0), json!(1e30)],
            vec![json!(1.5), json!("1"), json!(null)],
        ),
        (
            json!({"type": ["null", "boolean"]}),
            vec![json!(null), json!(true)],
            vec![json!(0), json!({})],
        ),
        (
            json!({"enum": [1, "a", {"b": [2]}]}),
            vec![json!(1.0), json!("a"), json!({"b": [2.0]})],
            vec![json!(true), json!({"b": [3]})],
        ),
        (
            json!({"const": false}),
            vec![json!(false)],
            vec![json!(0), json!(null)],
        ),
    ]);
}

#[test]
fn numbers_lie_within_their_bounds() {
    hold(vec![
        (
            json!({"minimum": 1, "maximum": 2.5}),
            vec![json!(1), json!(2.5), json!("no number")],
            vec![json!(0.99), json!(3)],
        ),
        (
            json!({"exclusiveMinimum": 0, "exclusiveMaximum": 1}),
            vec![json!(0.5)],
            vec![json!(0), json!(1.0)],
        ),
        (
            json!({"multipleOf": 0.01}),
            vec![json!(4.02), json!(0), json!(-19.99)],
            vec![json!(0.015)],
        ),
        (
            json!({"multipleOf": 3}),
            vec![json!(9), json!(-3.0)],
            vec![json!(10)],
        ),
        (
            json!({"maximum": u64::MAX - 1}),
            vec![json!(u64::MAX - 1)],
            vec![json!(u64::MAX)],
        ),
    ]);
}

#[test]
fn texts_have_so_many_characters_and_match() {
    hold(vec![
        (
            json!({"minLength": 2, "maxLength": 3}),
            vec![json!("ää"), json!("💩💩💩"), json!(1)],
            vec![json!("a"), json!("abcd")],
        ),
        (
            json!({"pattern": "^a*$"}),
            vec![json!("aa"), json!("")],
            vec![json!("ab")],
        ),
        (
            json!({"pattern": "b"}),
            vec![json!("abc")],
            vec![json!("ac")],
        ),
        (
            json!({"format": "email", "contentEncoding": "base64"}),
            vec![json!("nothing of the kind")],
            vec![],
        ),
    ]);
}

#[test]
fn arrays_hold_what_they_should() {
    hold(vec![
        (
            json!({"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}),
            vec![json!(["a", 1, 2]), json!([])],
            vec![json!([1]), json!(["a", "b"])],
        ),
        (
            json!({"minItems": 1, "maxItems": 2}),
            vec![json!([1])],
            vec![json!([]), json!([1, 2, 3])],
        ),
        (
            json!({"contains": {"const": 1}}),
            vec![json!([2, 1])],
            vec![json!([2]), json!([])],
        ),
        (
            json!({"contains": {"const": 1}, "minContains": 0, "maxContains": 1}),
            vec![json!([]), json!([1])],
            vec![json!([1, 1])],
        ),
        (
            json!({"uniqueItems": true}),
            vec![json!([1, true, "1"])],
            vec![json!([1, 1.0]), json!([{"a": 1}, {"a": 1}])],
        ),
    ]);
}

#[test]
fn objects_hold_what_they_should() {
    hold(vec![
        (
            json!({"required": ["a"], "properties": {"a": {"type": "string"}}}),
            vec![json!({"a": "", "b": 1})],
            vec![json!({}), json!({"a": 1})],
        ),
        (
            json!({"properties": {"a": true}, "patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": false}),
            vec![json!({"a": 1, "x-b": 2})],
            vec![json!({"b": 1}), json!({"x-b": ""})],
        ),
        (
            json!({"additionalProperties": {"type": "integer"}}),
            vec![json!({"a": 1})],
            vec![json!({"a": ""})],
        ),
        (
            json!({"propertyNames": {"maxLength": 2}}),
            vec![json!({"ab": 1})],
            vec![json!({"abc": 1})],
        ),
        (
            json!({"minProperties": 1, "maxProperties": 1}),
            vec![json!({"a": 1})],
            vec![json!({}), json!({"a": 1, "b": 2})],
        ),
        (
            json!({"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"required": ["d"]}}}),
            vec![json!({"b": 1}), json!({"a": 1, "b": 1})],
            vec![json!({"a": 1}), json!({"c": 1})],
        ),
    ]);
}

#[test]
fn schemas_are_combined() {
    hold(vec![
        (
            json!({"allOf": [{"minimum": 1}, {"maximum": 2}]}),
            vec![json!(1)],
            vec![json!(0), json!(3)],
        ),
        (
            json!({"anyOf": [{"type": "string"}, {"minimum": 5}]}),
            vec![json!("a"), json!(5)],
            vec![json!(4)],
        ),
        (
            json!({"oneOf": [{"multipleOf": 2}, {"multipleOf": 3}]}),
            vec![json!(2), json!(3)],
            vec![json!(6), json!(1)],
        ),
        (
            json!({"not": {"type": "string"}}),
            vec![json!(1)],
            vec![json!("")],
        ),
        (
            json!({"if": {"type": "string"}, "then": {"minLength": 1}, "else": {"minimum": 1}}),
            vec![json!("a"), json!(1)],
            vec![json!(""), json!(0)],
        ),
        (
            json!({"$defs": {"a~b/c": {"type": "string"}}, "items": {"$ref": "#/$defs/a~0b~1c"}}),
            vec![json!(["a"])],
            vec![json!([1])],
        ),
        (
            json!({"properties": {"next": {"$ref": "#"}, "end": {"type": "boolean"}}, "additionalProperties": false}),
            vec![json!({"next": {"next": {"end": true}}})],
            vec![
                json!({"next": {"next": {"end": 1}}}),
                json!({"next": {"more": 1}}),
            ],
        ),
    ]);
}

#[test]
fn what_does_not_fit_is_named_with_its_place_and_without_its_value() {
    let schema = json!({
        "type": "object", "required": ["width"], "additionalProperties": false,
        "properties": {"width": {"type": "integer", "minimum": 1}, "to": {"enum": ["year", "month"]}}
    });
    let found = places(
        &schema,
        &json!({"width": 0, "to": "secret", "a/b": "secret"}),
    );
    let place = |pointer: &str, message: &str| (pointer.to_owned(), message.to_owned());
    assert_eq!(
        found,
        [
            place("/a~1b", "is no member that is known"),
            place("/to", "must be one of \"year\", \"month\""),
            place("/width", "must be at least 1"),
        ]
    );
    assert_eq!(
        places(&schema, &json!({})),
        [place("", "must have the member width")]
    );
}

#[test]
fn of_alternatives_the_one_that_was_meant_says_what_is_wrong() {
    let operator = |name: &str, more: Json| {
        let mut properties = json!({"operator": {"const": name}});
        properties
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({"type": "object", "properties": properties, "required": ["operator"]})
    };
    let schema = json!({"oneOf": [
        operator("mask", json!({"width": {"type": "integer"}})),
        operator("hash", json!({"width": {"type": "string"}})),
    ]});
    let found = places(&schema, &json!({"operator": "mask", "width": "3"}));
    assert_eq!(
        found,
        [("/width".to_owned(), "must be of type integer".to_owned())]
    );
    let found = places(&schema, &json!({"operator": "burn"}));
    assert_eq!(
        found,
        [(String::new(), "must fit one of 2 schemas".to_owned())]
    );
}

#[test]
fn what_is_no_schema_or_not_understood_is_refused_with_its_place() {
    for (schema, says) in [
        (
            json!({"properties": {"a": 1}}),
            "/properties/a: must be a schema",
        ),
        (json!({"items": [{}]}), "/items: must be a schema"),
        (
            json!({"$defs": {"a": {"type": "text"}}}),
            "/$defs/a/type: must be the name of a type",
        ),
        (json!({"anyOf": []}), "/anyOf: must be an array of schemas"),
        (
            json!({"minLength": -1}),
            "/minLength: must be a whole number",
        ),
        (
            json!({"multipleOf": 0}),
            "/multipleOf: must be a number above 0",
        ),
        (json!({"pattern": "("}), "/pattern: is not a pattern"),
        (
            json!({"patternProperties": {"[": {}}}),
            "/patternProperties/[: is not a pattern",
        ),
        (
            json!({"$ref": "#/$defs/b"}),
            "/$ref: names a place that is not there",
        ),
        (
            json!({"$ref": "other.json"}),
            "/$ref: is understood only as a place in this schema",
        ),
        (
            json!({"$ref": "#name"}),
            "/$ref: is understood only as a place in this schema",
        ),
        (
            json!({"$ref": "#/x", "x": {"type": 1}}),
            "/x/type: must be the name of a type",
        ),
        (
            json!({"unevaluatedProperties": false}),
            "/unevaluatedProperties: is not understood",
        ),
        (
            json!({"items": {"$id": "other"}}),
            "/items/$id: is understood only in the whole schema",
        ),
        (json!("text"), "/: must be a schema"),
    ] {
        let refused = refused(&schema);
        assert!(refused.starts_with(says), "{refused}");
    }
    let refused = Schema::parse("{").unwrap_err();
    assert!(refused.message.starts_with("is not JSON"), "{refused}");
}

#[test]
fn a_schema_that_asks_for_endless_work_is_given_up() {
    let mut doubling = json!({"$defs": {"d0": {"type": "string"}}, "$ref": "#/$defs/d60"});
    for level in 1..=60 {
        let below = json!({"$ref": format!("#/$defs/d{}", level - 1)});
        doubling["$defs"][format!("d{level}")] = json!({"anyOf": [below, below]});
    }
    let endless = json!({"$ref": "#"});
    let wide = json!({"items": {"items": {"uniqueItems": true}}});
    let pairs = json!([[(0..3000).collect::<Vec<_>>()]]);
    let texts = json!(vec!["a".repeat(1_000); 300]);
    let pattern = json!({"items": {"pattern": "^(a|aa)*$"}});
    let large: Vec<_> = (0..2_000).collect();
    let equal = json!({"allOf": vec![json!({"not": {"enum": [large]}}); 200]});
    let mut other = large;
    other[1_999] = 0;
    for (schema, document) in [
        (doubling, json!(1)),
        (endless, json!(1)),
        (wide, pairs),
        (pattern, texts),
        (equal, json!(other)),
    ] {
        let found = places(&schema, &document);
        assert_eq!(found.len(), 1);
        assert!(found[0].1.contains("too many steps"), "{found:?}");
    }
}

#[test]
fn a_short_pattern_that_stands_for_a_long_one_is_refused() {
    let refused = refused(&json!({"pattern": "(((a{99}){99}){99})"}));
    assert!(
        refused.starts_with("/pattern: is not a pattern"),
        "{refused}"
    );
}
