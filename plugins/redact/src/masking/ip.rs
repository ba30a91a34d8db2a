//! Shortening of IP addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use lethe_plugin::Refusal;

/// Keeps the first bits of an address. None where the text is no address.
///
/// # Errors
/// More bits than an address has.
pub(crate) fn truncate(text: &str, v4: u8, v6: u8) -> Result<Option<String>, Refusal> {
    let v4_mask = mask(v4, 32, "v4")?;
    let v6_mask = mask(v6, 128, "v6")?;
    let Ok(address) = text.trim().parse::<IpAddr>() else {
        return Ok(None);
    };
    // An IPv4 address in the guise of IPv6 has the person in the bits that an IPv4 rule cuts off.
    let truncated = match address.to_canonical() {
        IpAddr::V4(address) => {
            let [.., a, b, c, d] = v4_mask.to_be_bytes();
            IpAddr::V4(address & Ipv4Addr::from([a, b, c, d]))
        }
        IpAddr::V6(address) => IpAddr::V6(address & Ipv6Addr::from(v6_mask)),
    };
    Ok(Some(truncated.to_string()))
}

/// A mask whose first `bits` of `width` bits are set, in the lowest `width` bits.
fn mask(bits: u8, width: u8, name: &str) -> Result<u128, Refusal> {
    let host_bits = width.checked_sub(bits).ok_or_else(|| {
        Refusal::InvalidParameters(format!("`{name}` is {bits}, an address has {width} bits"))
    })?;
    Ok(u128::MAX.checked_shl(u32::from(host_bits)).unwrap_or(0))
}
