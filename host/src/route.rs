//! Which trigger takes a path: the same answer as Spin gives.
//!
//! Spin matches with the crate `routefinder`, so this host does too. The raw path is matched:
//! nothing is percent-decoded and dot segments are names like any other, so no spelling of a path
//! reaches a route that its bytes do not name. Slashes at the ends do not count.

use std::fmt;

use routefinder::RouteSpec;

/// The prefix of the paths that the host answers itself.
pub const WELL_KNOWN: &str = "/.well-known/spin/";

/// A route as the manifest writes it: exact, with `:parameters`, and perhaps a trailing `/...`.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    spec: RouteSpec,
}

impl Pattern {
    /// Reads a route.
    ///
    /// # Errors
    /// Why it is not a route.
    pub fn parse(text: &str) -> Result<Self, String> {
        let absolute = if text.starts_with('/') {
            text.to_owned()
        } else {
            format!("/{text}")
        };
        if absolute.starts_with(WELL_KNOWN) {
            return Err(format!("{WELL_KNOWN} belongs to the host"));
        }
        let fixed = absolute.strip_suffix("/...");
        let (segments, end) = fixed.map_or((absolute.as_str(), ""), |fixed| (fixed, "/*"));
        for segment in segments.split('/') {
            check_segment(segment)?;
        }
        let spec = format!("{segments}{end}").parse()?;
        Ok(Self {
            text: text.to_owned(),
            spec,
        })
    }

    /// The route as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What two routes have in common that match the same paths.
    pub fn shape(&self) -> String {
        let segments = self.spec.segments().iter();
        segments
            .map(|segment| match segment {
                routefinder::Segment::Param(_) => ":".to_owned(),
                other => format!("{other:?}"),
            })
            .collect()
    }

    /// The route with a leading slash and without a trailing one: Spin's `spin-matched-route`.
    pub fn based(&self) -> String {
        let absolute = if self.text.starts_with('/') { "" } else { "/" };
        let text = self.text.strip_suffix('/').unwrap_or(&self.text);
        format!("{absolute}{text}")
    }

    /// The route without its wildcard: Spin's `spin-component-route`.
    pub fn prefix(&self) -> &str {
        self.text.strip_suffix("/...").unwrap_or(&self.text)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

/// A parameter becomes a header name, so it is held to what a header name may contain.
fn check_segment(segment: &str) -> Result<(), String> {
    if segment.contains(['*', '?', '#', '%']) || segment.chars().any(char::is_whitespace) {
        return Err(format!("a route cannot contain {segment}"));
    }
    if segment == "..." || segment == ".." || segment == "." {
        return Err("dots stand only at the end of a route, as /...".to_owned());
    }
    for part in segment.split('.') {
        let name = part.strip_prefix(':');
        let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if name.is_some_and(|name| name.is_empty() || !is_name(name)) {
            return Err(format!("{part} is no parameter; write :name"));
        }
    }
    Ok(())
}

/// Routes and what they lead to.
pub struct Router<T> {
    routes: routefinder::Router<T>,
}

impl<T> Router<T> {
    /// Builds a router; of two routes with the same [`Pattern::shape`] one is never reached.
    pub fn new(routes: impl IntoIterator<Item = (Pattern, T)>) -> Self {
        let routes = routes
            .into_iter()
            .map(|(pattern, target)| (pattern.spec, target));
        Self {
            routes: routes.collect(),
        }
    }

    /// The most specific route that matches `path`: exact before `:parameter` before `/...`,
    /// segment by segment.
    pub fn find<'r, 'p>(&'r self, path: &'p str) -> Option<Found<'r, 'p, T>> {
        let best = self.routes.best_match(path)?;
        Some(Found { path, best })
    }
}

/// A match of a path.
pub struct Found<'r, 'p, T> {
    path: &'p str,
    best: routefinder::Match<'r, 'p, T>,
}

impl<'r, T> Found<'r, '_, T> {
    /// What the route leads to.
    pub fn target(&self) -> &'r T {
        self.best.handler()
    }

