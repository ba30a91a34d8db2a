//! Runs of retention policies: a fresh store each, under every limit.

use crate::bindings::retention::exports::lethe::plugin::retention;
use crate::canonical::Writer;
use crate::config::ENGINE;
use crate::contract::{CONTRACT, World};
use crate::link::Linked;
use crate::plugin::{called, fuel_used, instantiated, refused};
use crate::table::{self, Table};
use crate::{Error, LogLine, Plugin, Receipt, Usage, sha256_hex, text};

/// Bytes of a reason: 280 characters.
const REASON_BYTES: usize = 280 * 4;

/// The circumstances of a decision. Mirrors `retention-context` of `lethe:engine`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionContext {
    /// The collection the records are of.
    pub collection: String,
    /// Why they are kept.
    pub purpose: String,
    /// The time of the decision, in milliseconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// The parameters, a JSON object.
    pub parameters: String,
}

/// What is known of records, a row each. Mirrors `records` of `lethe:engine`.
#[derive(Debug, Clone, PartialEq)]
pub struct Records {
    /// When each was kept first, in milliseconds since 1970-01-01T00:00:00Z.
    pub created: Vec<i64>,
    /// When each was changed last.
    pub changed: Vec<i64>,
    /// The fields that the plugin wants.
    pub fields: Table,
}

/// What becomes of a record. Mirrors `verdict` of `lethe:engine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is kept until then, in milliseconds since 1970-01-01T00:00:00Z.
    KeepUntil(i64),
    /// It is erased now.
    Erase,
    /// It is anonymized now.
    Anonymize,
    /// A person decides.
    Ask,
}

/// A verdict with its reason. Mirrors `decision` of `lethe:engine`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What becomes of the record.
    pub verdict: Verdict,
    /// Why; without what could garble the place where it is shown.
    pub reason: String,
}

/// What a run gave. Mirrors `decided` of `lethe:engine`.
#[derive(Debug, Clone)]
pub struct Decided {
    /// One a record, in their order.
    pub decisions: Vec<Decision>,
    /// The evidence.
    pub receipt: Receipt,
    /// What it took of the limits besides.
    pub usage: Usage,
    /// What the plugin logged.
    pub log: Vec<LogLine>,
}

impl Plugin {
    /// Lets the policy decide about records, in an instance that nothing was done in before.
    ///
    /// # Errors
    ///
    /// Any variant but [`Error::ArtifactRefused`].
    pub fn decide(&self, context: RetentionContext, records: &Records) -> Result<Decided, Error> {
        let settings = &*self.settings;
        table::check_parameters(settings, &context.parameters)?;
        table::check_name(settings, "collection name", &context.collection)?;
        table::check_name(settings, "purpose", &context.purpose)?;
        table::check_table(settings, &records.fields)?;
        let rows = records.created.len();
        let is_odd = !records.fields.columns.is_empty() && records.fields.rows() != rows;
        if is_odd || records.changed.len() != rows || rows > settings.rows {
            let why = "the times are not one a record, of at most as many as a table has rows";
            return Err(Error::InputRefused(why.into()));
        }
        let Linked::Retention(pre) = &self.linked else {
            return Err(self.of_another_world(World::Retention));
        };
        let input_hash = hash_input(&context, records);
        let input_bytes = records.fields.byte_size() + rows.saturating_mul(16);
        let parameters_hash = sha256_hex(context.parameters.as_bytes());
        let mut store = self.store()?;
        let plugin = instantiated(pre.instantiate(&mut store), &store)?;
        let functions = plugin.lethe_plugin_retention();
        let (context, handed) = (context.into(), retention::Records::from(records.clone()));
        let decisions = functions.call_decide(&mut store, &context, &handed);
        let decisions = called(decisions, &store)?.map_err(|e| refused!(self, e, retention))?;
        let output_bytes: usize = decisions.iter().map(|it| it.reason.len() + 40).sum();
        self.check_size(output_bytes)?;
        if decisions.len() != rows {
            let given = decisions.len();
            let why = format!("there are {given} decisions for {rows} records");
            return Err(Error::OutputRefused(why));
        }
        let decisions: Vec<Decision> = decisions.into_iter().map(Decision::from).collect();
        Ok(Decided {
            receipt: Receipt {
                plugin_digest: self.digest.clone(),
                contract: CONTRACT.into(),
                parameters_hash,
                input_hash,
                output_hash: hash_output(&decisions),
                fuel: fuel_used(&store, settings)?,
                engine: ENGINE.into(),
            },
            usage: Usage {
                peak_memory: store.data().limiter.peak_bytes() as u64,
                input_bytes: input_bytes as u64,
                output_bytes: output_bytes as u64,
            },
            log: store.data_mut().journal.scrubbed([&records.fields]),
            decisions,
        })
    }
}

fn hash_input(context: &RetentionContext, records: &Records) -> String {
    let mut writer = Writer::new(b"lethe:plugin/retention input 1");
    writer.text(&context.collection);
    writer.text(&context.purpose);
    writer.bytes(&context.now.to_le_bytes());
    writer.text(&context.parameters);
    writer.values(&records.created, i64::to_le_bytes);
    writer.values(&records.changed, i64::to_le_bytes);
    writer.table(&records.fields);
    writer.finish()
}

fn hash_output(decisions: &[Decision]) -> String {
    let mut writer = Writer::new(b"lethe:plugin/retention output 1");
    writer.length(decisions.len());
    for Decision { verdict, reason } in decisions {
        let (tag, until) = match verdict {
            Verdict::KeepUntil(until) => (0, *until),
            Verdict::Erase => (1, 0),
            Verdict::Anonymize => (2, 0),
            Verdict::Ask => (3, 0),
        };
        writer.bytes(&[tag]);
        writer.bytes(&until.to_le_bytes());
        writer.text(reason);
    }
    writer.finish()
}

impl From<retention::Decision> for Decision {
    fn from(decision: retention::Decision) -> Self {
        Self {
            verdict: match decision.verdict {
                retention::Verdict::KeepUntil(until) => Verdict::KeepUntil(until),
                retention::Verdict::Erase => Verdict::Erase,
                retention::Verdict::Anonymize => Verdict::Anonymize,
                retention::Verdict::Ask => Verdict::Ask,
            },
            reason: text::escape(&decision.reason, REASON_BYTES),
        }
    }
}

impl From<RetentionContext> for retention::Context {
    fn from(context: RetentionContext) -> Self {
        let RetentionContext {
            collection,
            purpose,
            now,
            parameters,
        } = context;
        Self {
            collection,
            purpose,
            now,
            parameters,
        }
    }
}

impl From<Records> for retention::Records {
    fn from(records: Records) -> Self {
        Self {
            created: records.created,
            changed: records.changed,
            fields: records.fields.into(),
        }
    }
}
