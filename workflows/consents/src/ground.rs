//! What a withdrawal takes the ground from (Art. 17(1)(b)).

use domain::purpose::{is_without_ground, resting_on_consent};
use domain::request::RequestKind;
use domain::{Field, PurposeName, RequestId, SubjectId};
use jiff::Timestamp;
use kit::audit::Event;
use kit::declarations::Declarations;
use kit::door::Caller;
use kit::problem::Problem;
use serde::Serialize;
use store::requests::NewRequest;
use store::{Sql, Tx};

/// Fields of a collection that may not be processed any more.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Ungrounded {
    /// The collection.
    collection: String,
    /// The fields that only the consent permitted to process.
    fields: Vec<String>,
    /// How many records of the subject have them.
    records: u64,
}

/// What has no ground.
pub(crate) struct Lost {
    /// What had none but this consent.
    pub(crate) collections: Vec<Ungrounded>,
    /// Whether nothing that is kept about the subject has any.
    pub(crate) is_everything: bool,
}

/// Finds what of a subject has no ground, after its consent to a purpose ended.
pub(crate) async fn lost<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    subject: SubjectId,
    purpose: &PurposeName,
    now: Timestamp,
) -> Result<Lost, Problem> {
    let scope = &caller.scope;
    let declarations = Declarations::all(sql, scope).await?;
    let counts = store::records::count_by_subject(sql, scope, subject).await?;
    let current = store::consents::current(sql, scope, subject).await?;
    let agreed = current.into_iter();
    let agreed = agreed.filter(|logged| logged.state_at(now).is_valid());
    let agreed: Vec<PurposeName> = agreed.map(|logged| logged.purpose).collect();
    let mut lost = Lost {
        collections: Vec::new(),
        is_everything: !counts.is_empty(),
    };
    for (name, records) in counts {
        let collection = declarations.get(&name)?;
        lost.is_everything &= is_without_ground(collection, &agreed);
        let fields = resting_on_consent(collection, purpose.as_str());
        if !fields.is_empty() {
            let named = |field: &&Field| field.name.clone();
            lost.collections.push(Ungrounded {
                collection: name,
                fields: fields.iter().map(named).collect(),
                records,
            });
        }
    }
    Ok(lost)
}

/// Files the erasure of a subject. Somebody still verifies who asked, and carries it out.
pub(crate) async fn file_erasure<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    subject_id: SubjectId,
    at: Timestamp,
) -> Result<RequestId, Problem> {
    let request_id = RequestId::generate(at, kit::entropy::bytes()?);
    let kind = RequestKind::Erasure;
    let template = store::templates::find(tx, &caller.scope, kind).await?;
    let request = NewRequest {
        request_id,
        kind,
        subject_id,
        received_at: at,
        due: kit::filing::due(tx, &caller.scope, at).await?,
        template: &template,
        content: None,
    };
    store::requests::create(tx, &caller.scope, &caller.actor, &request).await?;
    Event::new("request.received", "request", &request_id)
        .append(tx, caller)
        .await?;
    Ok(request_id)
}
