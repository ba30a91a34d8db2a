//! The tables with rows of tenants.

use super::Table;

/// All of them, in an order in which rows can be deleted: whatever refers to others comes before them.
///
/// Columns that are not text are followed by what they are: `number`, `time` (milliseconds), `json`, `bytes`, or
/// `sealed`.
pub const TABLES: &[Table] = &[
    withheld("residue", &[], "an instruction to the database"),
    withheld("tombstone", &["commitment"], "who was forgotten, for copies of the data that come back"),
    delivered(
        "protocol_request",
        &["protocol", "external_id"],
        "Requests that came by a protocol, and their ids there",
        "protocol external_id request_id unfiled agent_id reference received_at_ms:time \
         due_at_ms:time callbacks:json",
    ),
    withheld("agent_message", &["agent_id", "digest"], "digests of messages, so that none is taken twice"),
    delivered(
        "agent",
        &["agent_id"],
        "Agents that were let in by the Data Rights Protocol",
        "agent_id name verify_key:bytes token_id registered_at_ms:time",
    ),
    delivered(
        "protocol_publication",
        &["protocol"],
        "What is published so that others can file requests by a protocol",
        "protocol content changed_at_ms:time",
    ),
    delivered(
        "plugin_quota",
        &[],
        "What the tenant may ask of plugins",
        "quota:json changed_at_ms:time",
    ),
    delivered(
        "plugin_usage",
        &["on_day"],
        "What plugins did on each day",
        "on_day runs:number fuel:number bytes:number",
    ),
    delivered(
        "sweep_run",
        &["plugin_digest", "receipt_id"],
        "What runs of plugins in sweeps used",
        "plugin_digest receipt_id sweep_id peak_memory_bytes:number \
         input_bytes:number output_bytes:number microseconds:number",
    ),
    delivered(
        "sweep_receipt",
        &["sweep_id", "receipt_id"],
        "Runs of plugins in sweeps: what went in and out, as hashes",
        "sweep_id receipt_id collection plugin_digest contract engine parameters_hash \
         input_hash output_hash fuel:number row_count:number at_ms:time",
    ),
    delivered(
        "retention_sweep",
        &["sweep_id"],
        "Sweeps, and what they did",
        "sweep_id dry_run:number as_of_ms:time position:json progress:json state \
         failure changed_at_ms:time",
    ),
    withheld("job", &["job_id"], "background work"),
    delivered(
        "held_erasure",
        &["subject_id"],
        "Erasures that go on when a hold is released",
        "subject_id request_id at_ms:time",
    ),
    delivered(
        "legal_hold",
        &["hold_id"],
        "Legal holds, with their reasons",
        "hold_id subject_id collection data_class ground reference reason:sealed \
         placed_at_ms:time released_at_ms:time",
    )
    .sealed_under("subject_id"),
    delivered(
        "retention_policy",
        &["policy_id", "version"],
        "Retention policies in all versions",
        "policy_id version:number policy:json made_at_ms:time ended_at_ms:time",
    ),
    withheld("idempotency", &["token_id", "key_digest"], "answers to calls, for those that are repeated"),
    delivered(
        "document",
        &["kind", "document_id", "version"],
        "Organization, records of processing, notices, breaches, reports and protocols in all versions",
        "kind document_id version:number at_ms:time token_id label role content:sealed",
    )
    .sealed_under("document_id"),
    delivered(
        "do_not_contact",
        &["channel", "digest"],
        "Keyed digests of addresses that are not to be used; nobody can read them",
        "channel digest:bytes created_at_ms:time",
    ),
    delivered(
        "consent_event",
        &["subject_id", "purpose", "event_no"],
        "The history of consents, with what proves them",
        "subject_id purpose event_no:number consent_id event state at_ms:time \
         valid_until_ms:time policy_version:number policy_digest method token_id label \
         role evidence:sealed",
    )
    .sealed_under("subject_id"),
    delivered(
        "policy",
        &["purpose", "version"],
        "What was shown to subjects, in all versions",
        "purpose version:number language content digest particulars:json \
         in_force_from_ms:time created_at_ms:time",
    ),
    delivered(
        "purpose",
        &["name"],
        "Purposes",
        "name description lawful_basis created_at_ms:time",
    ),
    delivered(
        "audit_event",
        &["seq"],
        "The audit log",
        "seq:number at_ms:time action token_id label role object_kind object_id \
         counts:json trace salt:bytes",
    ),
    delivered(
        "audit_node",
        &["level", "node"],
        "The tree over the audit log: hashes of complete subtrees (RFC 6962)",
        "level:number node:number hash:bytes",
    ),
    withheld("audit_key", &[], "a key; the public part is in every signed checkpoint"),
    withheld("audit_head", &[], "the number of the last event of the log"),
    delivered(
        "plugin_active",
        &["name"],
        "Which plugins are active",
        "name digest activated_at_ms:time",
    ),
    delivered(
        "plugin_activation",
        &["name", "activation_no"],
        "Which were active before",
        "name activation_no:number digest",
    ),
    delivered(
        "plugin_standing",
        &["digest"],
        "Decisions on plugins",
        "digest state changed_at_ms:time changed_by reason",
    ),
    delivered(
        "plugin_failure",
        &["digest"],
        "Failures of plugins in a row",
        "digest failures:number suspended_at_ms:time",
    ),
    delivered(
        "plugin_log",
        &["digest", "line_no"],
        "What plugins wrote to their log",
        "digest line_no:number level line at_ms:time",
    ),
    delivered(
        "plugin_signature",
        &["digest"],
        "Signatures of plugins",
        "digest public_key signature",
    ),
    delivered(
        "plugin_key",
        &["public_key"],
        "Keys that plugins are signed with",
        "public_key label created_at_ms:time created_by revoked_at_ms:time",
    ),
    withheld("plugin_artifact", &["digest", "engine"], "made from the plugins, for one machine"),
    delivered(
        "plugin_component",
        &["digest"],
        "Plugins, as they were uploaded",
        "digest component:bytes",
    ),
    delivered(
        "plugin_run",
        &["plugin_digest", "receipt_id"],
        "What runs of plugins used",
        "plugin_digest receipt_id request_id peak_memory_bytes:number \
         input_bytes:number output_bytes:number microseconds:number",
    ),
    delivered(
        "receipt",
        &["request_id", "receipt_id"],
        "Runs of plugins for requests: what went in and out, as hashes",
        "request_id receipt_id collection plugin_digest contract engine parameters_hash \
         input_hash output_hash fuel:number row_count:number at_ms:time",
    ),
    delivered(
        "plugin",
        &["digest"],
        "Plugins: names, versions, digests",
        "digest name version description size_bytes:number uploaded_at_ms:time \
         uploaded_by",
    ),
    delivered(
        "restricted_record",
        &["collection", "record_id", "restriction_id"],
        "Records whose processing is restricted",
        "collection record_id restriction_id",
    ),
    delivered(
        "restricted_subject",
        &["subject_id", "restriction_id"],
        "Subjects whose processing is restricted",
        "subject_id restriction_id",
    ),
    delivered(
        "restriction",
        &["restriction_id"],
        "Restrictions of processing, with their notices",
        "restriction_id request_id subject_id ground records:number \
         restricted_at_ms:time told_at_ms:time notice:sealed lifted_at_ms:time",
    )
    .sealed_under("subject_id"),
    delivered(
        "request_fee",
        &["request_id"],
        "Fees of requests",
        "request_id minor_units:number currency",
    ),
    delivered(
        "request_deadline",
        &["request_id"],
        "Deadlines of requests",
        "request_id rules due_at_ms:time due_on paused_at_ms:time stood_ms:number \
         extended_at_ms:time settled_at_ms:time",
    ),
    delivered(
        "request_content",
        &["request_id"],
        "What requests ask for, and the steps that they take",
        "request_id steps:json content:sealed",
    )
    .sealed_under(OF_REQUEST_CONTENT),
    delivered(
        "request_template",
        &["kind"],
        "Templates of steps",
        "kind steps:json changed_at_ms:time",
    ),
    delivered(
        "tenant_setting",
        &[],
        "Settings",
        "settings:json changed_at_ms:time",
    ),
    delivered(
        "request_step",
        &["request_id", "step"],
        "What was done about requests, by whom, and with which evidence",
        "request_id step:number event state at_ms:time token_id label role method \
         note:sealed",
    )
    .sealed_under(OF_REQUEST_STEP),
    delivered(
        "request",
        &["request_id"],
        "Requests of data subjects",
        "request_id kind subject_id state received_at_ms:time changed_at_ms:time \
         outcome:json",
    ),
    withheld("blind_index", &["collection", "field", "digest", "slot"], "made from the records, under keys that stay"),
    delivered(
        "record",
        &["collection", "record_id"],
        "Records of a collection",
        "collection record_id subject_id plain:json sealed:sealed changed_at_ms:time",
    )
    .sealed_under("subject_id"),
    withheld("subject_key", &["subject_id"], "keys: the values come opened"),
    delivered(
        "subject",
        &["subject_id"],
        "Data subjects, and the placeholders of those that were erased",
        "subject_id revision:number created_at_ms:time",
    ),
    delivered(
        "visibility",
        &["collection"],
        "Who sees which fields of a collection",
        "collection rules:json changed_at_ms:time",
    ),
    delivered(
        "collection",
        &["name"],
        "Declarations of collections",
        "name declaration:json revision:number created_at_ms:time changed_at_ms:time",
    ),
    withheld("delivered_file", &["delivery_id", "file_no"], "the manifest of each delivery has it"),
    withheld("delivery", &["delivery_id"], "the manifest of each delivery has it"),
    withheld("guess", &["holder"], "wrong passwords in a row"),
    withheld("known_device", &["device_hash"], "hashes of secrets that devices hold"),
    delivered(
        "account_group",
        &["group_name", "account_id"],
        "Which accounts are in which group",
        "group_name account_id",
    ),
    delivered(
        "account",
        &["account_id"],
        "Accounts of people who sign in",
        "account_id profile:sealed role enabled:number subject_id created_at_ms:time changed_at_ms:time \
         account_type",
    )
    .sealed_under("account_id"),
    delivered(
        "password_policy",
        &[],
        "Which passwords accounts may have",
        "policy:json changed_at_ms:time",
    ),
    delivered(
        "token",
        &["token_id"],
        "Tokens: what they may do, and for what they are",
        "token_id role label created_at_ms:time expires_at_ms:time revoked_at_ms:time",
    ),
    withheld("tenant_key", &["version"], "keys: the values come opened"),
    delivered(
        "tenant",
        &[],
        "The tenant",
        "tenant_id name created_at_ms:time",
    ),
];

const OF_REQUEST_STEP: &str = "(SELECT request.subject_id FROM request \
    WHERE request.tenant_id = request_step.tenant_id \
    AND request.request_id = request_step.request_id)";

const OF_REQUEST_CONTENT: &str = "(SELECT request.subject_id FROM request \
    WHERE request.tenant_id = request_content.tenant_id \
    AND request.request_id = request_content.request_id)";

const fn delivered(
    name: &'static str,
    key: &'static [&'static str],
    about: &'static str,
    columns: &'static str,
) -> Table {
    Table {
        name,
        key,
        about,
        columns,
        holder: None,
    }
}

/// A table that is not handed over, and why.
const fn withheld(name: &'static str, key: &'static [&'static str], about: &'static str) -> Table {
    delivered(name, key, about, "")
}

impl Table {
    /// Says in SQL whose key its values are sealed under.
    const fn sealed_under(mut self, holder: &'static str) -> Self {
        self.holder = Some(holder);
        self
    }
}
