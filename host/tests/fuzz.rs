//! Whatever stands in a manifest, it is read or refused with the line.

mod fuzz {
    use std::path::Path;

    use arbtest::arbtest;
    use host::manifest::Manifest;

    /// What is served.
    const SERVED: &str = include_str!("../../spin.toml");

    #[test]
    fn a_manifest_with_lines_that_are_changed_is_read_or_refused_in_words() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let lines: Vec<&str> = SERVED.lines().collect();
        arbtest(|u| {
            let mut text: Vec<String> = lines.iter().map(ToString::to_string).collect();
            for _ in 0..u.int_in_range(1..=4)? {
                let at = u.choose_index(text.len())?;
                match u.int_in_range(0..=4)? {
                    0 => text[at] = u.arbitrary()?,
                    1 => drop(text.remove(at)),
                    2 => text.insert(at, (*u.choose(&lines)?).to_owned()),
                    3 => text.truncate(at + 1),
                    _ => {
                        let mut characters: Vec<char> = text[at].chars().collect();
                        let place = u.choose_index(characters.len() + 1)?;
                        characters.insert(place, u.arbitrary()?);
                        text[at] = characters.into_iter().collect();
                    }
                }
            }
            if let Err(problems) = Manifest::parse("spin.toml", &text.join("\n"), folder) {
                assert!(!problems.to_string().is_empty());
            }
            Ok(())
        });
    }
}
