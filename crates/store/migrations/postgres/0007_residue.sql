-- Which tenants had subjects erased since the database was last rewritten (see src/residue.rs).
-- Locks: creates a table only. Undo: drop it.

CREATE TABLE residue (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    erasures BIGINT NOT NULL, -- data: none
    CONSTRAINT residue_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT residue_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

ALTER TABLE residue ENABLE ROW LEVEL SECURITY;

ALTER TABLE residue FORCE ROW LEVEL SECURITY;

CREATE POLICY residue_tenant ON residue
    USING (tenant_id = current_setting('lethe.tenant', true));
