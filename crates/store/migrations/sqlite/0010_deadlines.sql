-- Settings of tenants, templates of steps, what requests ask for, until when, and fees for further copies.
-- Requests of before get the shortest month there is: their deadline may come earlier, never later.
-- Locks: creates tables and an index; the index on request locks it shortly. Undo: drop them in reverse order.

CREATE TABLE tenant_setting (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    settings TEXT NOT NULL, -- data: none
    changed_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT tenant_setting_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT tenant_setting_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE request_template (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    kind TEXT NOT NULL, -- data: none
    steps TEXT NOT NULL, -- data: none
    changed_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT request_template_pkey PRIMARY KEY (tenant_id, kind),
    CONSTRAINT request_template_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

-- steps are those of the template when the request was received.
CREATE TABLE request_content (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    request_id TEXT NOT NULL, -- data: pseudonym
    steps TEXT NOT NULL, -- data: none
    content BLOB, -- data: personal (sealed)
    CONSTRAINT request_content_pkey PRIMARY KEY (tenant_id, request_id),
    CONSTRAINT request_content_tenant_id_request_id_fkey FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
) STRICT, WITHOUT ROWID;

-- due_at_ms and due_on are NULL while the clock stands; settled_at_ms is NULL until the request is final.
CREATE TABLE request_deadline (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    request_id TEXT NOT NULL, -- data: pseudonym
    rules TEXT NOT NULL, -- data: none
    due_at_ms INTEGER, -- data: none
    due_on TEXT, -- data: none
    paused_at_ms INTEGER, -- data: none
    stood_ms INTEGER NOT NULL, -- data: none
    extended_at_ms INTEGER, -- data: none
    settled_at_ms INTEGER, -- data: none
    CONSTRAINT request_deadline_pkey PRIMARY KEY (tenant_id, request_id),
    CONSTRAINT request_deadline_tenant_id_request_id_fkey FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX request_deadline_tenant_id_due_at_ms_idx
    ON request_deadline (tenant_id, due_at_ms, request_id) WHERE settled_at_ms IS NULL;

-- An amount in the smallest unit of its currency (ISO 4217).
CREATE TABLE request_fee (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    request_id TEXT NOT NULL, -- data: pseudonym
    minor_units INTEGER NOT NULL, -- data: none
    currency TEXT NOT NULL, -- data: none
    CONSTRAINT request_fee_pkey PRIMARY KEY (tenant_id, request_id),
    CONSTRAINT request_fee_tenant_id_request_id_fkey FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX request_tenant_id_subject_id_idx
    ON request (tenant_id, subject_id, request_id);

INSERT INTO request_deadline (tenant_id, request_id, rules, due_at_ms, due_on, stood_ms, settled_at_ms)
SELECT tenant_id, request_id, 'before', received_at_ms + 2419200000, date((received_at_ms + 2419200000) / 1000, 'unixepoch'), 0,
    CASE WHEN state IN ('completed', 'refused', 'withdrawn') THEN changed_at_ms END
FROM request;
