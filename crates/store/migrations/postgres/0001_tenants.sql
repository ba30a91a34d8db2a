-- Tenants, their wrapped keys and their bearer tokens.
-- Locks: creates tables only. Undo: drop them in reverse order.

CREATE TABLE tenant (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    name TEXT COLLATE "C" NOT NULL, -- data: none
    created_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT tenant_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT tenant_name_key UNIQUE (name)
);

CREATE TABLE tenant_key (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    version BIGINT NOT NULL, -- data: none
    wrapped_key BYTEA NOT NULL, -- data: none
    created_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT tenant_key_pkey PRIMARY KEY (tenant_id, version)
);

-- The only key that does not begin with the tenant: a token is what says which tenant calls.
CREATE TABLE token (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    token_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    token_hash TEXT COLLATE "C" NOT NULL, -- data: none
    role TEXT COLLATE "C" NOT NULL, -- data: none
    label TEXT COLLATE "C" NOT NULL, -- data: none
    created_at_ms BIGINT NOT NULL, -- data: none
    expires_at_ms BIGINT, -- data: none
    revoked_at_ms BIGINT, -- data: none
    CONSTRAINT token_pkey PRIMARY KEY (tenant_id, token_id),
    CONSTRAINT token_token_hash_key UNIQUE (token_hash),
    CONSTRAINT token_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;

ALTER TABLE tenant FORCE ROW LEVEL SECURITY;

CREATE POLICY tenant_tenant ON tenant
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE tenant_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE tenant_key FORCE ROW LEVEL SECURITY;

CREATE POLICY tenant_key_tenant ON tenant_key
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE token ENABLE ROW LEVEL SECURITY;

ALTER TABLE token FORCE ROW LEVEL SECURITY;

CREATE POLICY token_tenant ON token
    USING (tenant_id = current_setting('lethe.tenant', true));

-- The owner, who is the operator and never the application, may look for tenants and tokens.
CREATE POLICY tenant_owner ON tenant FOR SELECT TO CURRENT_USER USING (true);

CREATE POLICY tenant_key_owner ON tenant_key FOR SELECT TO CURRENT_USER USING (true);

CREATE POLICY token_owner ON token FOR SELECT TO CURRENT_USER USING (true);

-- The door: who knows a token learns whose it is, and nobody learns anything else. The body is
-- resolved now, so that no search path of a caller leads it to other tables.
CREATE FUNCTION token_door(hash TEXT, at_ms BIGINT) RETURNS TABLE (
    tenant_id TEXT, token_id TEXT, label TEXT, role TEXT, version BIGINT, wrapped_key BYTEA
) LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT token.tenant_id, token.token_id, token.label, token.role,
        tenant_key.version, tenant_key.wrapped_key
    FROM token JOIN tenant_key ON tenant_key.tenant_id = token.tenant_id
    WHERE token.token_hash = hash AND token.revoked_at_ms IS NULL
        AND (token.expires_at_ms IS NULL OR token.expires_at_ms > at_ms)
    ORDER BY tenant_key.version DESC LIMIT 1;
END;

-- One tenant's key, still wrapped: a host that starts tries its root key on it.
CREATE FUNCTION tenant_key_sample() RETURNS TABLE (
    tenant_id TEXT, version BIGINT, wrapped_key BYTEA
) LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT tenant_key.tenant_id, tenant_key.version, tenant_key.wrapped_key
    FROM tenant_key ORDER BY tenant_key.tenant_id, tenant_key.version DESC LIMIT 1;
END;

REVOKE ALL ON FUNCTION token_door(TEXT, BIGINT), tenant_key_sample() FROM PUBLIC;
