-- Trust in plugins: the keys that tenants sign them with, who signed which, what they logged, and how often they
-- failed in a row. Plugins of before are unsigned and have not failed.
-- What a plugin logs is prose from which the engine took the values of its input.
-- Locks: creates tables only. Undo: drop them in reverse order.

CREATE TABLE plugin_key (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    public_key TEXT COLLATE "C" NOT NULL, -- data: none
    label TEXT COLLATE "C" NOT NULL, -- data: none
    created_at_ms BIGINT NOT NULL, -- data: none
    created_by TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    revoked_at_ms BIGINT, -- data: none
    CONSTRAINT plugin_key_pkey PRIMARY KEY (tenant_id, public_key),
    CONSTRAINT plugin_key_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE plugin_signature (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    digest TEXT COLLATE "C" NOT NULL, -- data: none
    public_key TEXT COLLATE "C" NOT NULL, -- data: none
    signature TEXT COLLATE "C" NOT NULL, -- data: none
    CONSTRAINT plugin_signature_pkey PRIMARY KEY (tenant_id, digest),
    CONSTRAINT plugin_signature_tenant_id_digest_fkey
        FOREIGN KEY (tenant_id, digest) REFERENCES plugin (tenant_id, digest),
    CONSTRAINT plugin_signature_tenant_id_public_key_fkey
        FOREIGN KEY (tenant_id, public_key) REFERENCES plugin_key (tenant_id, public_key)
);

CREATE TABLE plugin_log (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    digest TEXT COLLATE "C" NOT NULL, -- data: none
    line_no BIGINT NOT NULL, -- data: none
    level TEXT COLLATE "C" NOT NULL, -- data: none
    line TEXT COLLATE "C" NOT NULL, -- data: none
    at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT plugin_log_pkey PRIMARY KEY (tenant_id, digest, line_no),
    CONSTRAINT plugin_log_tenant_id_digest_fkey
        FOREIGN KEY (tenant_id, digest) REFERENCES plugin (tenant_id, digest)
);

CREATE TABLE plugin_failure (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    digest TEXT COLLATE "C" NOT NULL, -- data: none
    failures BIGINT NOT NULL, -- data: none
    suspended_at_ms BIGINT, -- data: none
    CONSTRAINT plugin_failure_pkey PRIMARY KEY (tenant_id, digest),
    CONSTRAINT plugin_failure_tenant_id_digest_fkey
        FOREIGN KEY (tenant_id, digest) REFERENCES plugin (tenant_id, digest)
);

ALTER TABLE plugin_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE plugin_key FORCE ROW LEVEL SECURITY;

CREATE POLICY plugin_key_tenant ON plugin_key
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE plugin_signature ENABLE ROW LEVEL SECURITY;

ALTER TABLE plugin_signature FORCE ROW LEVEL SECURITY;

CREATE POLICY plugin_signature_tenant ON plugin_signature
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE plugin_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE plugin_log FORCE ROW LEVEL SECURITY;

CREATE POLICY plugin_log_tenant ON plugin_log
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE plugin_failure ENABLE ROW LEVEL SECURITY;

ALTER TABLE plugin_failure FORCE ROW LEVEL SECURITY;

CREATE POLICY plugin_failure_tenant ON plugin_failure
    USING (tenant_id = current_setting('lethe.tenant', true));
