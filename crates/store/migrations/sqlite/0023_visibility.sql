-- Who sees which fields of a collection; groups and types of accounts.
-- Locks: creates tables, and adds a column to `account`, for a moment. Undo: drop them.

CREATE TABLE visibility (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    collection TEXT NOT NULL, -- data: none
    rules TEXT NOT NULL, -- data: pseudonym
    changed_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT visibility_pkey PRIMARY KEY (tenant_id, collection),
    CONSTRAINT visibility_tenant_id_collection_fkey
        FOREIGN KEY (tenant_id, collection) REFERENCES collection (tenant_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_group (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    group_name TEXT NOT NULL, -- data: none
    account_id TEXT NOT NULL, -- data: pseudonym
    CONSTRAINT account_group_pkey PRIMARY KEY (tenant_id, group_name, account_id),
    CONSTRAINT account_group_tenant_id_account_id_fkey
        FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_group_tenant_id_account_id_idx ON account_group (tenant_id, account_id);

ALTER TABLE account ADD COLUMN account_type TEXT; -- data: none
