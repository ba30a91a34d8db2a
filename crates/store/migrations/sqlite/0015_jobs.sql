-- Background work, claimed with a lease (due_at_ms lies ahead while somebody works on it) and a fence
-- (who lost the lease writes nothing any more), and the sweeps over the records of a tenant.
-- Each tenant has one job that sweeps daily, under the tenant's own id.
-- Locks: creates tables and indexes only. Undo: drop them in reverse order.

CREATE TABLE job (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    job_id TEXT NOT NULL, -- data: pseudonym
    kind TEXT NOT NULL, -- data: none
    subject TEXT, -- data: pseudonym
    state TEXT NOT NULL, -- data: none
    due_at_ms INTEGER, -- data: none
    fence INTEGER NOT NULL, -- data: none
    attempts INTEGER NOT NULL, -- data: none
    failure TEXT, -- data: none
    created_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT job_pkey PRIMARY KEY (tenant_id, job_id),
    CONSTRAINT job_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_due_at_ms_idx ON job (due_at_ms);

CREATE TABLE retention_sweep (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    sweep_id TEXT NOT NULL, -- data: pseudonym
    dry_run INTEGER NOT NULL, -- data: none
    as_of_ms INTEGER NOT NULL, -- data: none
    position TEXT NOT NULL, -- data: pseudonym
    progress TEXT NOT NULL, -- data: none
    state TEXT NOT NULL, -- data: none
    failure TEXT, -- data: none
    changed_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT retention_sweep_pkey PRIMARY KEY (tenant_id, sweep_id),
    CONSTRAINT retention_sweep_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

-- As receipt, for runs of plugins in sweeps.
CREATE TABLE sweep_receipt (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    sweep_id TEXT NOT NULL, -- data: pseudonym
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
    CONSTRAINT sweep_receipt_pkey PRIMARY KEY (tenant_id, sweep_id, receipt_id),
    CONSTRAINT sweep_receipt_tenant_id_sweep_id_fkey
        FOREIGN KEY (tenant_id, sweep_id) REFERENCES retention_sweep (tenant_id, sweep_id)
) STRICT, WITHOUT ROWID;

INSERT INTO job (tenant_id, job_id, kind, state, due_at_ms, fence, attempts, created_at_ms)
    SELECT tenant_id, tenant_id, 'retention-sweep', 'waiting', 0, 0, 0, created_at_ms FROM tenant;
