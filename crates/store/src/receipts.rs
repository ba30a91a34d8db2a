//! Receipts of plugin runs: who runs the same plugin on the same input gets the same.

use domain::{ReceiptId, RequestId};
use jiff::Timestamp;

use crate::decode::Columns;
use crate::insert::{all, insert};
use crate::{Error, Row, Sql, TenantScope, Tx, Value};

const TABLE: &str = "receipt";

/// The receipt of one run, for a request. Its hashes are those of `lethe:engine`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its id.
    pub receipt_id: ReceiptId,
    /// The request for which the plugin ran.
    pub request_id: RequestId,
    /// The collection whose records it was given.
    pub collection: String,
    /// SHA-256 of the component, hexadecimal.
    pub plugin_digest: String,
    /// The contract it was run under.
    pub contract: String,
    /// The engine and its version.
    pub engine: String,
    /// SHA-256 of the parameters, hexadecimal.
    pub parameters_hash: String,
    /// SHA-256 of context and input, hexadecimal.
    pub input_hash: String,
    /// SHA-256 of the output, hexadecimal.
    pub output_hash: String,
    /// Fuel used.
    pub fuel: u64,
    /// Rows given.
    pub rows: u64,
    /// When it ran.
    pub at: Timestamp,
}

/// Keeps receipts.
///
/// # Errors
/// [`Error::Exists`] when one of the ids is in use.
pub async fn insert_many<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    receipts: &[Receipt],
) -> Result<(), Error> {
    let inserted = insert(
        tx,
        scope,
        "INSERT INTO receipt (tenant_id, request_id, receipt_id, collection, plugin_digest, \
         contract, engine, parameters_hash, input_hash, output_hash, fuel, row_count, at_ms)",
        "ON CONFLICT DO NOTHING",
        receipts.iter().map(values).collect(),
    )
    .await?;
    all(inserted, receipts.len(), TABLE)
}

/// Lists the receipts of a request by id, which is the order of the runs.
pub async fn list_by_request<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    request: RequestId,
) -> Result<Vec<Receipt>, Error> {
    let rows = sql
        .query(
            "SELECT receipt_id, request_id, collection, plugin_digest, contract, engine, \
             parameters_hash, input_hash, output_hash, fuel, row_count, at_ms FROM receipt \
             WHERE tenant_id = $1 AND request_id = $2 ORDER BY receipt_id",
            &[scope.parameter(), request.into()],
        )
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Receipt, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Receipt {
        receipt_id: columns.parsed("receipt_id")?,
        request_id: columns.parsed("request_id")?,
        collection: columns.text("collection")?,
        plugin_digest: columns.text("plugin_digest")?,
        contract: columns.text("contract")?,
        engine: columns.text("engine")?,
        parameters_hash: columns.text("parameters_hash")?,
        input_hash: columns.text("input_hash")?,
        output_hash: columns.text("output_hash")?,
        fuel: columns.integer("fuel")?,
        rows: columns.integer("row_count")?,
        at: columns.time("at_ms")?,
    })
}

fn values(receipt: &Receipt) -> [Value; 12] {
    [
        receipt.request_id.into(),
        receipt.receipt_id.into(),
        receipt.collection.as_str().into(),
        receipt.plugin_digest.as_str().into(),
        receipt.contract.as_str().into(),
        receipt.engine.as_str().into(),
        receipt.parameters_hash.as_str().into(),
        receipt.input_hash.as_str().into(),
        receipt.output_hash.as_str().into(),
        // Both are bounded far below by the limits of a run.
        i64::try_from(receipt.fuel).unwrap_or(i64::MAX).into(),
        i64::try_from(receipt.rows).unwrap_or(i64::MAX).into(),
        receipt.at.into(),
    ]
}
