//! What the guides point at is there.

use std::path::Path;

use tests::artefacts;

use super::files::{GUIDES, text};

#[test]
fn every_link_of_a_guide_leads_somewhere() {
    for guide in GUIDES
        .into_iter()
        .chain(["deploy/README.md", "docs/scale.md"])
    {
        let folder = Path::new(guide).parent().expect("a folder");
        let text = text(guide);
        for target in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let file = target.split('#').next().unwrap_or_default();
            let is_elsewhere = file.is_empty() || file.contains("://");
            let there = artefacts::root().join(folder).join(file);
            assert!(is_elsewhere || there.exists(), "{guide}: {target}");
        }
    }
}

#[test]
fn every_path_that_a_guide_names_is_there() {
    let rooms = ["crates/", "deploy/", "host/", "tests/", "xtask/"];
    for guide in GUIDES
        .into_iter()
        .chain(["deploy/README.md", "docs/scale.md"])
    {
        let text = text(guide);
        let words = text.split(|c: char| c.is_whitespace() || "`()[]|;:,\"".contains(c));
        for word in words.filter(|word| rooms.iter().any(|room| word.starts_with(room))) {
            let path = word.trim_end_matches(['.', '/']);
            let is_made = path.starts_with("deploy/host/secrets");
            let is_there = artefacts::root().join(path).exists();
            assert!(is_made || is_there, "{guide}: {word}");
        }
    }
}
