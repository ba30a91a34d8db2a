-- What tenants say about retention beside their declarations, what must not go in spite of it, and
-- what an erasure left because of that. A record also tells when it was changed last.
-- A hold and an erasure outlive their subject, so subject_id is no foreign key.
-- Locks: creates tables; the new column of record is added without rewriting it. Undo: drop them.

CREATE TABLE retention_policy (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    policy_id TEXT NOT NULL, -- data: pseudonym
    version INTEGER NOT NULL, -- data: none
    policy TEXT NOT NULL, -- data: none
    made_at_ms INTEGER NOT NULL, -- data: none
    ended_at_ms INTEGER, -- data: none
    CONSTRAINT retention_policy_pkey PRIMARY KEY (tenant_id, policy_id, version),
    CONSTRAINT retention_policy_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE legal_hold (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    hold_id TEXT NOT NULL, -- data: pseudonym
    subject_id TEXT, -- data: pseudonym
    collection TEXT, -- data: none
    data_class TEXT, -- data: none
    ground TEXT NOT NULL, -- data: none
    reference TEXT NOT NULL, -- data: none
    reason BLOB, -- data: personal (sealed)
    placed_at_ms INTEGER NOT NULL, -- data: none
    released_at_ms INTEGER, -- data: none
    CONSTRAINT legal_hold_pkey PRIMARY KEY (tenant_id, hold_id),
    CONSTRAINT legal_hold_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

-- Subjects whose erasure left records that were held.
CREATE TABLE held_erasure (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    subject_id TEXT NOT NULL, -- data: pseudonym
    request_id TEXT NOT NULL, -- data: pseudonym
    at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT held_erasure_pkey PRIMARY KEY (tenant_id, subject_id),
    CONSTRAINT held_erasure_tenant_id_request_id_fkey
        FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE record
    -- data: none
    ADD COLUMN changed_at_ms INTEGER;
