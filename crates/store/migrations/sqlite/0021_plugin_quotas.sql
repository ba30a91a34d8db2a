-- What tenants may ask of plugins, and what they asked on which day; and what runs in sweeps took, as `plugin_run`
-- has it for requests. Runs of before are not counted.
-- Locks: creates tables only. Undo: drop them.

CREATE TABLE plugin_quota (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    quota TEXT NOT NULL, -- data: none
    changed_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT plugin_quota_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT plugin_quota_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE plugin_usage (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    on_day TEXT NOT NULL, -- data: none
    runs INTEGER NOT NULL, -- data: none
    fuel INTEGER NOT NULL, -- data: none
    bytes INTEGER NOT NULL, -- data: none
    CONSTRAINT plugin_usage_pkey PRIMARY KEY (tenant_id, on_day),
    CONSTRAINT plugin_usage_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sweep_run (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    plugin_digest TEXT NOT NULL, -- data: none
    receipt_id TEXT NOT NULL, -- data: pseudonym
    sweep_id TEXT NOT NULL, -- data: pseudonym
    peak_memory_bytes INTEGER NOT NULL, -- data: none
    input_bytes INTEGER NOT NULL, -- data: none
    output_bytes INTEGER NOT NULL, -- data: none
    microseconds INTEGER NOT NULL, -- data: none
    CONSTRAINT sweep_run_pkey PRIMARY KEY (tenant_id, plugin_digest, receipt_id),
    CONSTRAINT sweep_run_tenant_id_sweep_id_receipt_id_fkey
        FOREIGN KEY (tenant_id, sweep_id, receipt_id) REFERENCES sweep_receipt (tenant_id, sweep_id, receipt_id)
) STRICT, WITHOUT ROWID;
