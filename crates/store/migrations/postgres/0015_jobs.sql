-- Background work, claimed with a lease (due_at_ms lies ahead while somebody works on it) and a fence
-- (who lost the lease writes nothing any more), and the sweeps over the records of a tenant.
-- Each tenant has one job that sweeps daily, under the tenant's own id.
-- Locks: creates tables and indexes only. Undo: drop them in reverse order.

CREATE TABLE job (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    job_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    kind TEXT COLLATE "C" NOT NULL, -- data: none
    subject TEXT COLLATE "C", -- data: pseudonym
    state TEXT COLLATE "C" NOT NULL, -- data: none
    due_at_ms BIGINT, -- data: none
    fence BIGINT NOT NULL, -- data: none
    attempts BIGINT NOT NULL, -- data: none
    failure TEXT COLLATE "C", -- data: none
    created_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT job_pkey PRIMARY KEY (tenant_id, job_id),
    CONSTRAINT job_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE INDEX job_due_at_ms_idx ON job (due_at_ms);

CREATE TABLE retention_sweep (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    sweep_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    dry_run BIGINT NOT NULL, -- data: none
    as_of_ms BIGINT NOT NULL, -- data: none
    position TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    progress TEXT COLLATE "C" NOT NULL, -- data: none
    state TEXT COLLATE "C" NOT NULL, -- data: none
    failure TEXT COLLATE "C", -- data: none
    changed_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT retention_sweep_pkey PRIMARY KEY (tenant_id, sweep_id),
    CONSTRAINT retention_sweep_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

-- As receipt, for runs of plugins in sweeps.
CREATE TABLE sweep_receipt (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    sweep_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
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
    CONSTRAINT sweep_receipt_pkey PRIMARY KEY (tenant_id, sweep_id, receipt_id),
    CONSTRAINT sweep_receipt_tenant_id_sweep_id_fkey
        FOREIGN KEY (tenant_id, sweep_id) REFERENCES retention_sweep (tenant_id, sweep_id)
);

INSERT INTO job (tenant_id, job_id, kind, state, due_at_ms, fence, attempts, created_at_ms)
    SELECT tenant_id, tenant_id, 'retention-sweep', 'waiting', 0, 0, 0, created_at_ms FROM tenant;

ALTER TABLE job ENABLE ROW LEVEL SECURITY;

ALTER TABLE job FORCE ROW LEVEL SECURITY;

CREATE POLICY job_tenant ON job
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE retention_sweep ENABLE ROW LEVEL SECURITY;

ALTER TABLE retention_sweep FORCE ROW LEVEL SECURITY;

CREATE POLICY retention_sweep_tenant ON retention_sweep
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE sweep_receipt ENABLE ROW LEVEL SECURITY;

ALTER TABLE sweep_receipt FORCE ROW LEVEL SECURITY;

CREATE POLICY sweep_receipt_tenant ON sweep_receipt
    USING (tenant_id = current_setting('lethe.tenant', true));

-- The owner of the tables looks for due jobs on behalf of the application, see job_door.
CREATE POLICY job_owner ON job FOR SELECT TO CURRENT_USER USING (true);

-- The door of background work: who asks learns whose job is due next, and nothing else.
CREATE FUNCTION job_door(at_ms BIGINT) RETURNS TABLE (
    tenant_id TEXT, version BIGINT, wrapped_key BYTEA
) LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT job.tenant_id, tenant_key.version, tenant_key.wrapped_key
    FROM job JOIN tenant_key ON tenant_key.tenant_id = job.tenant_id
    WHERE job.due_at_ms <= at_ms
    ORDER BY job.due_at_ms, job.tenant_id, tenant_key.version DESC LIMIT 1;
END;

REVOKE ALL ON FUNCTION job_door(BIGINT) FROM PUBLIC;
