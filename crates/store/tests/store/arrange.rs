//! Builders: each arranges one thing and says nothing about what is tested.

use std::collections::BTreeMap;

use domain::consent::ConsentEvent;
use domain::deadline::Due;
use domain::plugin::PluginQuota;
use domain::plugin::{LogLevel, PluginEvent, PluginState, PublicKey};
use domain::request::{RecordPlace, RequestKind, RestrictionGround, Template};
use domain::retention::{Hold, Policy};
use domain::{
    Collection, ConsentId, DataClass, DocumentId, HoldId, JobId, KeepGround, LawfulBasis, PolicyId,
    PurposeName, ReceiptId, RecordId, RequestId, RestrictionId, Role, Settings, SubjectId, SweepId,
    TenantId, TokenId,
};
use jiff::Timestamp;
use serde_json::json;
use store::audit::Event;
use store::audit::tree::{self, LogKey};
use store::blind_index::Entry;
use store::consents::{Happened, Shown};
use store::documents::NewVersion;
use store::held_erasures::HeldErasure;
use store::holds::Placed;
use store::idempotency::Answer;
use store::jobs::JobKind;
use store::plugins::{NewPlugin, NewSignature};
use store::policies::NewPolicy;
use store::purposes::Purpose;
use store::receipts::{Occasion, Receipt, Usage};
use store::records::RecordRow;
use store::requests::{Fee, NewRequest};
use store::restrictions::NewRestriction;
use store::subject_keys::SubjectKey;
use store::tenants::Tenant;
use store::tokens::{self, NewToken};
use store::{
    Actor, Page, Sql, TenantKey, TenantScope, Tx, audit, blind_index, collections, consents,
    do_not_contact, documents, held_erasures, holds, idempotency, jobs, plugin_failures,
    plugin_keys, plugin_logs, plugin_quotas, plugins, policies, purposes, receipts, records,
    requests, restrictions, retention_policies, settings, subject_keys, subjects, sweeps,
    templates, tenants,
};
use uuid::Uuid;

pub(crate) mod accounts;
pub(crate) mod offboarding;
pub(crate) mod protocols;
mod tables;

pub(crate) use tables::{TABLES, dump, tables_with};

pub(crate) fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap()
}

/// A UUID that stands for one thing only: `n`, in the numbers of one kind.
fn number(kind: u128, n: u128) -> Uuid {
    Uuid::from_u128((kind << 120) | n)
}

pub(crate) fn subject(n: u128) -> SubjectId {
    SubjectId::from_uuid(number(1, n))
}

pub(crate) fn record(n: u128) -> RecordId {
    RecordId::from_uuid(number(2, n))
}

pub(crate) fn request(n: u128) -> RequestId {
    RequestId::from_uuid(number(3, n))
}

pub(crate) fn token(n: u128) -> TokenId {
    TokenId::from_uuid(number(4, n))
}

pub(crate) fn receipt_id(n: u128) -> ReceiptId {
    ReceiptId::from_uuid(number(5, n))
}

pub(crate) fn restriction_id(n: u128) -> RestrictionId {
    RestrictionId::from_uuid(number(6, n))
}

pub(crate) fn consent_id(n: u128) -> ConsentId {
    ConsentId::from_uuid(number(7, n))
}

pub(crate) fn document_id(n: u128) -> DocumentId {
    DocumentId::from_uuid(number(8, n))
}

pub(crate) fn newsletter() -> PurposeName {
    "newsletter".parse().unwrap()
}

pub(crate) fn purpose() -> Purpose {
    Purpose {
        name: newsletter(),
        description: "news by mail".to_owned(),
        lawful_basis: LawfulBasis::Consent,
        created_at: at(1),
    }
}

pub(crate) fn policy<'a>(
    purpose: &'a PurposeName,
    content: &'a str,
    particulars: &'a serde_json::Value,
) -> NewPolicy<'a> {
    NewPolicy {
        purpose,
        language: "en",
        content,
        particulars,
        in_force_from: at(2),
        at: at(1),
    }
}

/// An event of a consent; a yes holds until 100.
pub(crate) fn happened(n: u128, event: ConsentEvent, ms: i64) -> Happened {
    Happened {
        consent_id: consent_id(n),
        event,
        at: at(ms),
        valid_until: Some(at(100)),
        shown: Some(Shown {
            version: 1,
            digest: "d".to_owned(),
        }),
        method: "web-form".to_owned(),
        evidence: Some(format!("sealed evidence {n}").into_bytes()),
    }
}

pub(crate) fn document(n: u128, version: u64, content: &[u8]) -> NewVersion<'_> {
    NewVersion {
        kind: "notice",
        document_id: document_id(n),
        version,
        at: at(5),
        content,
    }
}

