-- What runs of plugins took of their limits, by plugin. Receipts of before have no row here.
-- Locks: creates a table only. Undo: drop it.

CREATE TABLE plugin_run (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    plugin_digest TEXT COLLATE "C" NOT NULL, -- data: none
    receipt_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    request_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    peak_memory_bytes BIGINT NOT NULL, -- data: none
    input_bytes BIGINT NOT NULL, -- data: none
    output_bytes BIGINT NOT NULL, -- data: none
    microseconds BIGINT NOT NULL, -- data: none
    CONSTRAINT plugin_run_pkey PRIMARY KEY (tenant_id, plugin_digest, receipt_id),
    CONSTRAINT plugin_run_tenant_id_request_id_receipt_id_fkey
        FOREIGN KEY (tenant_id, request_id, receipt_id) REFERENCES receipt (tenant_id, request_id, receipt_id)
);

ALTER TABLE plugin_run ENABLE ROW LEVEL SECURITY;

ALTER TABLE plugin_run FORCE ROW LEVEL SECURITY;

CREATE POLICY plugin_run_tenant ON plugin_run
    USING (tenant_id = current_setting('lethe.tenant', true));
