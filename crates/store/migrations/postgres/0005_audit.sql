-- The audit log of each tenant: numbered without gaps, and only ever added to.
-- audit_head holds the last number; counting it up also puts the writers of a tenant in line.
-- Locks: creates tables and triggers only. Undo: drop them in reverse order.

CREATE TABLE audit_head (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    seq BIGINT NOT NULL, -- data: none
    CONSTRAINT audit_head_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT audit_head_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE audit_event (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    seq BIGINT NOT NULL, -- data: none
    at_ms BIGINT NOT NULL, -- data: none
    action TEXT COLLATE "C" NOT NULL, -- data: none
    token_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    label TEXT COLLATE "C" NOT NULL, -- data: none
    role TEXT COLLATE "C" NOT NULL, -- data: none
    object_kind TEXT COLLATE "C" NOT NULL, -- data: none
    object_id TEXT COLLATE "C", -- data: pseudonym
    counts TEXT COLLATE "C" NOT NULL, -- data: none
    trace TEXT COLLATE "C" NOT NULL, -- data: none
    CONSTRAINT audit_event_pkey PRIMARY KEY (tenant_id, seq),
    CONSTRAINT audit_event_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE INDEX audit_event_tenant_id_action_idx ON audit_event (tenant_id, action, seq);

CREATE FUNCTION audit_event_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are only ever added';
END;
$$;

CREATE TRIGGER audit_event_update_refused BEFORE UPDATE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_refused();

CREATE TRIGGER audit_event_delete_refused BEFORE DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_refused();

CREATE TRIGGER audit_event_truncate_refused BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refused();

ALTER TABLE audit_head ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit_head FORCE ROW LEVEL SECURITY;

CREATE POLICY audit_head_tenant ON audit_head
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;

CREATE POLICY audit_event_tenant ON audit_event
    USING (tenant_id = current_setting('lethe.tenant', true));
