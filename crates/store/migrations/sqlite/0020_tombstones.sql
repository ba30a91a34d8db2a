-- Who was forgotten, until it stands in the ledger outside the database (see src/tombstones.rs). A row outlives its
-- tenant and does not refer to it.
-- Locks: creates a table only. Undo: drop it.

CREATE TABLE tombstone (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    commitment BLOB NOT NULL, -- data: pseudonym
    kind TEXT NOT NULL, -- data: none
    CONSTRAINT tombstone_pkey PRIMARY KEY (tenant_id, commitment)
) STRICT, WITHOUT ROWID;