pub(crate) fn retention_policy_id(n: u128) -> PolicyId {
    PolicyId::from_uuid(number(9, n))
}

pub(crate) fn hold_id(n: u128) -> HoldId {
    HoldId::from_uuid(number(10, n))
}

pub(crate) fn sweep_id(n: u128) -> SweepId {
    SweepId::from_uuid(number(11, n))
}

pub(crate) fn job_id(n: u128) -> JobId {
    JobId::from_uuid(number(12, n))
}

pub(crate) fn retention_policy(keep_for: &str) -> Policy {
    serde_json::from_value(json!({
        "name": "Wages", "purpose": "payroll", "then": "erase",
        "retention": {"keep_for": keep_for, "from": "created"},
    }))
    .unwrap()
}

/// A hold on subject 1.
pub(crate) fn placed(n: u128) -> Placed {
    Placed {
        hold: Hold {
            hold_id: hold_id(n),
            subject_id: Some(subject(1)),
            collection: Some("people".parse().unwrap()),
            data_class: Some(DataClass::Contact),
            ground: KeepGround::LegalClaims,
            reference: "4 O 12/26".to_owned(),
        },
        reason: Some(b"sealed reason".to_vec()),
        placed_at: at(6),
        released_at: None,
    }
}

pub(crate) fn held_erasure(n: u128) -> HeldErasure {
    HeldErasure {
        subject_id: subject(n),
        request_id: request(1),
        at: at(6),
    }
}

/// A key that plugins are signed with.
pub(crate) fn plugin_key(n: u8) -> PublicKey {
    hex::encode([n; 32]).parse().unwrap()
}

/// A line that a plugin logged.
pub(crate) fn log(line: &str) -> [(LogLevel, String); 1] {
    [(LogLevel::Info, line.to_owned())]
}

/// A whole list on one page.
pub(crate) fn all() -> Page {
    Page::new(Page::MAX_LIMIT, None)
}

pub(crate) fn collection(name: &str) -> Collection {
    serde_json::from_value(json!({
        "name": name, "purpose": "payroll", "lawful_basis": "contract",
        "retention": {"keep_for": "P10Y", "from": "created"},
        "owner": {"kind": "subject"}, "on_erase": "delete",
        "fields": [
            {"name": "email", "type": "text", "class": "contact", "unique": true, "lookup": true,
             "on_export": "include"},
            {"name": "hours", "type": "number", "class": "none"},
        ],
    }))
    .unwrap()
}

pub(crate) fn row(collection: &str, n: u128, owner: Option<SubjectId>) -> RecordRow {
    RecordRow {
        record_id: record(n),
        collection: collection.to_owned(),
        subject_id: owner,
        plain: format!(r#"{{"hours":{n}}}"#),
        sealed: vec![(
            "email".to_owned(),
            format!("sealed email of record {n}").into_bytes(),
        )],
    }
}

pub(crate) fn entry(n: u128, owner: Option<SubjectId>, digest: &str, unique: bool) -> Entry {
    Entry {
        collection: "people".to_owned(),
        field: "email".to_owned(),
        digest: digest.as_bytes().to_vec(),
        unique,
        record_id: record(n),
        subject_id: owner,
    }
}

pub(crate) fn key(owner: SubjectId) -> SubjectKey {
    SubjectKey {
        subject_id: owner,
        version: 1,
        wrapped: format!("wrapped key of {owner}").into_bytes(),
    }
}

pub(crate) fn event(action: &str, ms: i64) -> Event {
    Event {
        action: action.to_owned(),
        object_kind: "subject".to_owned(),
        object_id: Some(subject(1).to_string()),
        counts: BTreeMap::from([("records".to_owned(), 3)]),
        at: at(ms),
        trace: "trace".to_owned(),
        salt: Some([7; 16]),
    }
}

pub(crate) fn receipt(n: u128, occasion: Occasion) -> Receipt {
    Receipt {
        receipt_id: receipt_id(n),
        occasion,
        collection: "people".to_owned(),
        plugin_digest: "d1".to_owned(),
        contract: "lethe:plugin@0.1.0".to_owned(),
        engine: "wasmtime".to_owned(),
        parameters_hash: "p".to_owned(),
        input_hash: "i".to_owned(),
        output_hash: "o".to_owned(),
        fuel: 50_000_000,
        rows: 3,
        at: at(7),
        usage: Some(Usage {
            peak_memory_bytes: 1 << 20,
            input_bytes: 300,
            output_bytes: 400,
            microseconds: 5,
        }),
    }
}

/// A template without steps.
static NO_STEPS: Template = Template(Vec::new());

/// The end of a period.
pub(crate) fn due(ms: i64) -> Due {
    Due {
        at: at(ms),
        on: at(ms).to_zoned(jiff::tz::TimeZone::UTC).date(),
    }
}

/// Restricts records of a subject, or all when there are none.
pub(crate) fn new_restriction(
    n: u128,
    owner: SubjectId,
    records: &[RecordPlace],
) -> NewRestriction<'_> {
    NewRestriction {
        restriction_id: restriction_id(n),
        request_id: request(1),
        subject_id: owner,
        ground: RestrictionGround::LegalClaims,
        records,
        at: at(6),
    }
}

