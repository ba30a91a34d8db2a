//! The OpenAPI description of all workflows together.

use std::collections::BTreeMap;

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, Content, InfoBuilder, License, OpenApi, OpenApiBuilder, RefOr, Response,
    ResponseBuilder,
};
use utoipa::{IntoResponses, PartialSchema as _, ToSchema as _};

use crate::problem::{Body9457, Place};

/// What every route under `/v1` may refuse with.
pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        [
            ("400", "A part of the request cannot be read"),
            ("401", "No valid bearer token"),
            ("403", "The role of the token does not permit this"),
            ("404", "Not there, or another tenant's"),
            ("default", "Any other problem"),
        ]
        .into_iter()
        .map(|(status, description)| (status.to_owned(), RefOr::T(problem(description))))
        .collect()
    }
}

/// What a route that takes a body may refuse with besides.
pub struct BodyRefusals;

impl IntoResponses for BodyRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = Refusals::responses();
        for (status, description) in [
            ("409", "Does not fit the state in which things are"),
            ("413", "The body is too large"),
            ("415", "Not a media type that this route takes"),
            (
                "422",
                "The body does not hold what it must; `errors` says where",
            ),
        ] {
            responses.insert(status.to_owned(), RefOr::T(problem(description)));
        }
        responses
    }
}

fn problem(description: &str) -> Response {
    let schema = utoipa::openapi::Ref::from_schema_name(Body9457::name());
    ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", Content::new(Some(schema)))
        .build()
}

/// One description of what several workflows serve.
pub fn merged(parts: impl IntoIterator<Item = OpenApi>) -> OpenApi {
    let info = InfoBuilder::new()
        .title("Lethe")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "A privacy platform: collections, data subjects, requests, plugins, audit",
        ))
        .license(Some(License::new("Apache-2.0")))
        .build();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("Made by `lethe token create`"))
        .build();
    let components = ComponentsBuilder::new()
        .schema(Body9457::name(), Body9457::schema())
        .schema(Place::name(), Place::schema())
        .security_scheme("token", SecurityScheme::Http(bearer))
        .build();
    let mut whole = OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .build();
    for part in parts {
        whole.merge(part);
    }
    whole
}

/// The description as the text that is served and committed.
pub fn text(description: &OpenApi) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(description).map(|text| text + "\n")
}
