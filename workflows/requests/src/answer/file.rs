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
        let mut writing = Writing {
            bytes: file.first(),
            rows: 0,
            plugin: &plugin,
            file,
        };
        for (name, records) in &records {
            let fields = included(self.request.kind, self.declarations.get(name)?);
            let wanted = |field: &&Field| {
                plugin::wants(&said.fields, &field.name, columns::class(field.class))
            };
            let fields: Vec<&Field> = fields.into_iter().filter(wanted).collect();
            writing.records(name, &fields, records)?;
        }
        writing.statements(&self.statements)?;
        let (bytes, rows, exported) = writing.finish()?;
        let run = Run {
            request_id: self.request.request_id,
            at: self.at,
        };
        let engine::Exported { receipt, usage, .. } = exported;
        let receipt = run.receipt(ALL, rows, (receipt, usage), stopwatch.microseconds())?;
        let mut tx = Tx::begin(sql).await?;
        store::receipts::insert_many(&mut tx, scope, &[receipt]).await?;
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
struct Writing<'a> {
    plugin: &'a Plugin,
    file: engine::File,
    bytes: Vec<u8>,
    rows: usize,
}

impl Writing<'_> {
    fn records(
        &mut self,
        name: &str,
        fields: &[&Field],
        records: &[Record],
    ) -> Result<(), Problem> {
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
    fn statements(&mut self, statements: &[String]) -> Result<(), Problem> {
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

    fn push(&mut self, name: &str, table: &engine::Table, rows: usize) -> Result<(), Problem> {
        let written = self.file.push(name, table);
        let written = written.map_err(|error| plugin::refused(self.plugin, error))?;
        self.bytes.extend(written);
        self.rows += rows;
        if self.bytes.len() > FILE_BYTES {
            return Err(plugin::failed(self.plugin, "the file has more than 32 MiB"));
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(Vec<u8>, usize, engine::Exported), Problem> {
        let ended = self.file.finish();
        let exported = ended.map_err(|error| plugin::refused(self.plugin, error))?;
        self.bytes.extend_from_slice(&exported.bytes);
        Ok((self.bytes, self.rows, exported))
    }
}

fn unknown(format: &str) -> Problem {
    let detail = "there is no active exporter of this name";
    Problem::conflict("plugin-not-active", detail).at(Place::parameter("format", format.to_owned()))
}
