//! What the manifest gives a component to know (`[component.<id>.variables]`).

/// The value of a variable; none when the manifest gives this component no such variable, or an
/// empty one: Spin knows no other way to leave one out.
#[cfg_attr(
    feature = "wasip2",
    expect(clippy::unused_async, reason = "WASI 0.2 blocks where WASI 0.3 waits")
)]
pub async fn get(name: &str) -> Option<String> {
    #[cfg(feature = "wasip2")]
    let value = spin_sdk::variables::get(name);
    #[cfg(not(feature = "wasip2"))]
    let value = spin_sdk::variables::get(name).await;
    value.ok().filter(|value| !value.is_empty())
}
