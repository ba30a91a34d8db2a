//! The routes of a workflow, written once: what serves them and what describes them.

/// Makes `router()` and `openapi()` of a list of modules that each hold a `handler` with
/// `#[utoipa::path]`. Modules in one pair of brackets share a path.
///
/// The router takes path and method from the same attribute that the description is made of, so the
/// two cannot drift; it does not build the description, which would cost every request of a fresh
/// instance more than most handlers do.
///
/// ```ignore
/// kit::routes! {
///     [collections::list, collections::declare],
///     [collections::find, collections::replace],
/// }
/// ```
#[macro_export]
macro_rules! routes {
    ($([$($($module:ident)::+),+ $(,)?]),+ $(,)?) => {
        /// The router of this workflow.
        pub fn router() -> axum::Router {
            axum::Router::new()$($(.route(
                &<$($module)::+::__path_handler as utoipa::Path>::path(),
                $crate::routes::served(
                    <$($module)::+::__path_handler as utoipa::Path>::methods(),
                    $($module)::+::handler,
                ),
            ))+)+
        }

        /// The OpenAPI description of this workflow.
        pub fn openapi() -> utoipa::openapi::OpenApi {
            utoipa_axum::router::OpenApiRouter::<()>::default()
                $(.routes(utoipa_axum::routes!($($($module)::+::handler),+)))+
                .into_openapi()
        }
    };
}

/// A handler under these methods.
#[doc(hidden)]
pub fn served<H, T>(
    methods: Vec<utoipa::openapi::HttpMethod>,
    handler: H,
) -> axum::routing::MethodRouter
where
    H: axum::handler::Handler<T, ()>,
    T: 'static,
{
    use utoipa_axum::PathItemExt as _;
    methods
        .iter()
        .fold(axum::routing::MethodRouter::new(), |router, method| {
            router.on(method.to_method_filter(), handler.clone())
        })
}
