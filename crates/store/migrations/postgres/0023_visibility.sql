-- Who sees which fields of a collection; groups and types of accounts.
-- Locks: creates tables, and adds a column to `account`, for a moment. Undo: drop them.

CREATE TABLE visibility (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    collection TEXT COLLATE "C" NOT NULL, -- data: none
    rules TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    changed_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT visibility_pkey PRIMARY KEY (tenant_id, collection),
    CONSTRAINT visibility_tenant_id_collection_fkey
        FOREIGN KEY (tenant_id, collection) REFERENCES collection (tenant_id, name)
);

CREATE TABLE account_group (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    group_name TEXT COLLATE "C" NOT NULL, -- data: none
    account_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    CONSTRAINT account_group_pkey PRIMARY KEY (tenant_id, group_name, account_id),
    CONSTRAINT account_group_tenant_id_account_id_fkey
        FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, account_id)
);

CREATE INDEX account_group_tenant_id_account_id_idx ON account_group (tenant_id, account_id);

ALTER TABLE account ADD COLUMN account_type TEXT COLLATE "C"; -- data: none

ALTER TABLE visibility ENABLE ROW LEVEL SECURITY;

ALTER TABLE visibility FORCE ROW LEVEL SECURITY;

CREATE POLICY visibility_tenant ON visibility
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE account_group ENABLE ROW LEVEL SECURITY;

ALTER TABLE account_group FORCE ROW LEVEL SECURITY;

CREATE POLICY account_group_tenant ON account_group
    USING (tenant_id = current_setting('lethe.tenant', true));
