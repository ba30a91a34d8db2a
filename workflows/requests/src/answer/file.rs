//! The copy as a file, in the format of an exporter of the tenant's (Art. 12(1), 15(3) and 20(1)).

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use domain::{DataClass, Field};
use jiff::Timestamp;
use kit::columns;
use kit::declarations::Declarations;
use kit::door::Caller;
use kit::platform::engine;
use kit::plugin::{self, Plugin};
use kit::problem::{Place, Problem};
use kit::runs::Run;
use kit::sealing::Record;
use serde::Deserialize;
use store::receipts::Occasion;
use store::requests::Request;
use store::{Sql, Tx};
use utoipa::IntoParams;

use super::included;

/// The most rows of a table that an exporter is handed.
const ROWS: usize = 500;
/// The most bytes of values of such a table, below the contract's 256 KiB.
const BYTES: usize = 200 << 10;
/// The most bytes of a file: it is held in memory until it is whole, because a plugin may still fail.
const FILE_BYTES: usize = 32 << 20;
/// Stands in the receipt for all collections of the file.
const ALL: &str = "*";

/// How the copy is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AnswerQuery {
    /// `json`, or the name of an active exporter, such as `csv`; `json` when left out.
    format: Option<String>,
    /// Parameters of the exporter, a JSON object; `{}` when left out.
    parameters: Option<String>,
}

/// An exporter and its parameters.
pub(super) struct Wish {
    format: String,
    parameters: String,
}

impl AnswerQuery {
    /// The exporter that is wanted, if it is one.
    pub(super) fn wish(self) -> Option<Wish> {
        let format = self.format.filter(|format| format != "json")?;
        let parameters = self.parameters.unwrap_or_else(|| "{}".to_owned());
        Some(Wish { format, parameters })
    }
}

/// A copy that is to be written.
pub(super) struct File<'a> {
    pub(super) request: &'a Request,
    pub(super) at: Timestamp,
    pub(super) declarations: &'a Declarations,
    pub(super) statements: Vec<String>,
}

impl File<'_> {
    /// Writes the file, keeps the receipt, and gives the file.
    pub(super) async fn answer<S: Sql>(
        self,
        sql: &mut S,
        caller: &Caller,
        wish: Wish,
        records: BTreeMap<String, Vec<Record>>,
    ) -> Result<Response<Body>, Problem> {
        let scope = &caller.scope;
        let active = store::plugins::active(sql, scope, &wish.format).await?;
        let plugin = active.ok_or_else(|| unknown(&wish.format))?;
        let plugin = Plugin {
            name: plugin.name,
            digest: plugin.digest,
        };
        let said = plugin::describe(sql, scope, &plugin).await?;
        let format = said.format.ok_or_else(|| unknown(&wish.format))?;
        fits(&said.parameters, &wish.parameters)?;
        let context = engine::ExportContext {
            title: format!(
                "{} request {}",
                self.request.kind.as_str(),
                self.request.request_id
            ),
            now: self.at.as_millisecond(),
            parameters: wish.parameters,
        };
        let stopwatch = kit::clock::Stopwatch::start();
        let file = plugin::export(sql, scope, &plugin, &context).await?;
        let writing = Writing {
            bytes: file.first(),
            rows: 0,
            file,
        };
        let mut tables = Vec::with_capacity(records.len());
        for (name, records) in &records {
            let fields = included(self.request.kind, self.declarations.get(name)?);
            let wanted = |field: &&Field| {
                plugin::wants(&said.fields, &field.name, columns::class(field.class))
            };
            let fields: Vec<&Field> = fields.into_iter().filter(wanted).collect();
            tables.push((name.as_str(), fields, records.as_slice()));
        }
        let (bytes, rows, exported) = match writing.whole(&tables, &self.statements) {
            Ok(written) => written,
            Err(error) => return Err(plugin::failing(sql, scope, &plugin, error).await?),
        };
        plugin::ended(sql, scope, &plugin, &exported.log).await?;
        let run = Run {
            occasion: Occasion::Request(self.request.request_id),
            at: self.at,
        };
        let engine::Exported { receipt, usage, .. } = exported;
        let receipt = run.receipt(ALL, rows, (receipt, usage), stopwatch.microseconds())?;
        let mut tx = Tx::begin(sql).await?;
        let receipts = [receipt];
        store::receipts::insert_many(&mut tx, scope, &receipts).await?;
        kit::quotas::charge(&mut tx, scope, &receipts).await?;
        tx.commit().await?;
        self.response(bytes, &format)
    }

    fn response(&self, bytes: Vec<u8>, format: &engine::Format) -> Result<Response<Body>, Problem> {
        let unfit = |_| Problem::internal("the engine let an unfit format pass");
        let (id, extension) = (self.request.request_id, &format.extension);
        let disposition = format!("attachment; filename=\"request-{id}.{extension}\"");
        let mut response = Response::new(Body::from(bytes));
        let headers = response.headers_mut();
        let media_type = HeaderValue::try_from(&format.media_type).map_err(unfit)?;
        headers.insert(header::CONTENT_TYPE, media_type);
        let disposition = HeaderValue::try_from(disposition).map_err(unfit)?;
        headers.insert(header::CONTENT_DISPOSITION, disposition);
        Ok(response)
    }
}

