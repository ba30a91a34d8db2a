-- How tenants leave: notice, deliveries of everything, deletion. A row of offboarding outlives its
-- tenant, and so does the note that the database must be rewritten: neither refers to it.
-- Locks: creates tables, rebuilds residue, which has a row a tenant at most, and replaces a function
-- and a trigger.
-- Undo: not once a tenant is deleted.

CREATE TABLE offboarding (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    token_hash TEXT COLLATE "C" NOT NULL, -- data: none
    state TEXT COLLATE "C" NOT NULL, -- data: none
    notice TEXT COLLATE "C" NOT NULL, -- data: none
    delivery TEXT COLLATE "C", -- data: none
    deleted TEXT COLLATE "C" NOT NULL, -- data: none
    changed_at_ms BIGINT NOT NULL, -- data: none
    certificate TEXT COLLATE "C", -- data: none
    CONSTRAINT offboarding_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT offboarding_token_hash_key UNIQUE (token_hash)
);

CREATE TABLE delivery (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    delivery_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    begun_at_ms BIGINT NOT NULL, -- data: none
    finished_at_ms BIGINT, -- data: none
    manifest_digest TEXT COLLATE "C", -- data: none
    CONSTRAINT delivery_pkey PRIMARY KEY (tenant_id, delivery_id),
    CONSTRAINT delivery_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE delivered_file (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    delivery_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    file_no BIGINT NOT NULL, -- data: none
    name TEXT COLLATE "C" NOT NULL, -- data: none
    digest TEXT COLLATE "C" NOT NULL, -- data: none
    size_bytes BIGINT NOT NULL, -- data: none
    row_count BIGINT NOT NULL, -- data: none
    CONSTRAINT delivered_file_pkey PRIMARY KEY (tenant_id, delivery_id, file_no),
    CONSTRAINT delivered_file_tenant_id_delivery_id_fkey
        FOREIGN KEY (tenant_id, delivery_id) REFERENCES delivery (tenant_id, delivery_id)
);

CREATE TABLE residue_of_all (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    erasures BIGINT NOT NULL, -- data: none
    CONSTRAINT residue_of_all_pkey PRIMARY KEY (tenant_id)
);

DROP TABLE residue;

ALTER TABLE residue_of_all RENAME TO residue;

ALTER TABLE residue ENABLE ROW LEVEL SECURITY;

ALTER TABLE residue FORCE ROW LEVEL SECURITY;

CREATE POLICY residue_tenant ON residue
    USING (tenant_id = current_setting('lethe.tenant', true));

CREATE FUNCTION audit_event_delete_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM offboarding
        WHERE offboarding.tenant_id = OLD.tenant_id AND offboarding.state = 'deleting') THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'audit events are only ever added';
END;
$$;

DROP TRIGGER audit_event_delete_refused ON audit_event;

CREATE TRIGGER audit_event_delete_refused BEFORE DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_delete_refused();

ALTER TABLE offboarding ENABLE ROW LEVEL SECURITY;

ALTER TABLE offboarding FORCE ROW LEVEL SECURITY;

CREATE POLICY offboarding_tenant ON offboarding
    USING (tenant_id = current_setting('lethe.tenant', true));

-- The owner, who is the operator and never the application, sees who left.
CREATE POLICY offboarding_owner ON offboarding FOR SELECT TO CURRENT_USER USING (true);

ALTER TABLE delivery ENABLE ROW LEVEL SECURITY;

ALTER TABLE delivery FORCE ROW LEVEL SECURITY;

CREATE POLICY delivery_tenant ON delivery
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE delivered_file ENABLE ROW LEVEL SECURITY;

ALTER TABLE delivered_file FORCE ROW LEVEL SECURITY;

CREATE POLICY delivered_file_tenant ON delivered_file
    USING (tenant_id = current_setting('lethe.tenant', true));

-- What is never deleted otherwise goes with a tenant that is being deleted, and only then.
CREATE POLICY tenant_leaves ON tenant AS RESTRICTIVE FOR DELETE
    USING (EXISTS (SELECT 1 FROM offboarding
        WHERE offboarding.tenant_id = tenant.tenant_id AND offboarding.state = 'deleting'));

CREATE POLICY tenant_key_leaves ON tenant_key AS RESTRICTIVE FOR DELETE
    USING (EXISTS (SELECT 1 FROM offboarding
        WHERE offboarding.tenant_id = tenant_key.tenant_id AND offboarding.state = 'deleting'));

CREATE POLICY consent_event_leaves ON consent_event AS RESTRICTIVE FOR DELETE
    USING (EXISTS (SELECT 1 FROM offboarding
        WHERE offboarding.tenant_id = consent_event.tenant_id AND offboarding.state = 'deleting'));

CREATE POLICY policy_leaves ON policy AS RESTRICTIVE FOR DELETE
    USING (EXISTS (SELECT 1 FROM offboarding
        WHERE offboarding.tenant_id = policy.tenant_id AND offboarding.state = 'deleting'));

-- The door of background work, as before, and also for a tenant whose keys are gone already.
CREATE OR REPLACE FUNCTION job_door(at_ms BIGINT) RETURNS TABLE (
    tenant_id TEXT, version BIGINT, wrapped_key BYTEA
) LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT job.tenant_id, tenant_key.version, tenant_key.wrapped_key
    FROM job LEFT JOIN tenant_key ON tenant_key.tenant_id = job.tenant_id
    WHERE job.due_at_ms <= at_ms
    ORDER BY job.due_at_ms, job.tenant_id, tenant_key.version DESC LIMIT 1;
END;

-- The door of who has left: who knows the token that gave notice learns whose it was.
CREATE FUNCTION offboarding_door(hash TEXT) RETURNS TABLE (tenant_id TEXT)
LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT offboarding.tenant_id FROM offboarding WHERE offboarding.token_hash = hash;
END;

REVOKE ALL ON FUNCTION offboarding_door(TEXT) FROM PUBLIC;
