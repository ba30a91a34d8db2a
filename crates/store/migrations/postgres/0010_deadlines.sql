-- Settings of tenants, templates of steps, what requests ask for, until when, and fees for further copies.
-- Requests of before get the shortest month there is: their deadline may come earlier, never later.
-- Locks: creates tables and an index; the index on request locks it shortly. Undo: drop them in reverse order.

CREATE TABLE tenant_setting (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    settings TEXT COLLATE "C" NOT NULL, -- data: none
    changed_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT tenant_setting_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT tenant_setting_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE request_template (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    kind TEXT COLLATE "C" NOT NULL, -- data: none
    steps TEXT COLLATE "C" NOT NULL, -- data: none
    changed_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT request_template_pkey PRIMARY KEY (tenant_id, kind),
    CONSTRAINT request_template_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

-- steps are those of the template when the request was received.
CREATE TABLE request_content (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    request_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    steps TEXT COLLATE "C" NOT NULL, -- data: none
    content BYTEA, -- data: personal (sealed)
    CONSTRAINT request_content_pkey PRIMARY KEY (tenant_id, request_id),
    CONSTRAINT request_content_tenant_id_request_id_fkey FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
);

-- due_at_ms and due_on are NULL while the clock stands; settled_at_ms is NULL until the request is final.
CREATE TABLE request_deadline (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    request_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    rules TEXT COLLATE "C" NOT NULL, -- data: none
    due_at_ms BIGINT, -- data: none
    due_on TEXT COLLATE "C", -- data: none
    paused_at_ms BIGINT, -- data: none
    stood_ms BIGINT NOT NULL, -- data: none
    extended_at_ms BIGINT, -- data: none
    settled_at_ms BIGINT, -- data: none
    CONSTRAINT request_deadline_pkey PRIMARY KEY (tenant_id, request_id),
    CONSTRAINT request_deadline_tenant_id_request_id_fkey FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
);

CREATE INDEX request_deadline_tenant_id_due_at_ms_idx
    ON request_deadline (tenant_id, due_at_ms, request_id) WHERE settled_at_ms IS NULL;

-- An amount in the smallest unit of its currency (ISO 4217).
CREATE TABLE request_fee (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    request_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    minor_units BIGINT NOT NULL, -- data: none
    currency TEXT COLLATE "C" NOT NULL, -- data: none
    CONSTRAINT request_fee_pkey PRIMARY KEY (tenant_id, request_id),
    CONSTRAINT request_fee_tenant_id_request_id_fkey FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
);

CREATE INDEX request_tenant_id_subject_id_idx
    ON request (tenant_id, subject_id, request_id);

-- The owner is bound by row-level security too, and has entered no tenant.
ALTER TABLE request NO FORCE ROW LEVEL SECURITY;

INSERT INTO request_deadline (tenant_id, request_id, rules, due_at_ms, due_on, stood_ms, settled_at_ms)
SELECT tenant_id, request_id, 'before', received_at_ms + 2419200000, to_char(to_timestamp((received_at_ms + 2419200000) / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 0,
    CASE WHEN state IN ('completed', 'refused', 'withdrawn') THEN changed_at_ms END
FROM request;

ALTER TABLE request FORCE ROW LEVEL SECURITY;

ALTER TABLE tenant_setting ENABLE ROW LEVEL SECURITY;

ALTER TABLE tenant_setting FORCE ROW LEVEL SECURITY;

CREATE POLICY tenant_setting_tenant ON tenant_setting
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE request_template ENABLE ROW LEVEL SECURITY;

ALTER TABLE request_template FORCE ROW LEVEL SECURITY;

CREATE POLICY request_template_tenant ON request_template
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE request_content ENABLE ROW LEVEL SECURITY;

ALTER TABLE request_content FORCE ROW LEVEL SECURITY;

CREATE POLICY request_content_tenant ON request_content
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE request_deadline ENABLE ROW LEVEL SECURITY;

ALTER TABLE request_deadline FORCE ROW LEVEL SECURITY;

CREATE POLICY request_deadline_tenant ON request_deadline
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE request_fee ENABLE ROW LEVEL SECURITY;

ALTER TABLE request_fee FORCE ROW LEVEL SECURITY;

CREATE POLICY request_fee_tenant ON request_fee
    USING (tenant_id = current_setting('lethe.tenant', true));
