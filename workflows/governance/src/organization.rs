//! Who the tenant is: controller, data protection officer, authority, contracts with processors.

pub(crate) mod find;
pub(crate) mod replace;

use domain::Shortcoming;
use domain::organization::{Contact, Organization};
use jiff::Timestamp;
use kit::documents::{self, Opened};
use kit::problem::{Place, Problem};
use serde::Serialize;
use store::{Sql, TenantScope};

/// The facts about the organization.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct OrganizationView {
    /// Who it is; null before it was said.
    #[schema(value_type = Option<Object>)]
    organization: Option<Organization>,
    /// How often it was said.
    version: u64,
    /// When it was said last.
    #[schema(value_type = Option<String>, format = DateTime)]
    changed_at: Option<Timestamp>,
}

impl From<Option<Opened<Organization>>> for OrganizationView {
    fn from(found: Option<Opened<Organization>>) -> Self {
        let (version, changed_at) = found
            .as_ref()
            .map_or((0, None), |found| (found.version, Some(found.at)));
        Self {
            organization: found.map(|found| found.content),
            version,
            changed_at,
        }
    }
}

/// Gets what is known of the organization.
pub(crate) async fn get<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
) -> Result<Option<Opened<Organization>>, Problem> {
    documents::latest(sql, scope, documents::only_one(scope)).await
}

/// What is missing, as places of a body.
pub(crate) fn places(found: Vec<Shortcoming>) -> Vec<Place> {
    let place = |found: Shortcoming| Place::pointer(found.pointer, found.message);
    found.into_iter().map(place).collect()
}

/// A contact on one line.
pub(crate) fn contact(contact: &Contact) -> String {
    let ways = [
        &contact.address,
        &contact.email,
        &contact.phone,
        &contact.url,
    ];
    let ways = ways.into_iter().flatten().map(String::as_str);
    let parts: Vec<&str> = std::iter::once(contact.name.as_str()).chain(ways).collect();
    parts.join(", ")
}