    /// The values of the parameters by name, undecoded.
    pub fn parameters(&self) -> Vec<(String, String)> {
        let captures = self.best.captures();
        let pairs = captures.params().iter();
        pairs
            .map(|capture| (capture.name().to_owned(), capture.value().to_owned()))
            .collect()
    }

    /// What the trailing `/...` matched, with a leading slash; Spin's `spin-path-info`.
    pub fn rest(&self) -> String {
        let captures = self.best.captures();
        let Some(rest) = captures.wildcard() else {
            return String::new();
        };
        let slash = if self.path.ends_with('/') { "/" } else { "" };
        if rest.is_empty() {
            slash.to_owned()
        } else {
            format!("/{rest}{slash}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router(routes: &[&'static str]) -> Router<&'static str> {
        Router::new(
            routes
                .iter()
                .map(|route| (Pattern::parse(route).unwrap(), *route)),
        )
    }

    #[test]
    fn the_most_specific_route_wins_whatever_the_order() {
        let mut given = [
            "/...",
            "/a/...",
            "/a/b",
            "/a/b/...",
            "/a/:x/c",
            "/a/:x/...",
            "/:y/b",
            "/",
        ];
        for _ in 0..given.len() {
            let router = router(&given);
            for (path, wanted) in [
                ("/", "/"),
                ("/q", "/..."),
                ("/a", "/a/..."),
                ("/a/", "/a/..."),
                ("/a/b", "/a/b"),
                ("/a/b/", "/a/b"),
                ("/a/b/c", "/a/b/..."),
                ("/a/z/c", "/a/:x/c"),
                ("/a/z/d", "/a/:x/..."),
                ("/z/b", "/:y/b"),
            ] {
                assert_eq!(*router.find(path).unwrap().target(), wanted, "{path}");
            }
            given.rotate_left(1);
        }
    }

    #[test]
    fn a_path_matches_only_what_its_bytes_name() {
        let router = router(&["/admin", "/v1/people/...", "/v1/:id"]);
        for path in [
            "/adm%69n",
            "/admin/x",
            "/x/../admin",
            "/./admin",
            "/ADMIN",
            "/v1peoplex",
            "/admin;a",
            "/v1/a/b",
            "/v1//people",
            "/v1/",
            "",
        ] {
            assert!(router.find(path).is_none(), "{path}");
        }
        assert_eq!(*router.find("/v1/peopleX").unwrap().target(), "/v1/:id");
        assert_eq!(*router.find("//admin//").unwrap().target(), "/admin");
    }

    #[test]
    fn the_rest_of_a_wildcard_keeps_its_slashes() {
        for (route, path, rest) in [
            ("/...", "/", "/"),
            ("/...", "/1/2/3", "/1/2/3"),
            ("/1/...", "/1", ""),
            ("/1/...", "/1/", "/"),
            ("/1/...", "/1/2/", "/2/"),
            ("/1/...", "/1/%2e%2e/2", "/%2e%2e/2"),
            ("/1", "/1/", ""),
        ] {
            assert_eq!(
                router(&[route]).find(path).unwrap().rest(),
                rest,
                "{route} {path}"
            );
        }
    }

    #[test]
    fn parameters_are_captured_undecoded() {
        let router = router(&["/a/:one/b/:two/..."]);
        let found = router.find("/a/%41/b/2/rest").unwrap();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(found.parameters(), [pair("one", "%41"), pair("two", "2")]);
    }

    #[test]
    fn routes_of_one_shape_are_recognized() {
        let shape = |route: &str| Pattern::parse(route).unwrap().shape();
        assert_eq!(shape("/a/:x"), shape("/a/:y/"));
        assert_eq!(shape("a"), shape("/a"));
        assert_ne!(shape("/a"), shape("/a/..."));
        assert_ne!(shape("/a/b"), shape("/a.b"));
    }

    #[test]
    fn what_is_no_route_is_refused() {
        for route in [
            "/a/*",
            "/*",
            "/a/.../b",
            "/:",
            "/a/:x-y",
            "/a b",
            "/../a",
            "/.well-known/spin/health",
        ] {
            assert!(Pattern::parse(route).is_err(), "{route}");
        }
    }
}
