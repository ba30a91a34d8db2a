-- Plugins of tenants: what they say of themselves, their bytes, and which one is active.
-- Bytes have tables of their own, so that listing plugins does not read megabytes.
-- Locks: creates tables only. Undo: drop them in reverse order.

CREATE TABLE plugin (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    digest TEXT NOT NULL, -- data: none
    name TEXT NOT NULL, -- data: none
    version TEXT NOT NULL, -- data: none
    description TEXT NOT NULL, -- data: none
    size_bytes INTEGER NOT NULL, -- data: none
    uploaded_at_ms INTEGER NOT NULL, -- data: none
    uploaded_by TEXT NOT NULL, -- data: pseudonym
    CONSTRAINT plugin_pkey PRIMARY KEY (tenant_id, digest),
    CONSTRAINT plugin_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE plugin_component (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    digest TEXT NOT NULL, -- data: none
    component BLOB NOT NULL, -- data: none
    CONSTRAINT plugin_component_pkey PRIMARY KEY (tenant_id, digest),
    CONSTRAINT plugin_component_tenant_id_digest_fkey
        FOREIGN KEY (tenant_id, digest) REFERENCES plugin (tenant_id, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE plugin_artifact (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    digest TEXT NOT NULL, -- data: none
    engine TEXT NOT NULL, -- data: none
    artifact BLOB NOT NULL, -- data: none
    CONSTRAINT plugin_artifact_pkey PRIMARY KEY (tenant_id, digest, engine),
    CONSTRAINT plugin_artifact_tenant_id_digest_fkey
        FOREIGN KEY (tenant_id, digest) REFERENCES plugin (tenant_id, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE plugin_active (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    name TEXT NOT NULL, -- data: none
    digest TEXT NOT NULL, -- data: none
    activated_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT plugin_active_pkey PRIMARY KEY (tenant_id, name),
    CONSTRAINT plugin_active_tenant_id_digest_fkey
        FOREIGN KEY (tenant_id, digest) REFERENCES plugin (tenant_id, digest)
) STRICT, WITHOUT ROWID;
