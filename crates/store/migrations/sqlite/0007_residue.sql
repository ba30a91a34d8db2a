-- Which tenants had subjects erased since the database was last rewritten (see src/residue.rs).
-- Locks: creates a table only. Undo: drop it.

CREATE TABLE residue (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    erasures INTEGER NOT NULL, -- data: none
    CONSTRAINT residue_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT residue_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;