/// A file of which some bytes are there.
struct Writing {
    file: engine::File,
    bytes: Vec<u8>,
    rows: usize,
}

/// Records of a collection, and the fields of them that are written.
type Rows<'a> = (&'a str, Vec<&'a Field>, &'a [Record]);

impl Writing {
    /// Writes what is left of the file, and ends it.
    fn whole(
        mut self,
        tables: &[Rows<'_>],
        statements: &[String],
    ) -> Result<(Vec<u8>, usize, engine::Exported), engine::Error> {
        for (name, fields, records) in tables {
            self.records(name, fields, records)?;
        }
        self.statements(statements)?;
        self.finish()
    }

    fn records(
        &mut self,
        name: &str,
        fields: &[&Field],
        records: &[Record],
    ) -> Result<(), engine::Error> {
        if fields.is_empty() {
            return Ok(());
        }
        let mut rest = records;
        while !rest.is_empty() {
            let mut bytes = 0;
            let fits = |record: &&Record| {
                bytes += columns::size(fields, record);
                bytes <= BYTES
            };
            let count = rest.iter().take(ROWS).take_while(fits).count().max(1);
            let (batch, after) = rest.split_at(count);
            self.push(name, &columns::of(fields, batch), batch.len())?;
            rest = after;
        }
        Ok(())
    }

    /// What the subject stated stands as a collection of its own.
    fn statements(&mut self, statements: &[String]) -> Result<(), engine::Error> {
        for statement in statements {
            let class = columns::class(DataClass::FreeText);
            let column = columns::texts("statement", class, vec![Some(statement.clone())]);
            let table = engine::Table {
                columns: vec![column],
            };
            self.push("statements", &table, 1)?;
        }
        Ok(())
    }

    fn push(
        &mut self,
        name: &str,
        table: &engine::Table,
        rows: usize,
    ) -> Result<(), engine::Error> {
        self.bytes.extend(self.file.push(name, table)?);
        self.rows += rows;
        if self.bytes.len() > FILE_BYTES {
            let what = "the file has more than 32 MiB".to_owned();
            return Err(engine::Error::OutputRefused(what));
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(Vec<u8>, usize, engine::Exported), engine::Error> {
        let exported = self.file.finish()?;
        self.bytes.extend_from_slice(&exported.bytes);
        Ok((self.bytes, self.rows, exported))
    }
}

/// Checks the parameters of an exporter.
fn fits(schema: &str, parameters: &str) -> Result<(), Problem> {
    let unfit = |places| Problem::invalid("the parameters do not fit the exporter", places);
    let Ok(parameters @ serde_json::Value::Object(_)) = serde_json::from_str(parameters) else {
        let place = Place::parameter("parameters", "must be a JSON object");
        return Err(unfit(vec![place]));
    };
    let faults = kit::parameters::faults(schema, &parameters);
    if faults.is_empty() {
        return Ok(());
    }
    let place = |fault| Place::parameter("parameters", kit::parameters::said(fault));
    Err(unfit(faults.iter().map(place).collect()))
}

fn unknown(format: &str) -> Problem {
    let detail = "there is no active exporter of this name";
    Problem::conflict("plugin-not-active", detail).at(Place::parameter("format", format.to_owned()))
}
