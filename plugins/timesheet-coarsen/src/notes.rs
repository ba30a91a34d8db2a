//! Notes become codes.

use std::collections::BTreeMap;

/// The codes of the words in a note, in the order of the words, each once, or `other`.
///
/// Whole words only: "log" in "Logan" must not tell that a colleague of this name was meant.
pub(crate) fn coded(note: &str, codes: &BTreeMap<String, String>, other: &str) -> String {
    let mut found: Vec<&str> = Vec::new();
    for word in note
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let code = codes
            .iter()
            .find(|(known, _)| same(known, word))
            .map(|(_, code)| code);
        if let Some(code) = code
            && !found.contains(&code.as_str())
        {
            found.push(code);
        }
    }
    if found.is_empty() {
        other.to_owned()
    } else {
        found.join("+")
    }
}

fn same(one: &str, two: &str) -> bool {
    one.chars()
        .flat_map(char::to_lowercase)
        .eq(two.chars().flat_map(char::to_lowercase))
}
