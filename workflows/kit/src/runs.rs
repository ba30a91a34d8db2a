//! The receipt of a plugin's run, as it is kept.

use domain::ReceiptId;
use jiff::Timestamp;
use store::receipts::{Occasion, Receipt, Usage};

use crate::platform::engine;
use crate::problem::Problem;

/// For what and when plugins run.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// What receipts name.
    pub occasion: Occasion,
    /// When.
    pub at: Timestamp,
}

impl Run {
    /// The receipt of a run over so many rows of a collection, which took so many microseconds.
    ///
    /// # Errors
    /// The runtime has no randomness.
    pub fn receipt(
        &self,
        collection: &str,
        rows: usize,
        (receipt, usage): (engine::Receipt, engine::Usage),
        microseconds: u64,
    ) -> Result<Receipt, Problem> {
        Ok(Receipt {
            receipt_id: ReceiptId::generate(self.at, crate::entropy::bytes()?),
            occasion: self.occasion,
            collection: collection.to_owned(),
            plugin_digest: receipt.plugin_digest,
            contract: receipt.contract,
            engine: receipt.engine,
            parameters_hash: receipt.parameters_hash,
            input_hash: receipt.input_hash,
            output_hash: receipt.output_hash,
            fuel: receipt.fuel,
            rows: rows as u64,
            at: self.at,
            usage: Some(Usage {
                peak_memory_bytes: usage.peak_memory,
                input_bytes: usage.input_bytes,
                output_bytes: usage.output_bytes,
                microseconds,
            }),
        })
    }
}
