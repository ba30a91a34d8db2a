//! Shortening of IP addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use lethe_plugin::{Field, Refusal, Table, ValueType};
use serde::Deserialize;

use crate::operate::{Operate, TextFunction, answering, of_type};
use crate::run::Run;

/// Keeps the network part of an IP address; removes what is no address.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TruncateIp {
    /// How many bits of an IPv4 address stay.
    #[serde(default = "v4")]
    v4: u8,
    /// How many bits of an IPv6 address stay.
    #[serde(default = "v6")]
    v6: u8,
}

/// 256 neighbours, as most web statistics keep.
fn v4() -> u8 {
    24
}

/// The network of a site, not of a household (RFC 6177).
fn v6() -> u8 {
    48
}

impl Operate for TruncateIp {
    fn check(&self) -> Result<(), Refusal> {
        for (name, bits, width) in [("v4", self.v4, 32), ("v6", self.v6, 128)] {
            if bits > width {
                return Err(Refusal::InvalidParameters(format!(
                    "`{name}` is {bits}, an address has {width} bits"
                )));
            }
        }
        Ok(())
    }

    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        of_type(field, &[ValueType::Text], "truncate-ip works on text")
    }

    fn text<'a>(&'a self, _: &'a Run<'_>, _: &Field) -> Option<TextFunction<'a>> {
        Some(answering(|text| self.truncate(text)))
    }
}

impl TruncateIp {
    /// Keeps the first bits of an address. None where the text is no address.
    fn truncate(self, text: &str) -> Option<String> {
        // An IPv4 address in the guise of IPv6 has the person in the bits that an IPv4 rule cuts off.
        let truncated = match text.trim().parse::<IpAddr>().ok()?.to_canonical() {
            IpAddr::V4(address) => {
                let [.., a, b, c, d] = mask(self.v4, 32).to_be_bytes();
                IpAddr::V4(address & Ipv4Addr::from([a, b, c, d]))
            }
            IpAddr::V6(address) => IpAddr::V6(address & Ipv6Addr::from(mask(self.v6, 128))),
        };
        Some(truncated.to_string())
    }
}

/// A mask whose first `bits` of `width` bits are set, in the lowest `width` bits.
fn mask(bits: u8, width: u8) -> u128 {
    let host_bits = width.saturating_sub(bits);
    u128::MAX.checked_shl(u32::from(host_bits)).unwrap_or(0)
}
