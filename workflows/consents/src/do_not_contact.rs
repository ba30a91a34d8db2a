//! Whom not to contact (Art. 21(2) and (3)): addresses as keyed digests.

pub(crate) mod add;
pub(crate) mod check;
pub(crate) mod remove;

use domain::ContactChannel;
use kit::problem::{Place, Problem};
use serde::Deserialize;
use store::TenantScope;

/// What the digests are of, in the blind index: the space keeps it apart from every collection.
const DOMAIN: &str = "do not contact";

/// An address.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Address {
    /// "email", "phone", "text-message" or "post".
    #[schema(value_type = String)]
    channel: ContactChannel,
    /// The address, in any spelling.
    address: String,
}

/// The digests of addresses of a channel.
fn digests(
    scope: &TenantScope,
    channel: ContactChannel,
    addresses: &[(String, &str)],
) -> Result<Vec<Vec<u8>>, Problem> {
    let mut normal_forms = Vec::with_capacity(addresses.len());
    for (pointer, address) in addresses {
        let normal_form = channel.normal_form(address);
        if normal_form.is_empty() {
            let place = Place::pointer(pointer.as_str(), "this is no address of the channel");
            return Err(Problem::invalid("an address cannot be read", vec![place]));
        }
        normal_forms.push(normal_form);
    }
    kit::index::digests(scope, DOMAIN, channel.as_str(), &normal_forms)
}

impl Address {
    fn digest(&self, scope: &TenantScope) -> Result<Vec<u8>, Problem> {
        let address = [("/address".to_owned(), self.address.as_str())];
        let digest = digests(scope, self.channel, &address)?.pop();
        digest.ok_or_else(|| Problem::internal("the vault gave no digest"))
    }
}
