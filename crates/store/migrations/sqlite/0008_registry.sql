-- Who decided on a plugin, and which versions of it were active before.
-- A plugin without a row in plugin_standing was kept before there were decisions: it counts as approved.
-- Locks: creates tables only. Undo: drop them in reverse order.

CREATE TABLE plugin_standing (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    digest TEXT NOT NULL, -- data: none
    state TEXT NOT NULL, -- data: none
    changed_at_ms INTEGER NOT NULL, -- data: none
    changed_by TEXT NOT NULL, -- data: pseudonym
    reason TEXT, -- data: none
    CONSTRAINT plugin_standing_pkey PRIMARY KEY (tenant_id, digest),
    CONSTRAINT plugin_standing_tenant_id_digest_fkey
        FOREIGN KEY (tenant_id, digest) REFERENCES plugin (tenant_id, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE plugin_activation (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    name TEXT NOT NULL, -- data: none
    activation_no INTEGER NOT NULL, -- data: none
    digest TEXT NOT NULL, -- data: none
    CONSTRAINT plugin_activation_pkey PRIMARY KEY (tenant_id, name, activation_no),
    CONSTRAINT plugin_activation_tenant_id_digest_fkey
        FOREIGN KEY (tenant_id, digest) REFERENCES plugin (tenant_id, digest)
) STRICT, WITHOUT ROWID;
