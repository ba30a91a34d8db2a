//! Whatever is handed to those who verify a log is read or refused, and what is read is written the same.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

mod fuzz {
    use arbtest::arbitrary::{Result, Unstructured};
    use arbtest::arbtest;
    use translog::{
        Algorithm, Checkpoint, Frontier, Note, SignerKey, VerifierKey, decode_entries,
        encode_entries,
    };

    fn signer() -> SignerKey {
        SignerKey::from_seed("log.example", Algorithm::Ed25519, &[7; 32]).unwrap()
    }

    fn signed() -> Vec<u8> {
        let checkpoint = Checkpoint::new("log.example", 20, translog::EMPTY_ROOT).unwrap();
        let mut note = Note::of(&checkpoint.to_string()).unwrap();
        note.sign(&signer()).unwrap();
        note.to_string().into_bytes()
    }

    /// The bytes with a few of them changed, cut out or put in.
    fn mutated(u: &mut Unstructured<'_>, mut bytes: Vec<u8>) -> Result<Vec<u8>> {
        for _ in 0..u.int_in_range(1..=8)? {
            let at = u.choose_index(bytes.len() + 1)?;
            match u.int_in_range(0..=2)? {
                0 if at < bytes.len() => bytes[at] = u.arbitrary()?,
                1 => bytes.insert(at, u.arbitrary()?),
                _ => drop(bytes.drain(at..(at + u.int_in_range(0..=9)?).min(bytes.len()))),
            }
            if bytes.is_empty() {
                break;
            }
        }
        Ok(bytes)
    }

    #[test]
    fn a_mutated_checkpoint_is_never_one_that_the_log_signed() {
        let known = [VerifierKey::parse(&signer().verifier().to_text()).unwrap()];
        let original = Note::parse(&signed()).unwrap();
        assert!(original.verify(&known).is_ok());
        arbtest(|u| {
            let bytes = mutated(u, signed())?;
            let Ok(note) = Note::parse(&bytes) else {
                return Ok(());
            };
            assert_eq!(note.to_string().as_bytes(), bytes);
            if note.verify(&known).is_ok() {
                assert_eq!(note.text(), original.text());
            }
            if let Ok(checkpoint) = Checkpoint::parse(note.text()) {
                assert_eq!(checkpoint.to_string(), note.text());
            }
            Ok(())
        });
    }

    #[test]
    fn a_bundle_is_read_as_it_would_be_written() {
        arbtest(|u| {
            let width = u.int_in_range(0..=300)?;
            let bytes: Vec<u8> = u.arbitrary()?;
            if let Ok(entries) = decode_entries(&bytes, width) {
                assert_eq!(entries.len(), usize::from(width));
                assert_eq!(encode_entries(&entries).unwrap(), bytes);
            }
            // Random lengths rarely fit: a written bundle that is cut or grows is read as nothing else.
            let entries: Vec<Vec<u8>> = u.arbitrary()?;
            if let Ok(written) = encode_entries(&entries) {
                let changed = mutated(u, written)?;
                let width = u16::try_from(entries.len()).unwrap();
                if let Ok(read) = decode_entries(&changed, width) {
                    assert_eq!(encode_entries(&read).unwrap(), changed);
                }
            }
            Ok(())
        });
    }

    #[test]
    fn keys_and_frontiers_are_read_as_they_would_be_written() {
        let text = signer().verifier().to_text();
        arbtest(|u| {
            let bytes = mutated(u, text.clone().into_bytes())?;
            if let Ok(text) = str::from_utf8(&bytes)
                && let Ok(key) = VerifierKey::parse(text)
            {
                assert_eq!(key.to_text(), text);
            }
            let bytes: Vec<u8> = u.arbitrary()?;
            if let Ok(frontier) = Frontier::from_bytes(&bytes) {
                assert_eq!(frontier.to_bytes(), bytes);
            }
            Ok(())
        });
    }
}
