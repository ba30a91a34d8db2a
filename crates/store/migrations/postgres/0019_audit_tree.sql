-- The audit log as a Merkle tree (RFC 6962): the hashes of its complete subtrees, the edge that the next
-- event is added at, and the key that its checkpoints are signed with. What an event said can be
-- forgotten, from the oldest on; the tree stays.
-- Locks: creates tables, adds columns, replaces a function. Undo: drop them.

ALTER TABLE audit_head
    -- data: none
    ADD COLUMN frontier BYTEA;

ALTER TABLE audit_head
    -- data: none
    ADD COLUMN forgotten BIGINT;

ALTER TABLE audit_event
    -- data: none
    ADD COLUMN salt BYTEA;

CREATE TABLE audit_node (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    level BIGINT NOT NULL, -- data: none
    node BIGINT NOT NULL, -- data: none
    hash BYTEA NOT NULL, -- data: none
    CONSTRAINT audit_node_pkey PRIMARY KEY (tenant_id, level, node),
    CONSTRAINT audit_node_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE audit_key (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    public_key BYTEA NOT NULL, -- data: none
    wrapped_key BYTEA NOT NULL, -- data: none
    created_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT audit_key_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT audit_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

ALTER TABLE audit_node ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit_node FORCE ROW LEVEL SECURITY;

CREATE POLICY audit_node_tenant ON audit_node
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE audit_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit_key FORCE ROW LEVEL SECURITY;

CREATE POLICY audit_key_tenant ON audit_key
    USING (tenant_id = current_setting('lethe.tenant', true));

DROP TRIGGER audit_event_delete_refused ON audit_event;

CREATE OR REPLACE FUNCTION audit_event_delete_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM offboarding
        WHERE offboarding.tenant_id = OLD.tenant_id AND offboarding.state = 'deleting') THEN
        RETURN OLD;
    END IF;
    IF EXISTS (SELECT 1 FROM audit_head
        WHERE audit_head.tenant_id = OLD.tenant_id AND audit_head.forgotten >= OLD.seq) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'audit events are only ever added';
END;
$$;

CREATE TRIGGER audit_event_delete_refused BEFORE DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_delete_refused();
