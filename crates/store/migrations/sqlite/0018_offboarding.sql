-- How tenants leave: notice, deliveries of everything, deletion. A row of offboarding outlives its
-- tenant, and so does the note that the database must be rewritten: neither refers to it.
-- Locks: creates tables, rebuilds residue, which has a row a tenant at most, and replaces a trigger.
-- Undo: not once a tenant is deleted.

CREATE TABLE offboarding (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    token_hash TEXT NOT NULL, -- data: none
    state TEXT NOT NULL, -- data: none
    notice TEXT NOT NULL, -- data: none
    delivery TEXT, -- data: none
    deleted TEXT NOT NULL, -- data: none
    changed_at_ms INTEGER NOT NULL, -- data: none
    certificate TEXT, -- data: none
    CONSTRAINT offboarding_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT offboarding_token_hash_key UNIQUE (token_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    delivery_id TEXT NOT NULL, -- data: pseudonym
    begun_at_ms INTEGER NOT NULL, -- data: none
    finished_at_ms INTEGER, -- data: none
    manifest_digest TEXT, -- data: none
    CONSTRAINT delivery_pkey PRIMARY KEY (tenant_id, delivery_id),
    CONSTRAINT delivery_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivered_file (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    delivery_id TEXT NOT NULL, -- data: pseudonym
    file_no INTEGER NOT NULL, -- data: none
    name TEXT NOT NULL, -- data: none
    digest TEXT NOT NULL, -- data: none
    size_bytes INTEGER NOT NULL, -- data: none
    row_count INTEGER NOT NULL, -- data: none
    CONSTRAINT delivered_file_pkey PRIMARY KEY (tenant_id, delivery_id, file_no),
    CONSTRAINT delivered_file_tenant_id_delivery_id_fkey
        FOREIGN KEY (tenant_id, delivery_id) REFERENCES delivery (tenant_id, delivery_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE residue_of_all (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    erasures INTEGER NOT NULL, -- data: none
    CONSTRAINT residue_of_all_pkey PRIMARY KEY (tenant_id)
) STRICT, WITHOUT ROWID;

INSERT INTO residue_of_all (tenant_id, erasures) SELECT tenant_id, erasures FROM residue;

DROP TABLE residue;

ALTER TABLE residue_of_all RENAME TO residue;

DROP TRIGGER audit_event_delete_refused;

CREATE TRIGGER audit_event_delete_refused BEFORE DELETE ON audit_event
WHEN NOT EXISTS (
    SELECT 1 FROM offboarding
    WHERE offboarding.tenant_id = OLD.tenant_id AND offboarding.state = 'deleting'
)
BEGIN
    SELECT RAISE(ABORT, 'audit events are only ever added');
END;
