//! What plugins propose for records. A plugin that fails stops what it was asked for: nothing goes
//! without its verdict.

use domain::Field;
use domain::collection::Collection;
use domain::retention::{Advisor, Disposal, Policy, Proposal, Rule};
use jiff::Timestamp;
use kit::clock::Stopwatch;
use kit::columns;
use kit::platform::engine;
use kit::plugin::{self, Plugin};
use kit::problem::{Place, Problem};
use kit::runs::Run;
use kit::sealing::Record;
use serde_json::Value as Json;
use store::disposal::Aged;
use store::receipts::{Occasion, Receipt};
use store::{Sql, TenantScope};

use crate::terms::Question;

/// The most records of a run.
const ROWS: usize = 500;
/// The most bytes of values in a run, below the contract's 256 KiB.
const BYTES: usize = 200 << 10;

/// The plugins that are asked about the records of a collection.
pub(crate) struct Advisors<'a> {
    collection: &'a Collection,
    asked: Vec<Asked<'a>>,
}

struct Asked<'a> {
    advisor: &'a Advisor,
    plugin: Plugin,
    /// The fields that it wants.
    fields: Vec<&'a Field>,
}

/// What was proposed: for each record what each plugin says, and the receipts.
#[derive(Default)]
pub(crate) struct Advice {
    /// In the order of the records.
    pub(crate) proposals: Vec<Vec<Proposal>>,
    /// One for each run.
    pub(crate) receipts: Vec<Receipt>,
}

impl<'a> Advisors<'a> {
    /// Finds the active plugin of each advisor, and the fields that it wants.
    pub(crate) async fn find<S: Sql>(
        sql: &mut S,
        scope: &TenantScope,
        collection: &'a Collection,
        advisors: &'a [Advisor],
    ) -> Result<Self, Problem> {
        let mut asked = Vec::with_capacity(advisors.len());
        for advisor in advisors {
            let (plugin, said) = find(sql, scope, &advisor.plugin).await?;
            let parameters = Json::Object(advisor.parameters.clone());
            let faults = kit::parameters::faults(&said.parameters, &parameters);
            if !faults.is_empty() {
                let detail = "the parameters of a policy do not fit the schema of its plugin";
                let place = |fault| {
                    let what = kit::parameters::said(fault);
                    Place::pointer(
                        "/plugin",
                        format!("{} of {}: {what}", plugin.name, advisor.name),
                    )
                };
                let places = faults.iter().map(place);
                return Err(Problem::conflict("parameters-unfit", detail).at_all(places));
            }
            let is_wanted = |field: &&Field| {
                plugin::wants(&said.fields, &field.name, columns::class(field.class))
            };
            asked.push(Asked {
                advisor,
                plugin,
                fields: collection.fields.iter().filter(is_wanted).collect(),
            });
        }
        Ok(Self { collection, asked })
    }

    /// The fields that any of them wants.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &'a str> {
        let fields = self.asked.iter().flat_map(|asked| &asked.fields);
        fields.map(|field| field.name.as_str())
    }

    /// Asks about records, of which `opened` says what they hold in those fields. Nobody is asked about
    /// what is restricted: its processing is nobody's.
    pub(crate) async fn ask<S: Sql>(
        &self,
        sql: &mut S,
        scope: &TenantScope,
        records: &[Aged],
        opened: &[Record],
        question: Question,
    ) -> Result<Advice, Problem> {
        let mut advice = Advice {
            proposals: vec![Vec::new(); records.len()],
            receipts: Vec::new(),
        };
        let all = records.iter().zip(opened).enumerate();
        let free: Vec<(usize, &Aged, &Record)> = all
            .filter(|(_, (aged, _))| !aged.is_restricted)
            .map(|(index, (aged, record))| (index, aged, record))
            .collect();
        let run = Run {
            occasion: Occasion::Sweep(question.sweep_id),
            at: question.as_of,
        };
        for asked in &self.asked {
            let mut rest = free.as_slice();
            while !rest.is_empty() {
                let (batch, after) = rest.split_at(asked.batch(rest));
                let (proposals, receipt) =
                    asked.ask(sql, scope, self.collection, batch, &run).await?;
                for ((index, ..), proposal) in batch.iter().zip(proposals) {
                    if let Some(of) = advice.proposals.get_mut(*index) {
                        of.push(proposal);
                    }
                }
                advice.receipts.push(receipt);
                rest = after;
            }
        }
        Ok(advice)
    }
}

