-- Accounts of people, the devices that they use, wrong guesses, and which passwords a tenant takes; and tokens that are
-- sessions of accounts: they end when they are not used for so long.
-- Locks: creates tables, and adds columns to `token`, for a moment. Undo: drop them, and make the door of 0001 again.

CREATE TABLE account (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    account_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    login_digest BYTEA NOT NULL, -- data: pseudonym
    profile BYTEA NOT NULL, -- data: personal (sealed)
    role TEXT COLLATE "C" NOT NULL, -- data: none
    enabled BIGINT NOT NULL, -- data: none
    subject_id TEXT COLLATE "C", -- data: pseudonym
    password_hash TEXT COLLATE "C", -- data: none
    password_changed_at_ms BIGINT, -- data: none
    password_history TEXT COLLATE "C" NOT NULL, -- data: none
    activation_hash TEXT COLLATE "C", -- data: none
    activation_expires_at_ms BIGINT, -- data: none
    authenticator BYTEA, -- data: personal (sealed)
    authenticator_confirmed BIGINT NOT NULL, -- data: none
    authenticator_step BIGINT, -- data: none
    recovery_hashes TEXT COLLATE "C" NOT NULL, -- data: none
    revision BIGINT NOT NULL, -- data: none
    created_at_ms BIGINT NOT NULL, -- data: none
    changed_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT account_pkey PRIMARY KEY (tenant_id, account_id),
    CONSTRAINT account_tenant_id_login_digest_key UNIQUE (tenant_id, login_digest),
    CONSTRAINT account_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE known_device (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    device_hash TEXT COLLATE "C" NOT NULL, -- data: none
    account_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    seen_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT known_device_pkey PRIMARY KEY (tenant_id, device_hash),
    CONSTRAINT known_device_tenant_id_account_id_fkey
        FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, account_id)
);

CREATE TABLE guess (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    holder TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    in_a_row BIGINT NOT NULL, -- data: none
    last_at_ms BIGINT, -- data: none
    CONSTRAINT guess_pkey PRIMARY KEY (tenant_id, holder),
    CONSTRAINT guess_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE password_policy (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    policy TEXT COLLATE "C" NOT NULL, -- data: none
    changed_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT password_policy_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT password_policy_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

ALTER TABLE token ADD COLUMN account_id TEXT COLLATE "C"; -- data: pseudonym

ALTER TABLE token ADD COLUMN authenticated_at_ms BIGINT; -- data: none

ALTER TABLE token ADD COLUMN used_at_ms BIGINT; -- data: none

ALTER TABLE token ADD COLUMN idle_ms BIGINT; -- data: none

CREATE INDEX token_tenant_id_account_id_idx ON token (tenant_id, account_id);

ALTER TABLE account ENABLE ROW LEVEL SECURITY;

ALTER TABLE account FORCE ROW LEVEL SECURITY;

CREATE POLICY account_tenant ON account
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE known_device ENABLE ROW LEVEL SECURITY;

ALTER TABLE known_device FORCE ROW LEVEL SECURITY;

CREATE POLICY known_device_tenant ON known_device
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE guess ENABLE ROW LEVEL SECURITY;

ALTER TABLE guess FORCE ROW LEVEL SECURITY;

CREATE POLICY guess_tenant ON guess
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE password_policy ENABLE ROW LEVEL SECURITY;

ALTER TABLE password_policy FORCE ROW LEVEL SECURITY;

CREATE POLICY password_policy_tenant ON password_policy
    USING (tenant_id = current_setting('lethe.tenant', true));

DROP FUNCTION token_door(TEXT, BIGINT);

-- The door, as before, and with what a session is.
CREATE FUNCTION token_door(hash TEXT, at_ms BIGINT) RETURNS TABLE (
    tenant_id TEXT, token_id TEXT, label TEXT, role TEXT, account_id TEXT, authenticated_at_ms BIGINT,
    used_at_ms BIGINT, idle_ms BIGINT, version BIGINT, wrapped_key BYTEA
) LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT token.tenant_id, token.token_id, token.label, token.role, token.account_id,
        token.authenticated_at_ms, token.used_at_ms, token.idle_ms,
        tenant_key.version, tenant_key.wrapped_key
    FROM token JOIN tenant_key ON tenant_key.tenant_id = token.tenant_id
    WHERE token.token_hash = hash AND token.revoked_at_ms IS NULL
        AND (token.expires_at_ms IS NULL OR token.expires_at_ms > at_ms)
        AND (token.idle_ms IS NULL OR token.used_at_ms + token.idle_ms > at_ms)
    ORDER BY tenant_key.version DESC LIMIT 1;
END;

REVOKE ALL ON FUNCTION token_door(TEXT, BIGINT) FROM PUBLIC;
