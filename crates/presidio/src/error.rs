//! Why a request is refused. Where clients of Presidio may look at the text, it is Presidio's; none holds a value that was
//! sent, except positions and what looks like the name of an operator or an algorithm.

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The body is not JSON.
    #[error("The browser (or proxy) sent a request that this server could not understand.")]
    Json,
    /// The body is JSON that holds nothing: `{}`, `[]`, `null`, `0`, `""` or `false`.
    #[error("Invalid request json")]
    Empty,
    /// The operator `custom` is a function, which JSON cannot hold.
    #[error("Custom type anonymizer is not supported")]
    Custom,
    /// A member is not there, or holds nothing.
    #[error("Invalid input, {whose} must contain {member}")]
    Missing {
        /// What lacks it.
        whose: &'static str,
        /// The member.
        member: &'static str,
    },
    /// An operator needs this parameter.
    #[error("Expected parameter {0}")]
    Parameter(&'static str),
    /// A value is of another JSON type.
    #[error("Invalid parameter value for {parameter}. Expecting '{expected}', but got '{found}'.")]
    Type {
        /// Whose value it is.
        parameter: &'static str,
        /// The type that it must have.
        expected: &'static str,
        /// The type that it has.
        found: &'static str,
    },
    /// A value is of a type for which Presidio has no name.
    #[error("Invalid parameter value for '{0}'.")]
    Value(&'static str),
    /// A position is below zero.
    #[error("Invalid input, result start and end must be positive")]
    Negative,
    /// A result ends before it starts.
    #[error("Invalid input, start index '{start}' must be smaller than end index '{end}'")]
    Order {
        /// Where it starts.
        start: u64,
        /// Where it ends.
        end: u64,
    },
    /// A result goes beyond the end of the text.
    #[error(
        "Invalid analyzer result, start: {start} and end: {end}, while text length is only {length}."
    )]
    Outside {
        /// Where it starts.
        start: u64,
        /// Where it ends.
        end: u64,
        /// Code points in the text.
        length: u64,
    },
    /// There is no operator of this name.
    #[error("Invalid operator class '{0}'.")]
    Operator(String),
    /// There is no hash algorithm of this name.
    #[error("Parameter hash_type value {0} is not in range of values ['sha256', 'sha512']")]
    HashType(String),
    /// A salt is too short.
    #[error("Salt must be at least 16 bytes (128 bits). Provided salt is {0} bytes.")]
    Salt(usize),
    /// A key is not one of AES.
    #[error("Invalid input, key must be of length 128, 192 or 256 bits")]
    KeyLength,
    /// A masking character is several.
    #[error("Invalid input, masking_char must be a character")]
    MaskingChar,
    /// Something has a form that Presidio does not check, so that it breaks (its status is 500).
    #[error("Invalid input, {0}")]
    Form(&'static str),
    /// No operator is given for an entity type, nor a default (Presidio breaks).
    #[error("Invalid input, deanonymizers must contain DEFAULT or every entity_type")]
    NoOperator,
    /// A text cannot be decrypted with this key (Presidio breaks).
    #[error("Invalid input, the text cannot be decrypted with this key")]
    Undecryptable,
    /// Results overlap so often, or new values are so long, that the answer would be many times the request.
    #[error("Invalid input, the results or new values are too large together")]
    TooMuch,
    /// The source of randomness gave none.
    #[error("Internal server error")]
    Randomness,
}

impl Error {
    /// The status of the answer: Presidio's, except that what a caller sent is never answered by 500.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Json | Self::Empty | Self::Custom => 400,
            Self::TooMuch => 413,
            Self::Randomness => 500,
            _ => 422,
        }
    }

    /// Tells whether Presidio has no check for this, and answers 500.
    pub const fn breaks_presidio(&self) -> bool {
        matches!(self, Self::Form(_) | Self::NoOperator | Self::Undecryptable)
    }
}
