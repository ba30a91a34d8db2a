-- What tenants say about retention beside their declarations, what must not go in spite of it, and
-- what an erasure left because of that. A record also tells when it was changed last.
-- A hold and an erasure outlive their subject, so subject_id is no foreign key.
-- Locks: creates tables; the new column of record is added without rewriting it. Undo: drop them.

CREATE TABLE retention_policy (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    policy_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    version BIGINT NOT NULL, -- data: none
    policy TEXT COLLATE "C" NOT NULL, -- data: none
    made_at_ms BIGINT NOT NULL, -- data: none
    ended_at_ms BIGINT, -- data: none
    CONSTRAINT retention_policy_pkey PRIMARY KEY (tenant_id, policy_id, version),
    CONSTRAINT retention_policy_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE legal_hold (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    hold_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    subject_id TEXT COLLATE "C", -- data: pseudonym
    collection TEXT COLLATE "C", -- data: none
    data_class TEXT COLLATE "C", -- data: none
    ground TEXT COLLATE "C" NOT NULL, -- data: none
    reference TEXT COLLATE "C" NOT NULL, -- data: none
    reason BYTEA, -- data: personal (sealed)
    placed_at_ms BIGINT NOT NULL, -- data: none
    released_at_ms BIGINT, -- data: none
    CONSTRAINT legal_hold_pkey PRIMARY KEY (tenant_id, hold_id),
    CONSTRAINT legal_hold_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

-- Subjects whose erasure left records that were held.
CREATE TABLE held_erasure (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    subject_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    request_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT held_erasure_pkey PRIMARY KEY (tenant_id, subject_id),
    CONSTRAINT held_erasure_tenant_id_request_id_fkey
        FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
);

ALTER TABLE record
    -- data: none
    ADD COLUMN changed_at_ms BIGINT;

ALTER TABLE retention_policy ENABLE ROW LEVEL SECURITY;

ALTER TABLE retention_policy FORCE ROW LEVEL SECURITY;

CREATE POLICY retention_policy_tenant ON retention_policy
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE legal_hold ENABLE ROW LEVEL SECURITY;

ALTER TABLE legal_hold FORCE ROW LEVEL SECURITY;

CREATE POLICY legal_hold_tenant ON legal_hold
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE held_erasure ENABLE ROW LEVEL SECURITY;

ALTER TABLE held_erasure FORCE ROW LEVEL SECURITY;

CREATE POLICY held_erasure_tenant ON held_erasure
    USING (tenant_id = current_setting('lethe.tenant', true));
