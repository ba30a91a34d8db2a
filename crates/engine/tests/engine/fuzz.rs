//! Whatever is uploaded is refused in words or becomes a plugin, and whatever a plugin answers is refused or fits.

use std::fmt::Write as _;

use arbtest::arbitrary::{Result, Unstructured};
use arbtest::arbtest;
use engine::{Error, compile};

use crate::fixture::{IDENTITY, MASK, anonymizing, context, engine, load, people};

/// Loads and runs what the compiler took: it is a plugin then, and bounded like every other one.
fn try_out(upload: &[u8]) {
    if compile(engine(), upload).is_ok() {
        let plugin = load(engine(), upload).unwrap();
        if let Ok(run) = plugin.anonymize(&context(), &people()) {
            assert_eq!(run.output.columns.len(), people().columns.len());
        }
    }
}

#[test]
fn an_upload_that_is_cut_off_is_no_plugin_unless_all_it_lost_is_custom_sections() {
    let whole = anonymizing(MASK).component();
    for length in 0..whole.len() {
        let refused = compile(engine(), &whole[..length]).map(|_| ());
        // Custom sections, which begin with a zero, say nothing of what a component does.
        assert!(refused.is_err() || whole[length] == 0, "{length} bytes");
        try_out(&whole[..length]);
    }
}

/// Tries an upload out of which some bytes were changed.
fn change(whole: &[Vec<u8>; 2], u: &mut Unstructured<'_>) -> Result<()> {
    let mut upload = u.choose(whole)?.clone();
    for _ in 0..u.int_in_range(1..=4)? {
        let at = u.choose_index(upload.len())?;
        let way = u.int_in_range(0..=3)?;
        let Some(byte) = upload.get_mut(at) else {
            break;
        };
        match way {
            0 => *byte = u.arbitrary()?,
            1 => *byte ^= 1 << u.int_in_range(0..=7)?,
            2 => upload.insert(at, u.arbitrary()?),
            _ => drop(upload.remove(at)),
        }
    }
    try_out(&upload);
    Ok(())
}

fn uploads() -> [Vec<u8>; 2] {
    let plugin = anonymizing(MASK);
    [plugin.component(), plugin.core_module()]
}

#[test]
fn an_upload_with_bytes_that_are_changed_is_refused_or_runs_within_limits() {
    let whole = uploads();
    arbtest(|u| change(&whole, u));
}

#[test]
fn an_upload_of_another_version_or_layer_of_webassembly_is_refused() {
    let [component, module] = uploads();
    for version in 0..=u8::MAX {
        for layer in 0..=3 {
            for upload in [&component, &module] {
                let header = [b'\0', b'a', b's', b'm', version, 0, layer, 0];
                if !upload.starts_with(&header) {
                    let upload = [&header, &upload[8..]].concat();
                    assert!(compile(engine(), &upload).is_err(), "{header:?}");
                }
            }
        }
    }
}

#[test]
fn a_number_that_is_written_too_long_is_refused() {
    let [component, _] = uploads();
    let too_long: [&[u8]; 3] = [
        &[0x81, 0x80, 0x80, 0x80, 0x80, 0x00],
        &[0x81, 0x80, 0x80, 0x80, 0x10],
        &[0xff, 0xff, 0xff, 0xff, 0xff],
    ];
    for number in too_long {
        // A section that is called and holds nothing.
        let upload = [&component, &[0][..], number, &[0]].concat();
        assert!(compile(engine(), &upload).is_err(), "{number:?}");
    }
    let long = [&component, &[0][..], &[0x81, 0x80, 0x80, 0x80, 0x00], &[0]].concat();
    assert!(compile(engine(), &long).is_ok(), "five bytes are allowed");
}

/// A panic of the encoder, which was found so.
#[test]
fn a_world_that_the_encoder_gives_up_on_is_refused() {
    let whole = uploads();
    arbtest(|u| change(&whole, u)).seed(0xd106_4f26_0001_0000);
}

#[test]
fn an_upload_of_any_bytes_behind_a_header_is_refused_or_runs_within_limits() {
    arbtest(|u| {
        let header: &[u8] = u.choose(&[&b"\0asm\x01\0\0\0"[..], b"\0asm\x0d\0\x01\0", b""])?;
        let upload = [header, &u.arbitrary::<Vec<u8>>()?].concat();
        try_out(&upload);
        Ok(())
    });
}

/// Instructions that overwrite some of the answer: the list of columns, which takes 80 bytes, or what it points at.
fn scribble(u: &mut Unstructured<'_>) -> Result<String> {
    let mut code = String::new();
    for _ in 0..u.int_in_range(1..=6)? {
        let (at, value) = (u.int_in_range(0..=19)? * 4, u.arbitrary::<i32>()?);
        let small = u.arbitrary::<bool>()?;
        let value = if small { value & 7 } else { value };
        write!(
            code,
            "(i32.store offset={at} (local.get $columns) (i32.const {value}))"
        )
        .unwrap();
    }
    if u.ratio(1, 4)? {
        let count = u.int_in_range(-1..=4)?;
        write!(code, "(local.set $count (i32.const {count}))").unwrap();
    }
    Ok(code)
}

#[test]
fn an_answer_with_anything_written_over_it_is_refused_or_fits() {
    arbtest(|u| {
        let plugin = anonymizing(&format!("{} {IDENTITY}", scribble(u)?)).plugin();
        match plugin.anonymize(&context(), &people()) {
            Ok(run) => {
                let names = run.output.columns.iter().map(|column| &column.name);
                assert!(names.eq(people().columns.iter().map(|column| &column.name)));
            }
            Err(Error::Unavailable(why)) => panic!("{why}"),
            Err(_) => {}
        }
        Ok(())
    });
}
