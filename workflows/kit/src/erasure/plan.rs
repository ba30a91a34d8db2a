//! What an erasure will do, and whether its plugins can.

use std::collections::BTreeMap;

use crate::anonymization::Rules;
use crate::declarations::Declarations;
use crate::door::Caller;
use crate::problem::Problem;
use domain::erasure::CollectionPlan;
use store::requests::Request;
use store::{Sql, TenantScope};

use super::held::Held;
use super::{Plan, RanPlugin, erased};

/// Plans the erasure of a request.
pub async fn plan<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    request: &Request,
) -> Result<Plan, Problem> {
    let (scope, subject) = (&caller.scope, request.subject_id);
    store::subjects::find(sql, scope, subject)
        .await?
        .ok_or_else(erased)?;
    let declarations = Declarations::all(sql, scope).await?;
    let counts = store::records::count_by_subject(sql, scope, subject).await?;
    let held = Held::find(sql, scope, subject, &declarations, counts.keys()).await?;
    let (collections, rules) = with_rules(sql, scope, &declarations, &counts, &held).await?;
    Ok(Plan {
        collections,
        plugins: plugins(&rules),
    })
}

/// The plan, and the rules that it needs, with their plugins.
pub(super) async fn with_rules<'a, S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    declarations: &'a Declarations,
    counts: &BTreeMap<String, u64>,
    held: &Held,
) -> Result<(Vec<CollectionPlan>, Rules<'a>), Problem> {
    let mut plans = Vec::with_capacity(counts.len());
    let mut concerned = Vec::with_capacity(counts.len());
    for (name, records) in counts {
        let collection = declarations.get(name)?;
        let holds = held.over(name);
        if !holds.is_empty() {
            plans.push(domain::erasure::held(collection, *records, &holds));
            continue;
        }
        plans.push(domain::erasure::plan(collection, *records));
        concerned.push(collection);
    }
    Ok((plans, Rules::find(sql, scope, &concerned).await?))
}

/// The plugins of the rules.
pub(super) fn plugins(rules: &Rules<'_>) -> Vec<RanPlugin> {
    let view = |plugin: &crate::plugin::Plugin| RanPlugin {
        name: plugin.name.clone(),
        digest: plugin.digest.clone(),
    };
    rules.plugins().map(view).collect()
}
