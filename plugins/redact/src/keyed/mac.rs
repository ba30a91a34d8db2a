//! HMAC-SHA-256 (RFC 2104) keyed with the run's seed, and numbers drawn from it.

use std::borrow::Cow;

use hmac::{Hmac, KeyInit, Mac};
use lethe_plugin::Value;
use sha2::Sha256;

use crate::run::Run;

/// A key that is ready. Collection, field and operator are part of it or of what is authenticated, so that
/// equal values in two fields cannot be linked, nor the answers of two operators.
pub(crate) struct Keyed(Option<Hmac<Sha256>>);

impl Keyed {
    /// For an operator on a field. The key is derived once, so that a value costs two compressions of SHA-256
    /// instead of three.
    pub(crate) fn labelled(run: &Run<'_>, operator: &str, field: &str) -> Self {
        let derived = Self::new(run, &[operator, &run.context.collection, field]).digest(&[]);
        Self(derived.and_then(|key| Hmac::new_from_slice(&key).ok()))
    }

    /// For messages that begin with these parts. The length of each is part of the message.
    pub(crate) fn new(run: &Run<'_>, parts: &[&str]) -> Self {
        // HMAC takes keys of any length; were it not so, values would be removed rather than left.
        let mac = Hmac::new_from_slice(&run.context.seed.to_be_bytes()).ok();
        Self(mac.map(|mut mac| {
            for part in parts {
                update(&mut mac, part.as_bytes());
            }
            mac
        }))
    }

    /// The authentication code of the parts.
    pub(crate) fn digest(&self, parts: &[&[u8]]) -> Option<[u8; 32]> {
        let mut mac = self.0.clone()?;
        for part in parts {
            update(&mut mac, part);
        }
        Some(mac.finalize().into_bytes().into())
    }

    /// Numbers that depend on the parts.
    pub(crate) fn draws<'k>(&'k self, parts: &'k [&'k [u8]]) -> Draws<'k> {
        Draws {
            keyed: self,
            parts,
            block: 0,
            left: Vec::new(),
        }
    }
}

fn update(mac: &mut Hmac<Sha256>, part: &[u8]) {
    mac.update(&(part.len() as u64).to_be_bytes());
    mac.update(part);
}

/// Numbers drawn one after the other: authentication codes in counter mode. Four cost one code.
pub(crate) struct Draws<'k> {
    keyed: &'k Keyed,
    parts: &'k [&'k [u8]],
    block: u64,
    left: Vec<u64>,
}

impl Draws<'_> {
    /// 64 bits.
    pub(crate) fn bits(&mut self) -> Option<u64> {
        if self.left.is_empty() {
            let counter = self.block.to_be_bytes();
            let parts: Vec<&[u8]> = self.parts.iter().copied().chain([&counter[..]]).collect();
            let digest = self.keyed.digest(&parts)?;
            self.block = self.block.wrapping_add(1);
            self.left = digest
                .as_chunks::<8>()
                .0
                .iter()
                .map(|bytes| u64::from_be_bytes(*bytes))
                .collect();
        }
        self.left.pop()
    }

    /// A number below `bound`. The bias is below `bound` / 2^64.
    pub(crate) fn below(&mut self, bound: u64) -> Option<u64> {
        let product = u128::from(self.bits()?) * u128::from(bound);
        u64::try_from(product >> 64).ok()
    }

    /// An index of a list of this length.
    pub(crate) fn index(&mut self, length: usize) -> Option<usize> {
        let bound = u64::try_from(length).ok()?;
        usize::try_from(self.below(bound)?).ok()
    }

    /// A number from -1 to 1.
    pub(crate) fn around_zero(&mut self) -> Option<f64> {
        let bits = i64::try_from(self.bits()? >> 10).ok()?;
        // 54 bits, of which the 54th becomes the sign.
        let around = bits.saturating_sub(1 << 53);
        Some(crate::compare::approximate(around) / crate::compare::approximate(1 << 53))
    }
}

/// The value as bytes, for an authentication code. Fields have one type, so that it need not be told.
pub(crate) fn bytes_of(value: &Value) -> Cow<'_, [u8]> {
    match value {
        Value::Text(text) => text.as_bytes().into(),
        Value::Integer(number) | Value::Timestamp(number) => number.to_be_bytes().to_vec().into(),
        Value::Number(number) => number.to_bits().to_be_bytes().to_vec().into(),
        Value::Boolean(truth) => vec![u8::from(*truth)].into(),
        Value::Date(date) => {
            let [high, low] = date.year.to_be_bytes();
            vec![high, low, date.month, date.day].into()
        }
        Value::Bytes(bytes) => bytes.into(),
    }
}
