//! Values that one component of a plugin hands another: adapters which wasmtime writes check them and turn texts from
//! one encoding into another.

use engine::Error;

use crate::fixture::{Fixture, MASK, anonymizing, context, engine, load, people, with_inner};

const UTF8: &str = "string-encoding=utf8";
const UTF16: &str = "string-encoding=utf16";
const LATIN1: &str = "string-encoding=latin1+utf16";

/// Both sides of a call with one argument.
struct Handing<'t> {
    /// The type of the argument.
    ty: &'t str,
    /// What it is in core code.
    flat: &'t str,
    /// What is handed over, in core code.
    values: &'t str,
    /// Bytes from 16 on of whoever hands over.
    data: &'t str,
    /// Encodings of whoever hands over, and of whoever takes.
    encodings: [&'t str; 2],
    /// What the allocator of whoever takes answers.
    realloc: &'t str,
    /// What whoever takes does.
    take: &'t str,
}

/// A text of which the place and the length are given.
fn text<'t>(encodings: [&'t str; 2], data: &'t str, values: &'t str) -> Handing<'t> {
    Handing {
        ty: "string",
        flat: "i32 i32",
        values,
        data,
        encodings,
        realloc: "(i32.const 1024)",
        take: "",
    }
}

impl Handing<'_> {
    fn run(&self) -> Result<usize, Error> {
        let Self {
            ty,
            flat,
            values,
            data,
            encodings: [from, to],
            realloc,
            take,
        } = self;
        let inner = format!(
            r#"(component
            (component $taker
              (core module $m
                (memory (export "memory") 1)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) {realloc})
                (func (export "take") (param {flat}) {take}))
              (core instance $i (instantiate $m))
              (func (export "take") (param "it" {ty})
                (canon lift (core func $i "take") (memory (core memory $i "memory"))
                  (realloc (core func $i "realloc")) {to})))
            (instance $taker (instantiate $taker))
            (component $giver
              (import "take" (func $take (param "it" {ty})))
              (core module $memory (memory (export "memory") 1) (data (i32.const 16) "{data}"))
              (core instance $memory (instantiate $memory))
              (core func $take
                (canon lower (func $take) (memory (core memory $memory "memory")) {from}))
              (core module $m
                (import "" "take" (func $take (param {flat})))
                (func $start (call $take {values}))
                (start $start))
              (core instance (instantiate $m (with "" (instance (export "take" (func $take)))))))
            (instance (instantiate $giver (with "take" (func $taker "take")))))"#
        );
        let component = with_inner(Fixture::default().component(), &inner);
        let plugin = load(engine(), &component).expect("it looks like a plugin");
        let run = plugin.anonymize(&context(), &people());
        anonymizing(MASK).run().expect("a good plugin still runs");
        run.map(|run| run.output.rows())
    }

    #[track_caller]
    fn assert_fails(&self) {
        let outcome = self.run();
        assert!(outcome.is_err(), "{} {}: {outcome:?}", self.ty, self.data);
    }

    #[track_caller]
    fn assert_traps(&self) {
        let outcome = self.run();
        let is_trap = matches!(outcome, Err(Error::Trapped(_)));
        assert!(is_trap, "{} {}: {outcome:?}", self.ty, self.values);
    }
}

#[test]
fn a_text_arrives_in_every_encoding() {
    let given = [
        (UTF8, r"Zo\c3\ab", 4),
        (UTF16, r"Z\00o\00\eb\00", 3),
        (LATIN1, r"Zo\eb", 3),
    ];
    let taken = [(UTF8, 0xabc3, 4), (UTF16, 0x00eb, 3), (LATIN1, 0x00eb, 3)];
    for (from, data, length) in given {
        for (to, last, units) in taken {
            let at = if to == UTF16 { 1028 } else { 1026 };
            let values = format!("(i32.const 16) (i32.const {length})");
            let take = format!(
                "(if (i32.ne (local.get 1) (i32.const {units})) (then unreachable))
                (if (i32.ne (i32.load16_u (i32.const {at})) (i32.const {last})) (then unreachable))"
            );
            let handing = Handing {
                take: &take,
                ..text([from, to], data, &values)
            };
            assert_eq!(handing.run(), Ok(3), "{from} to {to}");
        }
    }
}

