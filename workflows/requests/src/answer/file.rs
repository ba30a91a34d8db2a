//! The copy as a file, in the format of an exporter of the tenant's (Art. 12(1), 15(3) and 20(1)).

use axum::http::{HeaderName, HeaderValue, header};
use domain::{DataClass, Field};
use kit::clock::Stopwatch;
use kit::columns;
use kit::door::Caller;
use kit::platform::engine;
use kit::plugin::{self, Plugin};
use kit::problem::{Place, Problem};
use kit::runs::Run;
use kit::sealing::Record;
use serde::Deserialize;
use store::receipts::Occasion;
use store::{Sql, Tx};
use utoipa::IntoParams;

use super::{About, included};

/// The most rows of a table that an exporter is handed.
const ROWS: usize = 500;
/// The most bytes of values of such a table, below the contract's 256 KiB.
const BYTES: usize = 200 << 10;
/// Stands in the receipt for all collections of the file.
const ALL: &str = "*";

/// How the copy is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AnswerQuery {
    /// The name of an active exporter, such as `csv`; when left out, the document of Lethe's own, which also says why
    /// everything is kept.
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
        let format = self.format?;
        let parameters = self.parameters.unwrap_or_else(|| "{}".to_owned());
        Some(Wish { format, parameters })
    }
}

/// A file of which some is written.
pub(super) struct File {
    plugin: Plugin,
    format: engine::Format,
    wanted: Vec<engine::Selector>,
    making: engine::File,
    rows: usize,
    stopwatch: Stopwatch,
    /// What has been written and not been taken.
    bytes: Vec<u8>,
}

impl File {
    /// Begins a file.
    pub(super) async fn begin<S: Sql>(
        sql: &mut S,
        caller: &Caller,
        wish: Wish,
        about: &About,
    ) -> Result<Self, Problem> {
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
        let request = &about.request;
        let context = engine::ExportContext {
            title: format!("{} request {}", request.kind.as_str(), request.request_id),
            now: about.made_at.as_millisecond(),
            parameters: wish.parameters,
        };
        let stopwatch = Stopwatch::start();
        let file = plugin::export(sql, scope, &plugin, &context).await?;
        Ok(Self {
            plugin,
            format,
            wanted: said.fields,
            bytes: file.first(),
            making: file,
            rows: 0,
            stopwatch,
        })
    }

    /// What the client is told of the file.
    pub(super) fn headers(&self, about: &About) -> Result<Vec<(HeaderName, HeaderValue)>, Problem> {
        let unfit = |_| Problem::internal("the engine let an unfit format pass");
        let (id, extension) = (about.request.request_id, &self.format.extension);
        let disposition = format!("attachment; filename=\"request-{id}.{extension}\"");
        let media_type = HeaderValue::try_from(&self.format.media_type).map_err(unfit)?;
        let disposition = HeaderValue::try_from(disposition).map_err(unfit)?;
        Ok(vec![
            (header::CONTENT_TYPE, media_type),
            (header::CONTENT_DISPOSITION, disposition),
        ])
    }

    /// Writes records of a collection, and gives what was written.
    pub(super) async fn push<S: Sql>(
        &mut self,
        sql: &mut S,
        caller: &Caller,
        about: &About,
        name: &str,
        records: &[Record],
    ) -> Result<Vec<u8>, Problem> {
        let fields = included(about.request.kind, about.declarations.get(name)?);
        let is_wanted =
            |field: &&Field| plugin::wants(&self.wanted, &field.name, columns::class(field.class));
        let fields: Vec<&Field> = fields.into_iter().filter(is_wanted).collect();
        match self.records(name, &fields, records) {
            Ok(()) => Ok(std::mem::take(&mut self.bytes)),
            Err(error) => Err(plugin::failing(sql, &caller.scope, &self.plugin, error).await?),
        }
    }

    /// Ends the file, keeps the receipt, and gives what was left of the file.
    pub(super) async fn finish<S: Sql>(
        mut self,
        sql: &mut S,
        caller: &Caller,
        about: &About,
    ) -> Result<Vec<u8>, Problem> {
        let scope = &caller.scope;
        let finished = match self.statements(&about.statements) {
            Ok(()) => self.making.finish(),
            Err(error) => Err(error),
        };
        let exported = match finished {
            Ok(exported) => exported,
            Err(error) => return Err(plugin::failing(sql, scope, &self.plugin, error).await?),
        };
        plugin::ended(sql, scope, &self.plugin, &exported.log).await?;
        let run = Run {
            occasion: Occasion::Request(about.request.request_id),
            at: about.made_at,
        };
        let engine::Exported {
            receipt,
            usage,
            bytes,
            ..
        } = exported;
        let took = self.stopwatch.microseconds();
        let receipts = [run.receipt(ALL, self.rows, (receipt, usage), took)?];
        let mut tx = Tx::begin(sql).await?;
        store::receipts::insert_many(&mut tx, scope, &receipts).await?;
        kit::quotas::charge(&mut tx, scope, &receipts).await?;
        tx.commit().await?;
        self.bytes.extend(bytes);
        Ok(self.bytes)
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
            self.table(name, &columns::of(fields, batch), batch.len())?;
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
            self.table("statements", &table, 1)?;
        }
        Ok(())
    }

    fn table(
        &mut self,
        name: &str,
        table: &engine::Table,
        rows: usize,
    ) -> Result<(), engine::Error> {
        self.bytes.extend(self.making.push(name, table)?);
        self.rows += rows;
        Ok(())
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
