//! Whatever lies where a cell or a wrapped key should be is refused, unless it is the very one.

use arbtest::arbitrary::{Result, Unstructured};
use arbtest::arbtest;

use super::{World, sheet};
use crate::Error;

/// Bytes that begin as what was sealed, for so long as the choice goes, and end in any way.
fn alike(u: &mut Unstructured<'_>, sealed: &[u8]) -> Result<Vec<u8>> {
    let mut bytes = sealed[..u.int_in_range(0..=sealed.len())?].to_vec();
    bytes.extend(u.arbitrary::<Vec<u8>>()?);
    if let Some(at) = u
        .choose_index(bytes.len().max(1))
        .ok()
        .filter(|_| !bytes.is_empty())
    {
        bytes[at] ^= u.arbitrary::<u8>()?;
    }
    Ok(bytes)
}

#[test]
fn an_envelope_that_is_not_the_sealed_one_never_opens() {
    let mut world = World::new();
    let place = sheet(0, "people", "1", "email", b"ada@example.org");
    let sealed = world.seal_one(&place);
    arbtest(|u| {
        let bytes = alike(u, &sealed)?;
        let opened = world.open_one(&place, &bytes);
        if bytes == sealed {
            assert_eq!(opened.unwrap(), b"ada@example.org");
        } else {
            assert!(matches!(
                opened,
                Err(Error::Tampered | Error::UnknownFormat)
            ));
        }
        Ok(())
    });
}

#[test]
fn a_wrapped_key_that_is_not_the_wrapped_one_is_refused() {
    let world = World::new();
    let place = sheet(0, "people", "1", "email", b"");
    arbtest(|u| {
        let mut subjects = world.subjects.clone();
        let bytes = alike(u, &subjects[0].wrapped)?;
        if bytes == subjects[0].wrapped {
            return Ok(());
        }
        subjects[0].wrapped = bytes;
        let opened = world
            .vault
            .open(&world.tenant, &subjects, std::slice::from_ref(&place));
        assert!(matches!(
            opened,
            Err(Error::WrongKey | Error::UnknownFormat)
        ));
        Ok(())
    });
}
