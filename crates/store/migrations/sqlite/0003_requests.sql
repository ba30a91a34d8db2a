-- Requests of data subjects, the steps taken for them, and the receipts of the plugin runs.
-- A request outlives its subject (Art. 5(2) GDPR: the controller must be able to show what it did),
-- so its subject_id is no foreign key.
-- Locks: creates tables only. Undo: drop them in reverse order.

CREATE TABLE request (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    request_id TEXT NOT NULL, -- data: pseudonym
    kind TEXT NOT NULL, -- data: none
    subject_id TEXT NOT NULL, -- data: pseudonym
    state TEXT NOT NULL, -- data: none
    received_at_ms INTEGER NOT NULL, -- data: none
    changed_at_ms INTEGER NOT NULL, -- data: none
    outcome TEXT, -- data: none
    CONSTRAINT request_pkey PRIMARY KEY (tenant_id, request_id),
    CONSTRAINT request_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

-- event is NULL in the first step, the receipt of the request.
CREATE TABLE request_step (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    request_id TEXT NOT NULL, -- data: pseudonym
    step INTEGER NOT NULL, -- data: none
    event TEXT, -- data: none
    state TEXT NOT NULL, -- data: none
    at_ms INTEGER NOT NULL, -- data: none
    token_id TEXT NOT NULL, -- data: pseudonym
    label TEXT NOT NULL, -- data: none
    role TEXT NOT NULL, -- data: none
    method TEXT, -- data: none
    note BLOB, -- data: personal (sealed)
    CONSTRAINT request_step_pkey PRIMARY KEY (tenant_id, request_id, step),
    CONSTRAINT request_step_tenant_id_request_id_fkey
        FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
) STRICT, WITHOUT ROWID;

-- The seed of a run is not kept, so the hashes cannot be tried against guessed values.
CREATE TABLE receipt (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    request_id TEXT NOT NULL, -- data: pseudonym
    receipt_id TEXT NOT NULL, -- data: pseudonym
    collection TEXT NOT NULL, -- data: none
    plugin_digest TEXT NOT NULL, -- data: none
    contract TEXT NOT NULL, -- data: none
    engine TEXT NOT NULL, -- data: none
    parameters_hash TEXT NOT NULL, -- data: none
    input_hash TEXT NOT NULL, -- data: pseudonym
    output_hash TEXT NOT NULL, -- data: pseudonym
    fuel INTEGER NOT NULL, -- data: none
    row_count INTEGER NOT NULL, -- data: none
    at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT receipt_pkey PRIMARY KEY (tenant_id, request_id, receipt_id),
    CONSTRAINT receipt_tenant_id_request_id_fkey
        FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
) STRICT, WITHOUT ROWID;
