-- Who was forgotten, until it stands in the ledger outside the database (see src/tombstones.rs). A row outlives its
-- tenant and does not refer to it.
-- Locks: creates a table and a function only. Undo: drop them.

CREATE TABLE tombstone (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    commitment BYTEA NOT NULL, -- data: pseudonym
    kind TEXT COLLATE "C" NOT NULL, -- data: none
    CONSTRAINT tombstone_pkey PRIMARY KEY (tenant_id, commitment)
);

ALTER TABLE tombstone ENABLE ROW LEVEL SECURITY;

ALTER TABLE tombstone FORCE ROW LEVEL SECURITY;

CREATE POLICY tombstone_tenant ON tombstone
    USING (tenant_id = current_setting('lethe.tenant', true));

CREATE POLICY tombstone_owner ON tombstone FOR SELECT TO CURRENT_USER USING (true);

-- Which wait for the ledger. They say nothing to who does not know the ids.
CREATE FUNCTION tombstone_door(most BIGINT) RETURNS TABLE (
    tenant_id TEXT, commitment BYTEA, kind TEXT
) LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT tombstone.tenant_id, tombstone.commitment, tombstone.kind
    FROM tombstone ORDER BY tombstone.tenant_id, tombstone.commitment LIMIT most;
END;

REVOKE ALL ON FUNCTION tombstone_door(BIGINT) FROM PUBLIC;