#[test]
fn a_text_that_is_none_in_its_encoding_is_not_handed_over() {
    let four = "(i32.const 16) (i32.const 4)";
    let two = "(i32.const 16) (i32.const 2)";
    let tagged = "(i32.const 16) (i32.const 0x80000002)";
    for to in [UTF8, UTF16, LATIN1] {
        // A byte that begins nothing, a surrogate, a letter that is cut off, and one that is written too long.
        for data in [r"a\ffbc", r"a\ed\a0\80", r"abc\c3", r"ab\c0\80"] {
            text([UTF8, to], data, four).assert_fails();
        }
        // A half of a pair alone, the wrong half first, and one at the end.
        for data in [r"\00\d8a\00", r"\00\dc\00\d8", r"a\00\00\d8"] {
            text([UTF16, to], data, two).assert_fails();
            text([LATIN1, to], data, tagged).assert_fails();
        }
    }
}

#[test]
fn a_text_that_is_not_within_memory_is_a_trap() {
    let places = [
        "(i32.const 65530) (i32.const 7)",
        "(i32.const -2) (i32.const 1)",
        "(i32.const 16) (i32.const 0x7fffffff)",
        "(i32.const 16) (i32.const -1)",
    ];
    for from in [UTF8, UTF16, LATIN1] {
        for to in [UTF8, UTF16, LATIN1] {
            for values in places {
                text([from, to], "", values).assert_traps();
            }
        }
    }
}

#[test]
fn a_text_of_pairs_of_bytes_begins_at_an_even_place() {
    for to in [UTF8, UTF16, LATIN1] {
        text([UTF16, to], "", "(i32.const 17) (i32.const 2)").assert_traps();
        text([LATIN1, to], "", "(i32.const 17) (i32.const 0x80000001)").assert_traps();
    }
}

#[test]
fn an_allocator_of_another_component_that_lies_is_a_trap() {
    let answers = [
        "(i32.const -1)",
        "(i32.const 65536)",
        "(i32.const 65534)",
        "unreachable",
    ];
    for (from, data) in [
        (UTF8, r"Zo\c3\ab"),
        (UTF16, r"Z\00o\00\eb\00a\00"),
        (LATIN1, r"Zo\eba"),
    ] {
        for to in [UTF8, UTF16, LATIN1] {
            for realloc in answers {
                Handing {
                    realloc,
                    ..text([from, to], data, "(i32.const 16) (i32.const 4)")
                }
                .assert_traps();
            }
        }
        Handing {
            realloc: "(i32.const 1023)",
            ..text([from, UTF16], data, "(i32.const 16) (i32.const 4)")
        }
        .assert_traps();
    }
}

fn value<'t>(ty: &'t str, flat: &'t str, values: &'t str) -> Handing<'t> {
    Handing {
        ty,
        flat,
        ..text([UTF8, UTF8], "", values)
    }
}

#[test]
fn a_value_that_its_type_does_not_have_is_a_trap() {
    // Halves of pairs, and what is past the last character.
    for values in ["0xd800", "0xdfff", "0x110000", "-1"] {
        let values = format!("(i32.const {values})");
        value("char", "i32", &values).assert_traps();
    }
    assert_eq!(value("char", "i32", "(i32.const 0x10ffff)").run(), Ok(3));
    for case in ["2", "256", "-1"] {
        let values = format!("(i32.const {case}) (i32.const 0)");
        value("(option u8)", "i32 i32", &values).assert_traps();
        value("(result u8 (error u8))", "i32 i32", &values).assert_traps();
    }
    // Lists whose length times the size of an element is more than there are addresses, or that are not aligned.
    for values in [
        "(i32.const 16) (i32.const 0x20000001)",
        "(i32.const 16) (i32.const -1)",
        "(i32.const 20) (i32.const 1)",
        "(i32.const 65536) (i32.const 1)",
    ] {
        value("(list u64)", "i32 i32", values).assert_traps();
    }
}

#[test]
fn what_is_too_large_for_its_type_is_cut_to_it() {
    let cut = [
        ("bool", "2", "1"),
        ("u8", "0x1ff", "0xff"),
        ("s8", "0x80", "-128"),
        ("u16", "-1", "0xffff"),
        ("s16", "0x18000", "-32768"),
    ];
    for (ty, given, taken) in cut {
        let values = format!("(i32.const {given})");
        let take = format!("(if (i32.ne (local.get 0) (i32.const {taken})) (then unreachable))");
        let handing = Handing {
            take: &take,
            ..value(ty, "i32", &values)
        };
        assert_eq!(handing.run(), Ok(3), "{given} as {ty}");
    }
}
