//! The tables, and what they hold.

use store::{Row, Sql, TenantScope, Value};

/// Every table with a tenant, in an order in which rows can be deleted.
pub(crate) const TABLES: [&str; 64] = [
    "offboarding",
    "delivered_file",
    "delivery",
    "residue",
    "tombstone",
    "protocol_request",
    "agent_message",
    "agent",
    "protocol_publication",
    "plugin_quota",
    "plugin_usage",
    "sweep_run",
    "sweep_receipt",
    "retention_sweep",
    "job",
    "held_erasure",
    "legal_hold",
    "retention_policy",
    "idempotency",
    "document",
    "do_not_contact",
    "consent_event",
    "policy",
    "purpose",
    "audit_node",
    "audit_key",
    "audit_event",
    "audit_head",
    "plugin_active",
    "plugin_activation",
    "plugin_standing",
    "plugin_failure",
    "plugin_log",
    "plugin_signature",
    "plugin_key",
    "plugin_artifact",
    "plugin_component",
    "plugin",
    "plugin_run",
    "receipt",
    "restricted_record",
    "restricted_subject",
    "restriction",
    "request_fee",
    "request_deadline",
    "request_content",
    "request_template",
    "tenant_setting",
    "request_step",
    "request",
    "blind_index",
    "record",
    "subject_key",
    "subject",
    "visibility",
    "collection",
    "guess",
    "known_device",
    "account_group",
    "account",
    "password_policy",
    "token",
    "tenant_key",
    "tenant",
];

/// All rows of a tenant, table by table. The connection is that tenant's afterwards.
pub(crate) async fn dump<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
) -> Vec<(&'static str, Vec<Row>)> {
    sql.enter(scope.tenant_id()).await.unwrap();
    let mut tables = Vec::new();
    for table in TABLES {
        let statement = format!("SELECT * FROM {table} WHERE tenant_id = $1");
        let rows = sql
            .query(&statement, &[scope.tenant_id().into()])
            .await
            .unwrap();
        tables.push((table, rows));
    }
    tables
}

/// The tables in which a text or its bytes stand in any column.
pub(crate) fn tables_with(dump: &[(&'static str, Vec<Row>)], needle: &str) -> Vec<&'static str> {
    let holds = |value: &Value| match value {
        Value::Text(text) => text.contains(needle),
        Value::Blob(bytes) => bytes
            .windows(needle.len())
            .any(|part| part == needle.as_bytes()),
        Value::Null | Value::Integer(_) | Value::Real(_) => false,
    };
    dump.iter()
        .filter(|(_, rows)| rows.iter().any(|row| row.0.iter().any(holds)))
        .map(|(table, _)| *table)
        .collect()
}
