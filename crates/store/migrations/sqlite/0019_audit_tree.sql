-- The audit log as a Merkle tree (RFC 6962): the hashes of its complete subtrees, the edge that the next
-- event is added at, and the key that its checkpoints are signed with. What an event said can be
-- forgotten, from the oldest on; the tree stays.
-- Locks: creates tables, adds columns, replaces a trigger. Undo: drop them.

ALTER TABLE audit_head
    -- data: none
    ADD COLUMN frontier BLOB;

ALTER TABLE audit_head
    -- data: none
    ADD COLUMN forgotten INTEGER;

ALTER TABLE audit_event
    -- data: none
    ADD COLUMN salt BLOB;

CREATE TABLE audit_node (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    level INTEGER NOT NULL, -- data: none
    node INTEGER NOT NULL, -- data: none
    hash BLOB NOT NULL, -- data: none
    CONSTRAINT audit_node_pkey PRIMARY KEY (tenant_id, level, node),
    CONSTRAINT audit_node_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_key (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    public_key BLOB NOT NULL, -- data: none
    wrapped_key BLOB NOT NULL, -- data: none
    created_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT audit_key_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT audit_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

DROP TRIGGER audit_event_delete_refused;

CREATE TRIGGER audit_event_delete_refused BEFORE DELETE ON audit_event
WHEN NOT EXISTS (
    SELECT 1 FROM offboarding
    WHERE offboarding.tenant_id = OLD.tenant_id AND offboarding.state = 'deleting'
) AND NOT EXISTS (
    SELECT 1 FROM audit_head
    WHERE audit_head.tenant_id = OLD.tenant_id AND audit_head.forgotten >= OLD.seq
)
BEGIN
    SELECT RAISE(ABORT, 'audit events are only ever added');
END;