impl Asked<'_> {
    /// How many of these records the next run takes: at least one, which may be too large for the engine to take.
    fn batch(&self, records: &[(usize, &Aged, &Record)]) -> usize {
        let mut bytes = 0;
        let fits = |(.., record): &&(usize, &Aged, &Record)| {
            bytes += columns::size(&self.fields, record);
            bytes <= BYTES
        };
        records.iter().take(ROWS).take_while(fits).count().max(1)
    }

    async fn ask<S: Sql>(
        &self,
        sql: &mut S,
        scope: &TenantScope,
        collection: &Collection,
        batch: &[(usize, &Aged, &Record)],
        run: &Run,
    ) -> Result<(Vec<Proposal>, Receipt), Problem> {
        let parameters = Json::Object(self.advisor.parameters.clone());
        let context = engine::RetentionContext {
            collection: collection.name.to_string(),
            purpose: collection.purpose.clone(),
            now: run.at.as_millisecond(),
            parameters: parameters.to_string(),
        };
        let created = |aged: &Aged| {
            let created = aged.record.record_id.created_at();
            created.unwrap_or(run.at)
        };
        let changed = |aged: &Aged| aged.changed_at.unwrap_or_else(|| created(aged));
        let of = |time: &dyn Fn(&Aged) -> Timestamp| -> Vec<i64> {
            let times = batch.iter().map(|(_, aged, _)| time(aged));
            times.map(Timestamp::as_millisecond).collect()
        };
        let opened: Vec<Record> = batch.iter().map(|(.., record)| (*record).clone()).collect();
        let records = engine::Records {
            created: of(&created),
            changed: of(&changed),
            fields: columns::of(&self.fields, &opened),
        };
        let stopwatch = Stopwatch::start();
        let decided = plugin::decide(sql, scope, &self.plugin, &context, &records).await?;
        let usage = (decided.receipt, decided.usage);
        let name = collection.name.as_str();
        let receipt = run.receipt(name, batch.len(), usage, stopwatch.microseconds())?;
        if decided.decisions.len() != batch.len() {
            return Err(plugin::failed(
                &self.plugin,
                "it did not decide about each record",
            ));
        }
        let proposals = decided.decisions.into_iter();
        let proposals = proposals.map(|decision| self.proposal(decision, run.at));
        Ok((proposals.collect::<Result<_, _>>()?, receipt))
    }

    fn proposal(&self, decision: engine::Decision, now: Timestamp) -> Result<Proposal, Problem> {
        let (at, then) = match decision.verdict {
            // It is asked again then; who is not asked in time decides themselves.
            engine::Verdict::KeepUntil(until) => {
                let until = Timestamp::from_millisecond(until).map_err(|_| {
                    plugin::failed(&self.plugin, "it keeps a record until no time there is")
                })?;
                (until, Disposal::Review)
            }
            engine::Verdict::Erase => (now, Disposal::Erase),
            engine::Verdict::Anonymize => (now, Disposal::Anonymize),
            engine::Verdict::Ask => (now, Disposal::Review),
        };
        Ok(Proposal {
            policy_id: self.advisor.policy_id,
            name: self.advisor.name.clone(),
            at,
            then,
            why: decision.reason,
        })
    }
}

/// Finds the active plugin of this name, which decides about records.
///
/// # Errors
/// 409 when none is active, or it does something else.
pub(crate) async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    name: &str,
) -> Result<(Plugin, engine::Description), Problem> {
    let missing = || {
        let detail =
            "a policy names a plugin that is not active, or that does not decide about records";
        Problem::conflict("plugin-not-active", detail)
            .at(Place::pointer("/plugin", format!("{name} is none")))
    };
    let active = store::plugins::active(sql, scope, name).await?;
    let active = active.ok_or_else(missing)?;
    let plugin = Plugin {
        name: active.name,
        digest: active.digest,
    };
    let said = plugin::describe(sql, scope, &plugin).await?;
    if said.world != engine::World::Retention {
        return Err(missing());
    }
    Ok((plugin, said))
}

/// Checks that a plugin can be asked, and that it takes these parameters: it is asked about no records.
///
/// # Errors
/// As [`find`]; 422 when it refuses the parameters.
pub(crate) async fn check<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    policy: &Policy,
    now: Timestamp,
) -> Result<(), Problem> {
    let Rule::Plugin { plugin, parameters } = &policy.rule else {
        return Ok(());
    };
    let (plugin, said) = find(sql, scope, plugin).await?;
    let parameters = Json::Object(parameters.clone());
    let unfit = kit::parameters::places(&said.parameters, &parameters, "/parameters");
    if !unfit.is_empty() {
        let detail = "the parameters do not fit the schema of the plugin";
        return Err(Problem::invalid(detail, unfit));
    }
    let name = policy.collection.as_ref();
    let context = engine::RetentionContext {
        collection: name.map(ToString::to_string).unwrap_or_default(),
        purpose: policy.purpose.clone().unwrap_or_default(),
        now: now.as_millisecond(),
        parameters: parameters.to_string(),
    };
    let none = engine::Records {
        created: Vec::new(),
        changed: Vec::new(),
        fields: engine::Table {
            columns: Vec::new(),
        },
    };
    plugin::decide(sql, scope, &plugin, &context, &none).await?;
    Ok(())
}
