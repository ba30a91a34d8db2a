//! The calculation: what so many tenants and records take.

use anyhow::Result;

use super::inputs::Inputs;
use super::placement;
use super::units::{bytes, count, digits, seconds};

const DAYS_A_YEAR: f64 = 365.0;
const SECONDS_A_DAY: f64 = 86_400.0;

/// A result: its name, its value, and how it comes about.
pub(super) type Row = (&'static str, String, String);

pub(super) fn results(inputs: &Inputs) -> Result<Vec<Row>> {
    let mut rows = storage(inputs)?;
    rows.extend(requests(inputs)?);
    rows.extend(bulk(inputs)?);
    Ok(rows)
}

/// What is kept, and on how many nodes.
fn storage(inputs: &Inputs) -> Result<Vec<Row>> {
    let get = |name| inputs.get(name);
    let records = get("records")?;
    let size = records * get("bytes_per_record")?;
    let nodes = (size / get("bytes_per_node")? / get("filled")?).ceil();
    let tenants = whole(get("tenants")?)?;
    let shares = placement::shares(tenants, get("skew")?);
    let largest = shares.first().copied().unwrap_or_default();
    let spread = whole(get("placement_nodes")?)?;
    let placed = |name, fullest| {
        let how = format!("{spread} nodes; 1 would be even");
        (name, digits(fullest), how)
    };
    Ok(vec![
        row(
            "subjects",
            count(records / get("records_per_subject")?),
            "`records` / `records_per_subject`",
        ),
        row(
            "database, one copy",
            bytes(size),
            "`records` × `bytes_per_record`",
        ),
        row(
            "database, all copies",
            bytes(size * get("copies")?),
            "× `copies`",
        ),
        row(
            "nodes for one copy",
            count(nodes),
            "/ `bytes_per_node` / `filled`, rounded up",
        ),
        row(
            "largest tenant",
            format!(
                "{} records, {}",
                count(records * largest),
                bytes(size * largest)
            ),
            "Zipf with exponent `skew`",
        ),
        row(
            "mean tenant",
            bytes(size / f64::from(tenants)),
            "what moving one from node to node copies",
        ),
        placed(
            "fullest node, tenants placed by hash, × mean",
            placement::by_hash(&shares, spread),
        ),
        placed(
            "fullest node, tenants placed by size, × mean",
            placement::by_size(&shares, spread),
        ),
    ])
}

/// What clients ask for.
fn requests(inputs: &Inputs) -> Result<Vec<Row>> {
    let get = |name| inputs.get(name);
    let daily = get("tenants")? * get("requests_per_tenant")?;
    let peak = daily / SECONDS_A_DAY * get("peak")?;
    let instances = peak / get("instances_per_core")? / get("busy")?;
    let cores = peak * get("request_ms")? / 1e3 / get("busy")?;
    let commits = peak * get("writes")?;
    Ok(vec![
        row(
            "requests at the peak",
            format!("{}/s", count(peak)),
            "`tenants` × `requests_per_tenant` × `peak` / day",
        ),
        row(
            "processors to make instances",
            digits(instances),
            "/ `instances_per_core` / `busy`",
        ),
        row(
            "processors for the requests",
            digits(cores),
            "× `request_ms` / `busy`; instances included",
        ),
        row(
            "pods of two processors",
            count((cores / 2.0).ceil()),
            "rounded up",
        ),
        row(
            "commits at the peak",
            format!("{}/s", count(commits)),
            "× `writes`",
        ),
        row(
            "the same, × one SQLite file",
            digits(commits / get("sqlite_commits")?),
            "/ `sqlite_commits`",
        ),
        row(
            "PostgreSQL nodes for the commits",
            count((commits / get("postgres_commits")? / get("busy")?).ceil()),
            "/ `postgres_commits` / `busy`, rounded up",
        ),
    ])
}

/// What goes over many records.
fn bulk(inputs: &Inputs) -> Result<Vec<Row>> {
    let get = |name| inputs.get(name);
    let records = get("records")?;
    let fields = get("fields_per_record")?;
    let subjects = records / get("records_per_subject")?;
    let erasures = subjects * get("erasures")? / 1e3 / DAYS_A_YEAR;
    let erased = erasures * get("records_per_subject")? * fields;
    let retained = records * get("retention")? * fields / DAYS_A_YEAR;
    let sealed = records * get("sealed_per_record")?;
    let (native, sandbox) = (get("plugin_native")?, get("plugin_sandbox")?);
    let both = |fields: f64| {
        let (native, sandbox) = (seconds(fields / native), seconds(fields / sandbox));
        format!("{native} native, {sandbox} sandbox")
    };
    let (open, open_wasm) = (get("open_native")?, get("open_wasm")?);
    Ok(vec![
        row(
            "importing everything once",
            format!(
                "{} of one processor",
                seconds(records / get("import_per_core")?)
            ),
            "`records` / `import_per_core`",
        ),
        row(
            "erasures a day",
            count(erasures),
            "subjects × `erasures` / 1,000 / year",
        ),
        row(
            "plugins for them, a day",
            both(erased),
            "× `records_per_subject` × `fields_per_record`",
        ),
        row(
            "plugins for retention, a day",
            both(retained),
            "`records` × `retention` × `fields_per_record` / year",
        ),
        row(
            "plugins over everything once",
            both(records * fields),
            "`records` × `fields_per_record`; one processor",
        ),
        row(
            "opening everything once",
            format!(
                "{} native, {} in wasm",
                seconds(sealed / open),
                seconds(sealed / open_wasm)
            ),
            "`records` × `sealed_per_record`; one processor",
        ),
    ])
}

fn row(name: &'static str, value: String, how: &str) -> Row {
    (name, value, how.to_owned())
}

/// A figure that counts things.
fn whole(figure: f64) -> Result<u32> {
    let text = format!("{figure:.0}");
    Ok(text.parse()?)
}
