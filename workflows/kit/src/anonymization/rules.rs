//! The rules of collections: which plugin makes which fields anonymous, and running it on them.

use std::collections::BTreeMap;

use domain::Field;
use domain::collection::{Collection, OnErase, RecordErasure};
use store::receipts::Receipt;
use store::{Sql, TenantScope};

use crate::columns::{self, Misfit};
use crate::parameters;
use crate::platform::engine;
use crate::plugin::{self, Plugin};
use crate::problem::{Place, Problem};
use crate::runs::Run;
use crate::sealing::Record;

/// The most rows of a run, half of what the contract allows.
const ROWS: usize = 500;
/// The most bytes of values in a run, below the contract's 256 KiB.
const BYTES: usize = 200 << 10;

/// The rules of some collections.
pub struct Rules<'a> {
    plugins: BTreeMap<String, Plugin>,
    rules: Vec<Rule<'a>>,
}

/// One plugin with its parameters over some fields of a collection: they are one table, so that the
/// plugin sees values that belong together.
struct Rule<'a> {
    collection: &'a Collection,
    plugin: Plugin,
    parameters: String,
    fields: Vec<&'a Field>,
}

impl<'a> Rules<'a> {
    /// Finds the active plugin of every rule, and checks that it wants the fields that it is to change.
    pub async fn find<S: Sql>(
        sql: &mut S,
        scope: &TenantScope,
        collections: &[&'a Collection],
    ) -> Result<Self, Problem> {
        let mut found = Self {
            plugins: BTreeMap::new(),
            rules: Vec::new(),
        };
        let (mut missing, mut unfit) = (Vec::new(), Vec::new());
        for collection in collections
            .iter()
            .filter(|c| c.on_erase == RecordErasure::Anonymize)
        {
            for ((name, parameters), fields) in grouped(collection) {
                if !found.plugins.contains_key(name) {
                    let Some(active) = store::plugins::active(sql, scope, name).await? else {
                        missing.push(unnamed(collection, &fields, name));
                        continue;
                    };
                    let plugin = Plugin {
                        name: active.name,
                        digest: active.digest,
                    };
                    found.plugins.insert(name.to_owned(), plugin);
                }
                let Some(plugin) = found.plugins.get(name).cloned() else {
                    continue;
                };
                let said = plugin::describe(sql, scope, &plugin).await?;
                if said.world != engine::World::Anonymizer {
                    missing.push(unnamed(collection, &fields, name));
                    continue;
                }
                missing.extend(unwanted(collection, &fields, name, &said.fields));
                unfit.extend(misfits(
                    collection,
                    &fields,
                    name,
                    &said.parameters,
                    &parameters,
                ));
                found.rules.push(Rule {
                    collection,
                    plugin,
                    parameters,
                    fields,
                });
            }
        }
        if !missing.is_empty() {
            let detail =
                "a rule names a plugin that is not active, or that does not take its field";
            return Err(Problem::conflict("plugin-not-active", detail).at_all(missing));
        }
        if !unfit.is_empty() {
            let detail = "the parameters of a rule do not fit the schema of its plugin";
            return Err(Problem::conflict("parameters-unfit", detail).at_all(unfit));
        }
        Ok(found)
    }

    /// The plugins.
    pub fn plugins(&self) -> impl Iterator<Item = &Plugin> {
        self.plugins.values()
    }

    /// Runs every rule over the records of its collection, and gives the receipts.
    pub async fn run<S: Sql>(
        &self,
        sql: &mut S,
        scope: &TenantScope,
        run: &Run,
        records: &mut BTreeMap<String, Vec<Record>>,
    ) -> Result<Vec<Receipt>, Problem> {
        let mut receipts = Vec::new();
        for rule in &self.rules {
            let Some(records) = records.get_mut(rule.collection.name.as_str()) else {
                continue;
            };
            let mut rest = records.as_mut_slice();
            while !rest.is_empty() {
                let (batch, after) = rest.split_at_mut(rule.batch(rest));
                receipts.extend(rule.run(sql, scope, run, batch).await?);
                rest = after;
            }
        }
        Ok(receipts)
    }
}

impl Rule<'_> {
    /// How many of these records the next run takes: at least one, which may be too large for the engine to take.
    fn batch(&self, records: &[Record]) -> usize {
        let mut bytes = 0;
        let fits = |record: &&Record| {
            bytes += columns::size(&self.fields, record);
            bytes <= BYTES
        };
        records.iter().take(ROWS).take_while(fits).count().max(1)
    }

