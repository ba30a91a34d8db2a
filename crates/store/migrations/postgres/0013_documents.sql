-- What privacy officers write, in versions: the organization's facts, records of processing, notices,
-- breaches, security reports. Content is sealed under a key of its own for each document, kept as subjects'
-- keys are.
-- Locks: creates a table and a trigger only. Undo: drop them in reverse order.

CREATE TABLE document (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    kind TEXT COLLATE "C" NOT NULL, -- data: none
    document_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    version BIGINT NOT NULL, -- data: none
    at_ms BIGINT NOT NULL, -- data: none
    token_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    label TEXT COLLATE "C" NOT NULL, -- data: none
    role TEXT COLLATE "C" NOT NULL, -- data: none
    content BYTEA NOT NULL, -- data: personal (sealed)
    CONSTRAINT document_pkey PRIMARY KEY (tenant_id, kind, document_id, version),
    CONSTRAINT document_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE FUNCTION document_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'documents get new versions';
END;
$$;

CREATE TRIGGER document_update_refused BEFORE UPDATE ON document
    FOR EACH ROW EXECUTE FUNCTION document_refused();

ALTER TABLE document ENABLE ROW LEVEL SECURITY;

ALTER TABLE document FORCE ROW LEVEL SECURITY;

CREATE POLICY document_tenant ON document
    USING (tenant_id = current_setting('lethe.tenant', true));
