//! The vault's types and those of `wit/vault`, one to one, for whoever supplies the contract: the
//! host and the provider, each with a generator of its own. Values are moved, not copied.

/// Implements `From` between the vault's types and those that a generator made of
/// `lethe:vault/vault`, given the name of their module.
#[macro_export]
macro_rules! mirror {
    ($wit:ident) => {
        $crate::mirror!(@keys $wit => $crate);
        $crate::mirror!(@keys $crate => $wit);

        impl From<$wit::Sheet> for $crate::Sheet {
            fn from(sheet: $wit::Sheet) -> Self {
                let cells = sheet.cells.into_iter().map(|cell| $crate::Cell {
                    field: cell.field,
                    bytes: cell.bytes,
                });
                Self {
                    subject: sheet.subject,
                    collection: sheet.collection,
                    id: sheet.id,
                    cells: cells.collect(),
                }
            }
        }

        impl From<$crate::SigningKey> for $wit::SigningKey {
            fn from(key: $crate::SigningKey) -> Self {
                Self { public: key.public.to_vec(), wrapped: key.wrapped }
            }
        }

        impl From<$crate::Error> for $wit::Error {
            fn from(error: $crate::Error) -> Self {
                match error {
                    $crate::Error::WrongKey => Self::WrongKey,
                    $crate::Error::Tampered => Self::Tampered,
                    $crate::Error::UnknownFormat => Self::UnknownFormat,
                    $crate::Error::NoSuchSubject(index) => Self::NoSuchSubject(index),
                    $crate::Error::Unavailable(reason) => Self::Unavailable(reason),
                    error => Self::Unavailable(error.to_string()),
                }
            }
        }
    };
    (@keys $from:tt => $to:tt) => {
        impl From<$from::TenantKey> for $to::TenantKey {
            fn from(key: $from::TenantKey) -> Self {
                Self { tenant: key.tenant, version: key.version, wrapped: key.wrapped }
            }
        }

        impl From<$from::SubjectKey> for $to::SubjectKey {
            fn from(key: $from::SubjectKey) -> Self {
                Self { subject: key.subject, version: key.version, wrapped: key.wrapped }
            }
        }
    };
}

/// Implements `From` from the types of [`passwords`](crate::passwords) to those that a generator made of
/// `lethe:vault/passwords`, given the name of their module.
#[macro_export]
macro_rules! mirror_passwords {
    ($wit:ident) => {
        impl From<$crate::passwords::Outcome> for $wit::Outcome {
            fn from(outcome: $crate::passwords::Outcome) -> Self {
                match outcome {
                    $crate::passwords::Outcome::Wrong => Self::Wrong,
                    $crate::passwords::Outcome::Right => Self::Right,
                    $crate::passwords::Outcome::Outdated => Self::Outdated,
                }
            }
        }

        impl From<$crate::passwords::Error> for $wit::Error {
            fn from(error: $crate::passwords::Error) -> Self {
                match error {
                    $crate::passwords::Error::TooLong => Self::TooLong,
                    $crate::passwords::Error::MalformedHash => Self::MalformedHash,
                    $crate::passwords::Error::Unavailable(reason) => Self::Unavailable(reason),
                }
            }
        }
    };
}
