-- Answers that were given under an Idempotency-Key, so that a repeated call gets the same one.
-- Keys and bodies are held as keyed digests: a client may put anything into them.
-- Locks: creates a table and an index only. Undo: drop them.

CREATE TABLE idempotency (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    token_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    key_digest BYTEA NOT NULL, -- data: pseudonym
    body_digest BYTEA NOT NULL, -- data: pseudonym
    status BIGINT NOT NULL, -- data: none
    answer TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    created_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT idempotency_pkey PRIMARY KEY (tenant_id, token_id, key_digest),
    CONSTRAINT idempotency_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE INDEX idempotency_tenant_id_created_at_ms_idx ON idempotency (tenant_id, created_at_ms);

ALTER TABLE idempotency ENABLE ROW LEVEL SECURITY;

ALTER TABLE idempotency FORCE ROW LEVEL SECURITY;

CREATE POLICY idempotency_tenant ON idempotency
    USING (tenant_id = current_setting('lethe.tenant', true));