    async fn run<S: Sql>(
        &self,
        sql: &mut S,
        scope: &TenantScope,
        run: &Run,
        records: &mut [Record],
    ) -> Result<Option<Receipt>, Problem> {
        let has_value = |record: &Record| {
            self.fields
                .iter()
                .any(|field| record.fields.contains_key(&field.name))
        };
        if !records.iter().any(has_value) {
            return Ok(None);
        }
        let context = engine::Context {
            collection: self.collection.name.to_string(),
            now: run.at.as_millisecond(),
            parameters: self.parameters.clone(),
            seed: u64::from_le_bytes(crate::entropy::bytes()?),
        };
        let input = columns::of(&self.fields, records);
        let stopwatch = crate::clock::Stopwatch::start();
        let engine::Run {
            output,
            receipt,
            usage,
            log: _,
        } = plugin::anonymize(sql, scope, &self.plugin, &context, &input).await?;
        let microseconds = stopwatch.microseconds();
        columns::put(output, &self.fields, records)
            .map_err(|Misfit(what)| plugin::failed(&self.plugin, format!("its output: {what}")))?;
        let collection = self.collection.name.as_str();
        let receipt = run.receipt(collection, records.len(), (receipt, usage), microseconds)?;
        Ok(Some(receipt))
    }
}

/// The fields of each plugin and its parameters.
fn grouped(collection: &Collection) -> BTreeMap<(&str, String), Vec<&Field>> {
    let mut groups = BTreeMap::<(&str, String), Vec<&Field>>::new();
    for field in &collection.fields {
        if let OnErase::Anonymize { plugin, parameters } = &field.on_erase {
            // A map of serde_json is sorted by key: equal parameters have equal texts.
            let parameters = serde_json::Value::Object(parameters.clone()).to_string();
            groups.entry((plugin, parameters)).or_default().push(field);
        }
    }
    groups
}

/// What of the parameters of some fields the plugin does not take.
fn misfits(
    collection: &Collection,
    fields: &[&Field],
    plugin: &str,
    schema: &str,
    parameters: &str,
) -> Vec<Place> {
    let parameters = serde_json::from_str(parameters).unwrap_or_default();
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let place = |fault: &schema::Fault| {
        let what = parameters::said(fault);
        Place {
            message: format!("the rule of {} with {plugin}: {what}", collection.name),
            ..Place::default()
        }
        .in_field(names.join(", "))
    };
    let faults = parameters::faults(schema, &parameters);
    faults.iter().map(place).collect()
}

fn unnamed(collection: &Collection, fields: &[&Field], plugin: &str) -> Place {
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let message = format!(
        "no plugin {plugin} is active, which {} needs",
        collection.name
    );
    Place {
        message,
        ..Place::default()
    }
    .in_field(names.join(", "))
}

fn unwanted(
    collection: &Collection,
    fields: &[&Field],
    plugin: &str,
    selectors: &[engine::Selector],
) -> Vec<Place> {
    let is_wanted =
        |field: &Field| plugin::wants(selectors, &field.name, columns::class(field.class));
    let message = format!(
        "the plugin {plugin} does not take this field of {}",
        collection.name
    );
    fields
        .iter()
        .filter(|field| !is_wanted(field))
        .map(|field| {
            Place {
                message: message.clone(),
                ..Place::default()
            }
            .in_field(field.name.as_str())
        })
        .collect()
}