pub(crate) fn place(n: u128) -> RecordPlace {
    RecordPlace {
        collection: "people".to_owned(),
        record_id: record(n),
    }
}

pub(crate) fn new_request(n: u128, kind: RequestKind) -> NewRequest<'static> {
    NewRequest {
        request_id: request(n),
        kind,
        subject_id: subject(1),
        received_at: at(5),
        due: due(1_000),
        template: &NO_STEPS,
        content: None,
    }
}

pub(crate) fn new_token(n: u128, hash: &str) -> NewToken<'_> {
    NewToken {
        token_id: token(n),
        role: Role::Editor,
        label: "importer",
        hash,
        created_at: at(1),
        expires_at: None,
    }
}

pub(crate) fn answer(body: &str) -> Answer {
    Answer {
        body_digest: b"body".to_vec(),
        status: 201,
        body: body.to_owned(),
    }
}

pub(crate) fn actor() -> Actor {
    Actor {
        token_id: token(9),
        label: "importer".to_owned(),
        role: Role::Administrator,
        session: None,
    }
}

pub(crate) async fn tenant<S: Sql>(sql: &mut S, name: &str) -> TenantScope {
    let bytes: Vec<u8> = name.bytes().cycle().take(16).collect();
    let tenant_id = TenantId::from_uuid(Uuid::from_slice(&bytes).unwrap());
    let tenant = Tenant {
        tenant_id,
        name: name.to_owned(),
        created_at: at(0),
    };
    let key = TenantKey {
        version: 1,
        wrapped: format!("wrapped key of {name}").into_bytes(),
    };
    let mut tx = Tx::begin(sql).await.unwrap();
    tenants::create(&mut tx, &tenant, &key).await.unwrap();
    tx.commit().await.unwrap();
    tenants::scope_for_operator(sql, tenant_id)
        .await
        .unwrap()
        .unwrap()
        .0
}

/// Runs statements in a transaction that is committed.
#[macro_export]
macro_rules! commit {
    ($sql:expr, |$tx:ident| $($body:tt)+) => {{
        let mut transaction = store::Tx::begin($sql).await.unwrap();
        let result = { let $tx = &mut transaction; $($body)+ };
        transaction.commit().await.unwrap();
        result
    }};
}

/// Gives a tenant one of everything: subject 1 with records 1 and 2, and all that goes with it.
pub(crate) async fn furnish<S: Sql>(sql: &mut S, scope: &TenantScope) {
    let owner = subject(1);
    let actor = actor();
    let hash = tokens::hash(&scope.tenant_id().to_string());
    let description = json!({"summary": "redacts"});
    let plugin = NewPlugin {
        digest: "d1",
        name: "redact",
        version: "1.0.0",
        description: &description,
        component: b"component",
        uploaded_at: at(3),
        signature: Some(NewSignature {
            public_key: &plugin_key(1),
            signature: "signature",
        }),
    };
    commit!(sql, |tx| {
        tokens::issue(tx, scope, &new_token(1, &hash))
            .await
            .unwrap();
        collections::create(tx, scope, &collection("people"), at(1))
            .await
            .unwrap();
        subjects::create_many(tx, scope, &[owner], at(2))
            .await
            .unwrap();
        subject_keys::insert_many(tx, scope, &[key(owner)])
            .await
            .unwrap();
        let rows = [row("people", 1, Some(owner)), row("people", 2, Some(owner))];
        records::insert_many(tx, scope, &rows).await.unwrap();
        let entries = [
            entry(1, Some(owner), "digest one", true),
            entry(2, Some(owner), "two", false),
        ];
        blind_index::insert_many(tx, scope, &entries).await.unwrap();
        requests::create(tx, scope, &actor, &new_request(1, RequestKind::Erasure))
            .await
            .unwrap();
        restrict_nobody(tx, scope).await;
        receipts::insert_many(tx, scope, &[receipt(1, Occasion::Request(request(1)))])
            .await
            .unwrap();
        plugin_keys::register(tx, scope, &actor, &plugin_key(1), "build server", at(3))
            .await
            .unwrap();
        plugins::insert(tx, scope, &actor, &plugin).await.unwrap();
        plugin_logs::append(tx, scope, "d1", &log("a line"), at(4))
            .await
            .unwrap();
        plugin_failures::count(tx, scope, "d1", 5, at(4))
            .await
            .unwrap();
        plugins::put_artifact(tx, scope, "d1", "engine", b"artifact")
            .await
            .unwrap();
        approve(tx, scope, "d1").await;
        plugins::activate(tx, scope, "d1", at(4)).await.unwrap();
        idempotency::insert(tx, scope, &actor, b"key", &answer("{}"), at(5))
            .await
            .unwrap();
        audit::append(tx, scope, &actor, &event("subject.created", 2))
            .await
            .unwrap();
        let key = LogKey {
            public: vec![1; 32],
            wrapped: b"wrapped".to_vec(),
        };
        tree::put_log_key(tx, scope, &key, at(2)).await.unwrap();
        let (purpose_name, particulars) = (newsletter(), json!({}));
        purposes::create(tx, scope, &purpose()).await.unwrap();
        policies::publish(tx, scope, &policy(&purpose_name, "news?", &particulars))
            .await
            .unwrap();
        let given = happened(1, ConsentEvent::Give, 4);
        consents::append(tx, scope, &actor, owner, &purpose_name, &given)
            .await
            .unwrap();
        do_not_contact::add(tx, scope, "email", b"digest", at(4))
            .await
            .unwrap();
        documents::append(tx, scope, &actor, &document(1, 1, b"sealed"))
            .await
            .unwrap();
    });
    furnish_retention(sql, scope).await;
    accounts::furnish(sql, scope).await;
    protocols::furnish(sql, scope).await;
    offboarding::furnish(sql, scope).await;
}

