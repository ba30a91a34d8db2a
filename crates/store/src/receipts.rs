//! Receipts of plugin runs: who runs the same plugin on the same input gets the same.

use domain::{ReceiptId, RequestId};
use jiff::Timestamp;

use crate::decode::Columns;
use crate::insert::{all, insert};
use crate::{Error, Page, Row, Sql, TenantScope, Tx, Value};

const TABLE: &str = "receipt";
const RUNS: &str = "plugin_run";

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
    /// What it took of its limits; receipts of before this was kept have none.
    pub usage: Option<Usage>,
}

/// What a run took of its limits, besides fuel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// The most bytes of memory that the plugin held.
    pub peak_memory_bytes: u64,
    /// Bytes it was given.
    pub input_bytes: u64,
    /// Bytes of its answer.
    pub output_bytes: u64,
    /// How long whoever ran it waited for it.
    pub microseconds: u64,
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
    all(inserted, receipts.len(), TABLE)?;
    let runs: Vec<_> = receipts.iter().filter_map(usage).collect();
    let known = runs.len();
    let inserted = insert(
        tx,
        scope,
        "INSERT INTO plugin_run (tenant_id, plugin_digest, receipt_id, request_id, \
         peak_memory_bytes, input_bytes, output_bytes, microseconds)",
        "ON CONFLICT DO NOTHING",
        runs,
    )
    .await?;
    all(inserted, known, RUNS)
}

/// Receipts as they are read, with a condition.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT receipt.receipt_id, receipt.request_id, receipt.collection, ",
            "receipt.plugin_digest, receipt.contract, receipt.engine, receipt.parameters_hash, ",
            "receipt.input_hash, receipt.output_hash, receipt.fuel, receipt.row_count, ",
            "receipt.at_ms, plugin_run.peak_memory_bytes, plugin_run.input_bytes, ",
            "plugin_run.output_bytes, plugin_run.microseconds ",
            "FROM receipt LEFT JOIN plugin_run ON plugin_run.tenant_id = receipt.tenant_id ",
            "AND plugin_run.plugin_digest = receipt.plugin_digest ",
            "AND plugin_run.receipt_id = receipt.receipt_id ",
            $rest
        )
    };
}

/// Lists the receipts of a plugin, the newest first. Those of before [`Usage`] was kept are not among them.
pub async fn list_by_plugin<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    digest: &str,
    page: &Page,
) -> Result<(Vec<Receipt>, Option<String>), Error> {
    // No id comes after it: ids are hexadecimal.
    let [before] = page.key(RUNS, ["~"])?;
    let rows = sql
        .query(
            select!(
                "WHERE plugin_run.tenant_id = $1 AND plugin_run.plugin_digest = $2 \
                 AND plugin_run.receipt_id < $3 ORDER BY plugin_run.receipt_id DESC LIMIT $4"
            ),
            &[
                scope.parameter(),
                digest.into(),
                before.into(),
                page.rows().into(),
            ],
        )
        .await?;
    let receipts = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(RUNS, receipts, |receipt: &Receipt| {
        [receipt.receipt_id.to_string()]
    }))
}

/// Lists the receipts of a request by id, which is the order of the runs.
pub async fn list_by_request<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    request: RequestId,
) -> Result<Vec<Receipt>, Error> {
    let rows = sql
        .query(
            select!(
                "WHERE receipt.tenant_id = $1 AND receipt.request_id = $2 \
                 ORDER BY receipt.receipt_id"
            ),
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
        usage: match columns.optional_integer("peak_memory_bytes")? {
            None => None,
            Some(peak_memory_bytes) => Some(Usage {
                peak_memory_bytes,
                input_bytes: columns.integer("input_bytes")?,
                output_bytes: columns.integer("output_bytes")?,
                microseconds: columns.integer("microseconds")?,
            }),
        },
    })
}

fn usage(receipt: &Receipt) -> Option<[Value; 7]> {
    let usage = receipt.usage?;
    // Bounded far below by the limits of a run.
    let number = |number: u64| Value::from(i64::try_from(number).unwrap_or(i64::MAX));
    Some([
        receipt.plugin_digest.as_str().into(),
        receipt.receipt_id.into(),
        receipt.request_id.into(),
        number(usage.peak_memory_bytes),
        number(usage.input_bytes),
        number(usage.output_bytes),
        number(usage.microseconds),
    ])
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
