-- Plugins of tenants: what they say of themselves, their bytes, and which one is active.
-- Bytes have tables of their own, so that listing plugins does not read megabytes.
-- Locks: creates tables only. Undo: drop them in reverse order.

CREATE TABLE plugin (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    digest TEXT COLLATE "C" NOT NULL, -- data: none
    name TEXT COLLATE "C" NOT NULL, -- data: none
    version TEXT COLLATE "C" NOT NULL, -- data: none
    description TEXT COLLATE "C" NOT NULL, -- data: none
    size_bytes BIGINT NOT NULL, -- data: none
    uploaded_at_ms BIGINT NOT NULL, -- data: none
    uploaded_by TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    CONSTRAINT plugin_pkey PRIMARY KEY (tenant_id, digest),
    CONSTRAINT plugin_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE plugin_component (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    digest TEXT COLLATE "C" NOT NULL, -- data: none
    component BYTEA NOT NULL, -- data: none
    CONSTRAINT plugin_component_pkey PRIMARY KEY (tenant_id, digest),
    CONSTRAINT plugin_component_tenant_id_digest_fkey
        FOREIGN KEY (tenant_id, digest) REFERENCES plugin (tenant_id, digest)
);

CREATE TABLE plugin_artifact (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    digest TEXT COLLATE "C" NOT NULL, -- data: none
    engine TEXT COLLATE "C" NOT NULL, -- data: none
    artifact BYTEA NOT NULL, -- data: none
    CONSTRAINT plugin_artifact_pkey PRIMARY KEY (tenant_id, digest, engine),
    CONSTRAINT plugin_artifact_tenant_id_digest_fkey
        FOREIGN KEY (tenant_id, digest) REFERENCES plugin (tenant_id, digest)
);

CREATE TABLE plugin_active (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    name TEXT COLLATE "C" NOT NULL, -- data: none
    digest TEXT COLLATE "C" NOT NULL, -- data: none
    activated_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT plugin_active_pkey PRIMARY KEY (tenant_id, name),
    CONSTRAINT plugin_active_tenant_id_digest_fkey
        FOREIGN KEY (tenant_id, digest) REFERENCES plugin (tenant_id, digest)
);

ALTER TABLE plugin ENABLE ROW LEVEL SECURITY;

ALTER TABLE plugin FORCE ROW LEVEL SECURITY;

CREATE POLICY plugin_tenant ON plugin
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE plugin_component ENABLE ROW LEVEL SECURITY;

ALTER TABLE plugin_component FORCE ROW LEVEL SECURITY;

CREATE POLICY plugin_component_tenant ON plugin_component
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE plugin_artifact ENABLE ROW LEVEL SECURITY;

ALTER TABLE plugin_artifact FORCE ROW LEVEL SECURITY;

CREATE POLICY plugin_artifact_tenant ON plugin_artifact
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE plugin_active ENABLE ROW LEVEL SECURITY;

ALTER TABLE plugin_active FORCE ROW LEVEL SECURITY;

CREATE POLICY plugin_active_tenant ON plugin_active
    USING (tenant_id = current_setting('lethe.tenant', true));
