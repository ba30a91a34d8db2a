//! The records of a shadow run, and the rules that concern them.

use std::collections::BTreeMap;

use domain::collection::OnErase;
use domain::{Collection, Field};
use kit::columns;
use kit::declarations::Declarations;
use kit::door::Caller;
use kit::platform::engine;
use kit::problem::Problem;
use kit::reading::Reading;
use kit::sealing::Record;
use kit::sight::Sight;
use store::{Page, Sql};

/// The most bytes of values, below the contract's 256 KiB.
const BYTES: usize = 200 << 10;

/// Fields of a collection that one run changes.
pub(super) struct Rule {
    pub(super) parameters: String,
    pub(super) fields: Vec<Field>,
}

/// The rules of a collection that name this plugin.
pub(super) fn rules(collection: &Collection, name: &str) -> Vec<Rule> {
    let mut groups = BTreeMap::<String, Vec<Field>>::new();
    for field in &collection.fields {
        match &field.on_erase {
            OnErase::Anonymize { plugin, parameters } if plugin == name => {
                let parameters = serde_json::Value::Object(parameters.clone()).to_string();
                groups.entry(parameters).or_default().push(field.clone());
            }
            _ => {}
        }
    }
    let rule = |(parameters, fields)| Rule { parameters, fields };
    groups.into_iter().map(rule).collect()
}

/// Records that the call may see, opened.
pub(super) struct Sample {
    pub(super) records: Vec<Record>,
}

impl Sample {
    /// Takes so many of the first thousand records, evenly; fewer when they are large.
    pub(super) async fn take<S: Sql>(
        sql: &mut S,
        caller: &Caller,
        declarations: Declarations,
        collection: &str,
        wanted: usize,
    ) -> Result<Self, Problem> {
        let page = Page::new(Page::MAX_LIMIT, None);
        let (rows, _) = store::records::list(sql, &caller.scope, collection, &page).await?;
        let step = rows.len().div_ceil(wanted.max(1)).max(1);
        let rows = rows.into_iter().step_by(step).collect();
        let sight = Sight::of(sql, caller).await?;
        let reading = Reading::of(sql, caller, &sight, declarations, rows).await?;
        let records = reading.open(caller)?;
        let mut bytes = 0;
        let fits = |record: &Record| {
            let texts = record
                .fields
                .values()
                .map(|value| value.to_text().len() + 16);
            bytes += texts.sum::<usize>();
            bytes <= BYTES
        };
        let records = records.into_iter().take_while(fits).collect();
        Ok(Self { records })
    }

    /// The table that a rule hands over.
    pub(super) fn table(&self, rule: &Rule) -> engine::Table {
        let fields: Vec<&Field> = rule.fields.iter().collect();
        columns::of(&fields, &self.records)
    }
}
