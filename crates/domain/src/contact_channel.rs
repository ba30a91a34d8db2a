//! Ways to contact a person, and the form in which spellings of the same address are equal.

use serde::{Deserialize, Serialize};

use crate::lookup::normalize;

/// A way to contact a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactChannel {
    /// Electronic mail.
    Email,
    /// Calls.
    Phone,
    /// Messages to a telephone.
    TextMessage,
    /// Letters.
    Post,
}

impl ContactChannel {
    /// The name of the channel, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::TextMessage => "text-message",
            Self::Post => "post",
        }
    }

    /// The form in which addresses of this channel are compared: that of look-ups, and of telephone numbers
    /// only the digits, with `+` for the international `00`. Empty when nothing is left.
    pub fn normal_form(self, address: &str) -> String {
        let text = normalize(address);
        match self {
            Self::Email | Self::Post => text,
            Self::Phone | Self::TextMessage => {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                let is_international = text.starts_with('+') && !digits.is_empty();
                match digits.strip_prefix("00") {
                    Some(rest) if !is_international => format!("+{rest}"),
                    _ if is_international => format!("+{digits}"),
                    _ => digits,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_an_address_are_equal() {
        for (channel, one, other) in [
            (
                ContactChannel::Email,
                "Ann@Acme.example",
                " ann@acme.EXAMPLE ",
            ),
            (ContactChannel::Phone, "+359 2 123-45", "00359 (2) 12345"),
            (ContactChannel::TextMessage, "02 123 45", "02/12345"),
            (ContactChannel::Post, "Straße 7\nSofia", "STRASSE 7  Sofia"),
        ] {
            assert_eq!(
                channel.normal_form(one),
                channel.normal_form(other),
                "{one}"
            );
        }
        let phone = |text| ContactChannel::Phone.normal_form(text);
        assert_ne!(phone("+359 2 12345"), phone("02 12345"));
        assert_eq!(phone("none"), "");
    }

    #[test]
    fn names_are_those_of_json() {
        use ContactChannel::{Email, Phone, Post, TextMessage};
        for channel in [Email, Phone, TextMessage, Post] {
            assert_eq!(serde_json::to_value(channel).unwrap(), channel.as_str());
        }
    }
}
