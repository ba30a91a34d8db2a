//! How the protocol says no (3.06), and that it says nothing to whom it does not know (2.05.1).

use axum::Json;
use axum::body::Body;
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use domain::protocols::drp::{Invalid, Unsupported};
use kit::problem::Problem;
use serde::Serialize;

/// Why a call was refused.
pub(crate) enum Refusal {
    /// The set-up of keys failed: the answer says nothing.
    Setup,
    /// As the protocol has it.
    Error {
        /// The status.
        status: StatusCode,
        /// What is wrong, for a human.
        message: String,
        /// Whether it makes no sense to try again.
        fatal: bool,
    },
    /// Something went wrong here.
    Problem(Problem),
}

/// An error (3.06).
#[derive(Serialize)]
struct ErrorView {
    code: String,
    message: String,
    fatal: bool,
}

impl Refusal {
    /// An error that trying again does not mend.
    pub(crate) fn fatal(status: StatusCode, message: impl Into<String>) -> Self {
        Self::Error {
            status,
            message: message.into(),
            fatal: true,
        }
    }

    /// A token, or a request, that is not this agent's.
    pub(crate) fn forbidden() -> Self {
        Self::fatal(StatusCode::FORBIDDEN, "this is not for this agent")
    }

    /// The same, of the set-up of keys: who fails it is told nothing but that.
    pub(crate) fn of_setup(self) -> Self {
        match self {
            Self::Problem(problem) => Self::Problem(problem),
            _ => Self::Setup,
        }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let status = problem.status();
        if status.is_server_error() {
            return Self::Problem(problem);
        }
        Self::Error {
            status,
            message: problem.code().to_owned(),
            fatal: false,
        }
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        Problem::from(error).into()
    }
}

impl From<kit::signatures::Error> for Refusal {
    fn from(error: kit::signatures::Error) -> Self {
        let status = match error {
            kit::signatures::Error::Encoding => StatusCode::BAD_REQUEST,
            _ => StatusCode::FORBIDDEN,
        };
        Self::fatal(status, error.to_string())
    }
}

impl From<Invalid> for Refusal {
    fn from(invalid: Invalid) -> Self {
        let status = match invalid {
            Invalid::Agent | Invalid::Business => StatusCode::FORBIDDEN,
            _ => StatusCode::BAD_REQUEST,
        };
        Self::fatal(status, invalid.to_string())
    }
}

impl From<Unsupported> for Refusal {
    fn from(unsupported: Unsupported) -> Self {
        Self::fatal(StatusCode::BAD_REQUEST, unsupported.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        match self {
            Self::Setup => StatusCode::FORBIDDEN.into_response(),
            Self::Problem(problem) => problem.into_response(),
            Self::Error {
                status,
                message,
                fatal,
            } => {
                let view = ErrorView {
                    code: status.as_u16().to_string(),
                    message,
                    fatal,
                };
                let mut response = (status, Json(view)).into_response();
                if status == StatusCode::UNAUTHORIZED {
                    let challenge = HeaderValue::from_static("Bearer realm=\"lethe\"");
                    response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
                }
                response
            }
        }
    }
}
