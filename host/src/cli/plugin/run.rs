//! A plugin of whatever world on a table: what it makes of it, and what it takes.

use domain::plugin::{Outcome, Verdict};
use engine::{
    Context, Error, ExportContext, Receipt, Records, RetentionContext, Table, Usage, World,
};
use jiff::Timestamp;

use super::{columns, loaded::Loaded};

/// The circumstances of a run, of which each world is told what it knows.
#[derive(Debug, Clone)]
pub(super) struct Circumstances {
    pub(super) collection: String,
    pub(super) title: String,
    pub(super) purpose: String,
    pub(super) now: i64,
    pub(super) parameters: String,
    pub(super) seed: u64,
    /// When each record was kept first, and changed last.
    pub(super) created: Vec<i64>,
    pub(super) changed: Vec<i64>,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) outcome: Outcome,
    pub(super) receipt: Receipt,
    pub(super) usage: Usage,
}

impl Circumstances {
    /// Those of rows that mean nothing.
    pub(super) fn of(collection: &str, parameters: &str, seed: u64, rows: usize) -> Self {
        const NEW_YEAR_2026: i64 = 1_767_225_600_000;
        const DAY: i64 = 86_400_000;
        let age = (0..rows).map(|row| i64::try_from(row).unwrap_or_default() % 7_300);
        let created: Vec<i64> = age.map(|days| NEW_YEAR_2026 - days * DAY).collect();
        Self {
            collection: collection.to_owned(),
            title: collection.to_owned(),
            purpose: collection.to_owned(),
            now: NEW_YEAR_2026,
            parameters: parameters.to_owned(),
            seed,
            changed: created.clone(),
            created,
        }
    }
}

impl Loaded {
    /// Runs it in a fresh instance.
    pub(super) fn run(&self, given: &Circumstances, table: &Table) -> Result<Ran, Error> {
        match self.description.world {
            World::Anonymizer => self.anonymize(given, table),
            World::Exporter => self.export(given, table),
            World::Retention => self.decide(given, table),
        }
    }

    fn anonymize(&self, given: &Circumstances, table: &Table) -> Result<Ran, Error> {
        let context = Context {
            collection: given.collection.clone(),
            now: given.now,
            parameters: given.parameters.clone(),
            seed: given.seed,
        };
        let run = self.plugin.anonymize(&context, table)?;
        let columns = run.output.columns.into_iter();
        let columns = columns.map(|column| columns::read(column.unpack()));
        Ok(Ran {
            outcome: Outcome::Columns(columns.collect()),
            receipt: run.receipt,
            usage: run.usage,
        })
    }

    fn export(&self, given: &Circumstances, table: &Table) -> Result<Ran, Error> {
        let context = ExportContext {
            title: given.title.clone(),
            now: given.now,
            parameters: given.parameters.clone(),
        };
        let (mut file, mut bytes) = self.plugin.export(context)?;
        if !table.columns.is_empty() {
            bytes.extend(file.push(&given.collection, table)?);
        }
        let exported = file.finish()?;
        bytes.extend(exported.bytes);
        Ok(Ran {
            outcome: Outcome::File(bytes),
            receipt: exported.receipt,
            usage: exported.usage,
        })
    }

    fn decide(&self, given: &Circumstances, table: &Table) -> Result<Ran, Error> {
        let context = RetentionContext {
            collection: given.collection.clone(),
            purpose: given.purpose.clone(),
            now: given.now,
            parameters: given.parameters.clone(),
        };
        let records = Records {
            created: given.created.clone(),
            changed: given.changed.clone(),
            fields: table.clone(),
        };
        let decided = self.plugin.decide(context, &records)?;
        let verdicts = decided.decisions.iter().map(|it| verdict(it.verdict));
        Ok(Ran {
            outcome: Outcome::Decisions(verdicts.collect()),
            receipt: decided.receipt,
            usage: decided.usage,
        })
    }
}

fn verdict(verdict: engine::Verdict) -> Verdict {
    match verdict {
        // The engine bounds no moment: one that no calendar has is the end of the last day.
        engine::Verdict::KeepUntil(at) => {
            Verdict::KeepUntil(Timestamp::from_millisecond(at).unwrap_or(Timestamp::MAX))
        }
        engine::Verdict::Erase => Verdict::Erase,
        engine::Verdict::Anonymize => Verdict::Anonymize,
        engine::Verdict::Ask => Verdict::Ask,
    }
}
