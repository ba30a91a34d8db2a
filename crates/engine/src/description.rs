//! Whether what a plugin says of itself can be shown to the person who approves it.

use crate::settings::DescriptionLimits;
use crate::table::{Description, is_json_object};
use crate::text::is_deceptive;

/// The first thing that is wrong with a description.
pub(crate) fn first_fault(limits: &DescriptionLimits, said: &Description) -> Option<String> {
    if said.name.len() > limits.name_bytes || !is_kebab_case(&said.name) {
        return Some(format!(
            "its name is not kebab-case of at most {}",
            limits.name_bytes
        ));
    }
    if said.version.len() > limits.name_bytes || semver::Version::parse(&said.version).is_err() {
        return Some("its version is not a semantic version".into());
    }
    if said.summary.chars().count() > limits.summary_chars {
        return Some(format!(
            "its summary has more than {} characters",
            limits.summary_chars
        ));
    }
    if said.summary.chars().any(is_deceptive) {
        return Some("its summary holds characters that do not show".into());
    }
    if said.fields.len() > limits.selectors {
        return Some(format!(
            "it has more than {} field selectors",
            limits.selectors
        ));
    }
    let unfit = |name: &String| {
        name.is_empty() || name.len() > limits.selector_name_bytes || name.chars().any(is_deceptive)
    };
    if let Some(index) = said
        .fields
        .iter()
        .position(|s| s.name.as_ref().is_some_and(unfit))
    {
        return Some(format!(
            "the name in field selector {index} is no field name"
        ));
    }
    if said.parameters.len() > limits.parameters_bytes {
        return Some(format!(
            "its parameters exceed {} bytes",
            limits.parameters_bytes
        ));
    }
    if !is_json_object(&said.parameters) {
        return Some("its parameters are not a JSON object".into());
    }
    None
}

fn is_kebab_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::{first_fault, is_kebab_case};
    use crate::settings::DescriptionLimits;
    use crate::table::{Description, Selector};

    fn good() -> Description {
        Description {
            name: "mask-names".into(),
            version: "1.0.0".into(),
            summary: "Masks names.".into(),
            fields: vec![Selector {
                name: Some("name".into()),
                classes: vec![],
            }],
            parameters: "{}".into(),
        }
    }

    fn fault(change: impl FnOnce(&mut Description)) -> Option<String> {
        let mut said = good();
        change(&mut said);
        first_fault(&DescriptionLimits::default(), &said)
    }

    #[test]
    fn kebab_case_has_no_empty_words_and_starts_with_a_letter() {
        assert!(is_kebab_case("redact") && is_kebab_case("k-2-anon"));
        for name in ["", "-a", "a-", "a--b", "A", "a_b", "1a", "ä"] {
            assert!(!is_kebab_case(name), "{name}");
        }
    }

    #[test]
    fn a_good_description_has_no_fault() {
        assert_eq!(fault(|_| ()), None);
    }

    #[test]
    fn every_part_of_a_description_is_checked() {
        assert!(fault(|d| d.name = "a".repeat(65)).unwrap().contains("name"));
        assert!(
            fault(|d| d.version = "one".into())
                .unwrap()
                .contains("version")
        );
        assert!(
            fault(|d| d.summary = "a".repeat(281))
                .unwrap()
                .contains("summary")
        );
        assert!(
            fault(|d| d.summary = "a\u{202e}b".into())
                .unwrap()
                .contains("summary")
        );
        assert!(
            fault(|d| d.fields = vec![d.fields[0].clone(); 101])
                .unwrap()
                .contains("selectors")
        );
        assert!(
            fault(|d| d.fields[0].name = Some("\n".into()))
                .unwrap()
                .contains("selector 0")
        );
        assert!(
            fault(|d| d.parameters = "[]".into())
                .unwrap()
                .contains("JSON object")
        );
        assert!(
            fault(|d| d.parameters = "{".into())
                .unwrap()
                .contains("JSON object")
        );
        assert!(
            fault(|d| d.parameters = " ".repeat(1 << 15))
                .unwrap()
                .contains("exceed")
        );
    }
}
