//! The vendor's own door, for where the program `lethe` cannot reach the database: a Spin cloud.
//!
//! Its routes answer only where the variable `operator_token` is set, and only to who knows it. They
//! reach no personal data.

mod migrate;
mod offboardings;
mod plugin_quota;
mod revocation;
mod root_key;
mod scrub;
mod tenants;
mod tokens;

kit::routes! {
    [migrate],
    [offboardings],
    [root_key],
    [scrub],
    [tenants],
    [plugin_quota],
    [tokens],
    [revocation],
}

kit::serve!(router);
