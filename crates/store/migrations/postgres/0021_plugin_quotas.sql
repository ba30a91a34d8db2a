-- What tenants may ask of plugins, and what they asked on which day; and what runs in sweeps took, as `plugin_run`
-- has it for requests. Runs of before are not counted.
-- Locks: creates tables only. Undo: drop them.

CREATE TABLE plugin_quota (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    quota TEXT COLLATE "C" NOT NULL, -- data: none
    changed_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT plugin_quota_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT plugin_quota_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE plugin_usage (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    on_day TEXT COLLATE "C" NOT NULL, -- data: none
    runs BIGINT NOT NULL, -- data: none
    fuel BIGINT NOT NULL, -- data: none
    bytes BIGINT NOT NULL, -- data: none
    CONSTRAINT plugin_usage_pkey PRIMARY KEY (tenant_id, on_day),
    CONSTRAINT plugin_usage_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE sweep_run (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    plugin_digest TEXT COLLATE "C" NOT NULL, -- data: none
    receipt_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    sweep_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    peak_memory_bytes BIGINT NOT NULL, -- data: none
    input_bytes BIGINT NOT NULL, -- data: none
    output_bytes BIGINT NOT NULL, -- data: none
    microseconds BIGINT NOT NULL, -- data: none
    CONSTRAINT sweep_run_pkey PRIMARY KEY (tenant_id, plugin_digest, receipt_id),
    CONSTRAINT sweep_run_tenant_id_sweep_id_receipt_id_fkey
        FOREIGN KEY (tenant_id, sweep_id, receipt_id) REFERENCES sweep_receipt (tenant_id, sweep_id, receipt_id)
);

ALTER TABLE plugin_quota ENABLE ROW LEVEL SECURITY;

ALTER TABLE plugin_quota FORCE ROW LEVEL SECURITY;

CREATE POLICY plugin_quota_tenant ON plugin_quota
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE plugin_usage ENABLE ROW LEVEL SECURITY;

ALTER TABLE plugin_usage FORCE ROW LEVEL SECURITY;

CREATE POLICY plugin_usage_tenant ON plugin_usage
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE sweep_run ENABLE ROW LEVEL SECURITY;

ALTER TABLE sweep_run FORCE ROW LEVEL SECURITY;

CREATE POLICY sweep_run_tenant ON sweep_run
    USING (tenant_id = current_setting('lethe.tenant', true));
