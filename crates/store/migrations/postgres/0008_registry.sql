-- Who decided on a plugin, and which versions of it were active before.
-- A plugin without a row in plugin_standing was kept before there were decisions: it counts as approved.
-- Locks: creates tables only. Undo: drop them in reverse order.

CREATE TABLE plugin_standing (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    digest TEXT COLLATE "C" NOT NULL, -- data: none
    state TEXT COLLATE "C" NOT NULL, -- data: none
    changed_at_ms BIGINT NOT NULL, -- data: none
    changed_by TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    reason TEXT COLLATE "C", -- data: none
    CONSTRAINT plugin_standing_pkey PRIMARY KEY (tenant_id, digest),
    CONSTRAINT plugin_standing_tenant_id_digest_fkey
        FOREIGN KEY (tenant_id, digest) REFERENCES plugin (tenant_id, digest)
);

CREATE TABLE plugin_activation (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    name TEXT COLLATE "C" NOT NULL, -- data: none
    activation_no BIGINT NOT NULL, -- data: none
    digest TEXT COLLATE "C" NOT NULL, -- data: none
    CONSTRAINT plugin_activation_pkey PRIMARY KEY (tenant_id, name, activation_no),
    CONSTRAINT plugin_activation_tenant_id_digest_fkey
        FOREIGN KEY (tenant_id, digest) REFERENCES plugin (tenant_id, digest)
);

ALTER TABLE plugin_standing ENABLE ROW LEVEL SECURITY;

ALTER TABLE plugin_standing FORCE ROW LEVEL SECURITY;

CREATE POLICY plugin_standing_tenant ON plugin_standing
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE plugin_activation ENABLE ROW LEVEL SECURITY;

ALTER TABLE plugin_activation FORCE ROW LEVEL SECURITY;

CREATE POLICY plugin_activation_tenant ON plugin_activation
    USING (tenant_id = current_setting('lethe.tenant', true));
