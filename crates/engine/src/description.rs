//! What a plugin says of itself, and whether that can be shown to the person who approves it.

use crate::bindings::anonymizer::exports::lethe::plugin::anonymizer;
use crate::bindings::exporter::exports::lethe::plugin::exporter;
use crate::bindings::retention::exports::lethe::plugin::retention;
use crate::contract::World;
use crate::settings::DescriptionLimits;
use crate::table::{Selector, is_json_object};
use crate::text::is_deceptive;

/// What a plugin says of itself. Mirrors `description` of `lethe:engine`.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    /// What it is for.
    pub world: World,
    /// Kebab-case name under which rules refer to it.
    pub name: String,
    /// Its semantic version.
    pub version: String,
    /// One sentence for the person who approves it.
    pub summary: String,
    /// The fields it wants.
    pub fields: Vec<Selector>,
    /// JSON Schema of its parameters.
    pub parameters: String,
    /// What an exporter writes; nothing for others.
    pub format: Option<Format>,
}

/// What an exporter writes. Mirrors `format` of `lethe:engine`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    /// The media type.
    pub media_type: String,
    /// The extension of the file's name, without the dot.
    pub extension: String,
}

macro_rules! described {
    ($interface:ident, $world:expr, |$said:ident| $format:expr) => {
        impl From<$interface::Description> for Description {
            fn from($said: $interface::Description) -> Self {
                let selectors = $said.fields.into_iter().map(|selector| Selector {
                    name: selector.name,
                    classes: selector.classes.into_iter().map(Into::into).collect(),
                });
                Self {
                    world: $world,
                    name: $said.name,
                    version: $said.version,
                    summary: $said.summary,
                    fields: selectors.collect(),
                    parameters: $said.parameters,
                    format: $format,
                }
            }
        }
    };
}

described!(anonymizer, World::Anonymizer, |said| None);
described!(retention, World::Retention, |said| None);
described!(exporter, World::Exporter, |said| Some(Format {
    media_type: said.media_type,
    extension: said.extension,
}));

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
    said.format.as_ref().and_then(fault_of_format)
}

fn fault_of_format(format: &Format) -> Option<String> {
    let Format {
        media_type,
        extension,
    } = format;
    if !is_media_type(media_type) {
        return Some("its media type is none (RFC 9110, section 8.3.1)".into());
    }
    let is_short = (1..=16).contains(&extension.len());
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    if !is_short || !extension.bytes().all(is_plain) {
        return Some("its extension is not 1 to 16 lower-case letters and digits".into());
    }
    None
}

/// `type/subtype`, and parameters of printable characters.
fn is_media_type(text: &str) -> bool {
    let is_token = |token: &str| {
        let is_tchar = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        !token.is_empty() && token.bytes().all(is_tchar)
    };
    let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
    text.len() <= 128
        && essence
            .split_once('/')
            .is_some_and(|(kind, rest)| is_token(kind) && is_token(rest.trim_end()))
        && parameters
            .bytes()
            .all(|b| b == b' ' || b.is_ascii_graphic())
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
    use super::{Description, Format, World, first_fault, is_kebab_case};
    use crate::settings::DescriptionLimits;
    use crate::table::Selector;

    fn good() -> Description {
        Description {
            world: World::Exporter,
            name: "mask-names".into(),
            version: "1.0.0".into(),
            summary: "Masks names.".into(),
            fields: vec![Selector {
                name: Some("name".into()),
                classes: vec![],
            }],
            parameters: "{}".into(),
            format: Some(Format {
                media_type: "text/csv; charset=utf-8".into(),
                extension: "csv".into(),
            }),
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
    fn a_format_is_a_media_type_and_an_extension() {
        let fault = |media_type: &str, extension: &str| {
            fault(|said| {
                said.format = Some(Format {
                    media_type: media_type.into(),
                    extension: extension.into(),
                });
            })
        };
        assert_eq!(fault("application/ld+json", "jsonld"), None);
        for wrong in ["", "csv", "text/", "/csv", "text/c sv", "text/csv;\r\nx"] {
            assert!(
                fault(wrong, "csv").is_some_and(|it| it.contains("media type")),
                "{wrong}"
            );
        }
        for wrong in ["", ".csv", "CSV", "a/b", "aaaaaaaaaaaaaaaaa"] {
            assert!(
                fault("text/csv", wrong).is_some_and(|it| it.contains("extension")),
                "{wrong}"
            );
        }
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
