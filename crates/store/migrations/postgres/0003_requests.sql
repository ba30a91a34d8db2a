-- Requests of data subjects, the steps taken for them, and the receipts of the plugin runs.
-- A request outlives its subject (Art. 5(2) GDPR: the controller must be able to show what it did),
-- so its subject_id is no foreign key.
-- Locks: creates tables only. Undo: drop them in reverse order.

CREATE TABLE request (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    request_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    kind TEXT COLLATE "C" NOT NULL, -- data: none
    subject_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    state TEXT COLLATE "C" NOT NULL, -- data: none
    received_at_ms BIGINT NOT NULL, -- data: none
    changed_at_ms BIGINT NOT NULL, -- data: none
    outcome TEXT COLLATE "C", -- data: none
    CONSTRAINT request_pkey PRIMARY KEY (tenant_id, request_id),
    CONSTRAINT request_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

-- event is NULL in the first step, the receipt of the request.
CREATE TABLE request_step (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    request_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    step BIGINT NOT NULL, -- data: none
    event TEXT COLLATE "C", -- data: none
    state TEXT COLLATE "C" NOT NULL, -- data: none
    at_ms BIGINT NOT NULL, -- data: none
    token_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    label TEXT COLLATE "C" NOT NULL, -- data: none
    role TEXT COLLATE "C" NOT NULL, -- data: none
    method TEXT COLLATE "C", -- data: none
    note BYTEA, -- data: personal (sealed)
    CONSTRAINT request_step_pkey PRIMARY KEY (tenant_id, request_id, step),
    CONSTRAINT request_step_tenant_id_request_id_fkey
        FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
);

-- The seed of a run is not kept, so the hashes cannot be tried against guessed values.
CREATE TABLE receipt (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    request_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    receipt_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    collection TEXT COLLATE "C" NOT NULL, -- data: none
    plugin_digest TEXT COLLATE "C" NOT NULL, -- data: none
    contract TEXT COLLATE "C" NOT NULL, -- data: none
    engine TEXT COLLATE "C" NOT NULL, -- data: none
    parameters_hash TEXT COLLATE "C" NOT NULL, -- data: none
    input_hash TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    output_hash TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    fuel BIGINT NOT NULL, -- data: none
    row_count BIGINT NOT NULL, -- data: none
    at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT receipt_pkey PRIMARY KEY (tenant_id, request_id, receipt_id),
    CONSTRAINT receipt_tenant_id_request_id_fkey
        FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
);

ALTER TABLE request ENABLE ROW LEVEL SECURITY;

ALTER TABLE request FORCE ROW LEVEL SECURITY;

CREATE POLICY request_tenant ON request
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE request_step ENABLE ROW LEVEL SECURITY;

ALTER TABLE request_step FORCE ROW LEVEL SECURITY;

CREATE POLICY request_step_tenant ON request_step
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE receipt ENABLE ROW LEVEL SECURITY;

ALTER TABLE receipt FORCE ROW LEVEL SECURITY;

CREATE POLICY receipt_tenant ON receipt
    USING (tenant_id = current_setting('lethe.tenant', true));
