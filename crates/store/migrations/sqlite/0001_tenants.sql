-- Tenants, their wrapped keys and their bearer tokens.
-- Locks: creates tables only. Undo: drop them in reverse order.

CREATE TABLE tenant (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    name TEXT NOT NULL, -- data: none
    created_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT tenant_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT tenant_name_key UNIQUE (name)
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant_key (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    version INTEGER NOT NULL, -- data: none
    wrapped_key BLOB NOT NULL, -- data: none
    created_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT tenant_key_pkey PRIMARY KEY (tenant_id, version)
) STRICT, WITHOUT ROWID;

-- The only key that does not begin with the tenant: a token is what says which tenant calls.
CREATE TABLE token (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    token_id TEXT NOT NULL, -- data: pseudonym
    token_hash TEXT NOT NULL, -- data: none
    role TEXT NOT NULL, -- data: none
    label TEXT NOT NULL, -- data: none
    created_at_ms INTEGER NOT NULL, -- data: none
    expires_at_ms INTEGER, -- data: none
    revoked_at_ms INTEGER, -- data: none
    CONSTRAINT token_pkey PRIMARY KEY (tenant_id, token_id),
    CONSTRAINT token_token_hash_key UNIQUE (token_hash),
    CONSTRAINT token_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;
