//! What the store's errors mean to a caller.

use store::Error;

use super::{Place, Problem};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match &error {
            Error::Busy => Self::unavailable("the database stayed busy"),
            Error::MalformedCursor => {
                Self::malformed("malformed-query", "the cursor cannot be read").at(
                    Place::parameter("after", "must be the `next` of the page before"),
                )
            }
            Error::Conflict { field, .. } => {
                let detail = "another record has this value in a unique field";
                let place = Place::pointer(format!("/{}", crate::body::escape(field)), detail);
                Self::conflict("not-unique", detail).at(place.in_field(field.as_str()))
            }
            Error::Exists { what } => Self::conflict("exists", format!("this {what} exists")),
            Error::Missing { what } => Self::not_found(what),
            Error::Changed { .. } | Error::StillOwned => {
                Self::conflict("changed-meanwhile", error.to_string())
            }
            Error::Restricted => Self::conflict("restricted", error.to_string()),
            Error::NotTold => Self::conflict("not-told", error.to_string()),
            Error::StepsOpen { steps } => {
                let place = |step: &String| Place::default().in_field(step.as_str());
                Self::conflict("steps-open", error.to_string()).at_all(steps.iter().map(place))
            }
            Error::Transition(_)
            | Error::ConsentTransition(_)
            | Error::PluginTransition(_)
            | Error::NotSuspended
            | Error::NotApproved { .. } => Self::conflict("wrong-state", error.to_string()),
            Error::Active => Self::conflict("plugin-active", error.to_string()),
            Error::NoEarlierVersion => Self::conflict("no-earlier-version", error.to_string()),
            _ => Self::internal(chain(&error)),
        }
    }
}

/// The error and what caused it. The store's messages hold no values.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
