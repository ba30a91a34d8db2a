//! Coarser coordinates.

use lethe_plugin::{Field, Refusal, Table, Value, ValueType};
use serde::Deserialize;

use crate::compare::finite;
use crate::operate::{Cell, Operate, each, ensure, of_type};
use crate::run::Run;

/// Rounds a coordinate in degrees: a text "latitude,longitude", or a number; removes other texts.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TruncateGeo {
    /// Decimals that stay, 0 to 6: with 0 some 111 km from south to north, with 1 11 km, with 2 1 km.
    decimals: u8,
}

impl Operate for TruncateGeo {
    fn check(&self) -> Result<(), Refusal> {
        ensure(self.decimals <= 6, "`decimals` is 0 to 6")
    }

    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        let types = [ValueType::Text, ValueType::Number];
        of_type(field, &types, "truncate-geo works on text and numbers")
    }

    fn apply(&self, _: &Run<'_>, _: &Field, cells: &mut [Cell]) {
        each(cells, |_, value| match value {
            Value::Text(text) => self.pair(&text).map(Value::Text),
            Value::Number(degrees) => finite(self.round(degrees)),
            _ => None,
        });
    }
}

impl TruncateGeo {
    fn pair(self, text: &str) -> Option<String> {
        let (latitude, longitude) = text.split_once(',')?;
        let degrees = |text: &str, most: f64| {
            let degrees: f64 = text.trim().parse().ok()?;
            (degrees.abs() <= most).then(|| self.round(degrees) + 0.0)
        };
        let (latitude, longitude) = (degrees(latitude, 90.0)?, degrees(longitude, 180.0)?);
        let decimals = usize::from(self.decimals);
        Some(format!("{latitude:.decimals$},{longitude:.decimals$}"))
    }

    fn round(self, degrees: f64) -> f64 {
        let scale = 10_f64.powi(i32::from(self.decimals));
        let scaled = degrees * scale;
        if scaled.is_finite() {
            scaled.round() / scale
        } else {
            degrees
        }
    }
}
