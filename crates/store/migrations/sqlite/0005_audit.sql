-- The audit log of each tenant: numbered without gaps, and only ever added to.
-- audit_head holds the last number; counting it up also puts the writers of a tenant in line.
-- Locks: creates tables and triggers only. Undo: drop them in reverse order.

CREATE TABLE audit_head (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    seq INTEGER NOT NULL, -- data: none
    CONSTRAINT audit_head_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT audit_head_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_event (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    seq INTEGER NOT NULL, -- data: none
    at_ms INTEGER NOT NULL, -- data: none
    action TEXT NOT NULL, -- data: none
    token_id TEXT NOT NULL, -- data: pseudonym
    label TEXT NOT NULL, -- data: none
    role TEXT NOT NULL, -- data: none
    object_kind TEXT NOT NULL, -- data: none
    object_id TEXT, -- data: pseudonym
    counts TEXT NOT NULL, -- data: none
    trace TEXT NOT NULL, -- data: none
    CONSTRAINT audit_event_pkey PRIMARY KEY (tenant_id, seq),
    CONSTRAINT audit_event_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_event_tenant_id_action_idx ON audit_event (tenant_id, action, seq);

CREATE TRIGGER audit_event_update_refused BEFORE UPDATE ON audit_event
BEGIN
    SELECT RAISE(ABORT, 'audit events are only ever added');
END;

CREATE TRIGGER audit_event_delete_refused BEFORE DELETE ON audit_event
BEGIN
    SELECT RAISE(ABORT, 'audit events are only ever added');
END;
