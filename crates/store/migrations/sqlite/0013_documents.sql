-- What privacy officers write, in versions: the organization's facts, records of processing, notices,
-- breaches, security reports. Content is sealed under a key of its own for each document, kept as subjects'
-- keys are.
-- Locks: creates a table and a trigger only. Undo: drop them in reverse order.

CREATE TABLE document (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    kind TEXT NOT NULL, -- data: none
    document_id TEXT NOT NULL, -- data: pseudonym
    version INTEGER NOT NULL, -- data: none
    at_ms INTEGER NOT NULL, -- data: none
    token_id TEXT NOT NULL, -- data: pseudonym
    label TEXT NOT NULL, -- data: none
    role TEXT NOT NULL, -- data: none
    content BLOB NOT NULL, -- data: personal (sealed)
    CONSTRAINT document_pkey PRIMARY KEY (tenant_id, kind, document_id, version),
    CONSTRAINT document_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER document_update_refused BEFORE UPDATE ON document
BEGIN
    SELECT RAISE(ABORT, 'documents get new versions');
END;