async fn furnish_retention<S: Sql>(sql: &mut S, scope: &TenantScope) {
    let sweep = sweep_id(1);
    commit!(sql, |tx| {
        retention_policies::create(
            tx,
            scope,
            retention_policy_id(1),
            &retention_policy("P1Y"),
            at(6),
        )
        .await
        .unwrap();
        holds::place(tx, scope, &placed(1)).await.unwrap();
        held_erasures::note(tx, scope, &held_erasure(1))
            .await
            .unwrap();
        sweeps::create(tx, scope, sweep, false, at(7), at(7))
            .await
            .unwrap();
        receipts::insert_many(tx, scope, &[receipt(2, Occasion::Sweep(sweep))])
            .await
            .unwrap();
        let used = receipt(2, Occasion::Sweep(sweep)).used();
        plugin_quotas::charge(tx, scope, plugin_quotas::day(at(7)), used)
            .await
            .unwrap();
        plugin_quotas::put(tx, scope, &PluginQuota::default(), at(7))
            .await
            .unwrap();
        // Somebody who was forgotten.
        subject_keys::insert_many(tx, scope, &[key(subject(60))])
            .await
            .unwrap();
        subject_keys::delete(tx, scope, subject(60)).await.unwrap();
        let kind = JobKind::RetentionSweep;
        jobs::insert(tx, scope, job_id(1), kind, &sweep.to_string(), at(8))
            .await
            .unwrap();
        jobs::plan_erasure(tx, scope, request(1), at(1_000_000), at(8))
            .await
            .unwrap();
    });
}

/// What tenants say about themselves, and restrictions of a subject without records.
async fn restrict_nobody<S: Sql>(tx: &mut Tx<'_, S>, scope: &TenantScope) {
    let nobody = subject(50);
    settings::put(tx, scope, &Settings::default(), at(4))
        .await
        .unwrap();
    templates::put(tx, scope, RequestKind::Erasure, &NO_STEPS, at(4))
        .await
        .unwrap();
    let fee = Fee {
        minor_units: 500,
        currency: "EUR".to_owned(),
    };
    requests::charge(tx, scope, request(1), &fee).await.unwrap();
    subjects::create_placeholder(tx, scope, nobody)
        .await
        .unwrap();
    for (number, records) in [(1, &[][..]), (2, &[place(50)])] {
        let restriction = new_restriction(number, nobody, records);
        restrictions::create(tx, scope, &restriction).await.unwrap();
    }
}

/// Lets a plugin that is pending run.
pub(crate) async fn approve<S: Sql>(tx: &mut Tx<'_, S>, scope: &TenantScope, digest: &str) {
    let decision = plugins::Decision {
        from: PluginState::Pending,
        event: PluginEvent::Approve,
        reason: None,
        at: at(4),
    };
    plugins::decide(tx, scope, &actor(), digest, &decision)
        .await
        .unwrap();
}
