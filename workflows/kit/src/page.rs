//! Paging: `?limit=` and `?after=`, answered with items, the next cursor and a Link header.

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderValue, Response, Uri, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use store::Page;
use utoipa::{IntoParams, ToSchema};

use crate::problem::{Place, Problem};

/// The most items a page may have.
const MOST: u32 = 200;
/// The items of a page when the caller does not say.
const USUAL: u32 = 50;

/// The query of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The most items the page may have: 1 to 200, 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Items<T> {
    /// What is on this page.
    pub items: Vec<T>,
    /// The cursor of the next page; null on the last one.
    pub next: Option<String>,
}

impl PageQuery {
    /// The page that is asked for.
    pub fn page(self) -> Result<Page, Problem> {
        of(self.limit, self.after)
    }
}

/// The page of a list whose query has parameters of its own besides.
pub fn of(limit: Option<u32>, after: Option<String>) -> Result<Page, Problem> {
    let limit = limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        let place = Place::parameter("limit", format!("must be 1 to {MOST}"));
        return Err(Problem::malformed("malformed-query", "no page has this size").at(place));
    }
    Ok(Page::new(limit, after))
}

impl<T: Serialize> Items<T> {
    /// A page of these items.
    pub fn new<U: Into<T>>((items, next): (Vec<U>, Option<String>)) -> Self {
        Self {
            items: items.into_iter().map(Into::into).collect(),
            next,
        }
    }

    /// The answer, with a link to the next page (RFC 8288).
    pub fn answer(self, uri: &Uri) -> Response<Body> {
        let link = self.next.as_deref().and_then(|next| link(uri, next));
        let mut response = Json(self).into_response();
        if let Some(link) = link {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}

/// Cursors are hexadecimal, and the rest is as the caller sent it: nothing needs escaping.
fn link(uri: &Uri, next: &str) -> Option<HeaderValue> {
    let others = uri.query().unwrap_or_default().split('&');
    let others = others.filter(|part| !part.is_empty() && !part.starts_with("after="));
    let query: Vec<&str> = others.collect();
    let and = if query.is_empty() { "" } else { "&" };
    let link = format!(
        "<{}?{}{and}after={next}>; rel=\"next\"",
        uri.path(),
        query.join("&")
    );
    HeaderValue::from_str(&link).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_leads_on_with_the_same_filters() {
        let uri: Uri = "/v1/audit/events?action=x&after=00&limit=2"
            .parse()
            .unwrap();
        let wanted = "</v1/audit/events?action=x&limit=2&after=ff>; rel=\"next\"";
        assert_eq!(link(&uri, "ff").unwrap(), wanted);
    }

    #[test]
    fn a_page_of_nothing_or_of_too_much_is_refused() {
        assert!(of(Some(0), None).is_err());
        assert!(of(Some(201), None).is_err());
        assert!(of(None, None).is_ok());
    }
}
