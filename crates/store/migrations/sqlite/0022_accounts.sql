-- Accounts of people, the devices that they use, wrong guesses, and which passwords a tenant takes; and tokens that are
-- sessions of accounts: they end when they are not used for so long.
-- Locks: creates tables, and adds columns to `token`, for a moment. Undo: drop them, and make the door of 0001 again.

CREATE TABLE account (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    account_id TEXT NOT NULL, -- data: pseudonym
    login_digest BLOB NOT NULL, -- data: pseudonym
    profile BLOB NOT NULL, -- data: personal (sealed)
    role TEXT NOT NULL, -- data: none
    enabled INTEGER NOT NULL, -- data: none
    subject_id TEXT, -- data: pseudonym
    password_hash TEXT, -- data: none
    password_changed_at_ms INTEGER, -- data: none
    password_history TEXT NOT NULL, -- data: none
    activation_hash TEXT, -- data: none
    activation_expires_at_ms INTEGER, -- data: none
    authenticator BLOB, -- data: personal (sealed)
    authenticator_confirmed INTEGER NOT NULL, -- data: none
    authenticator_step INTEGER, -- data: none
    recovery_hashes TEXT NOT NULL, -- data: none
    revision INTEGER NOT NULL, -- data: none
    created_at_ms INTEGER NOT NULL, -- data: none
    changed_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT account_pkey PRIMARY KEY (tenant_id, account_id),
    CONSTRAINT account_tenant_id_login_digest_key UNIQUE (tenant_id, login_digest),
    CONSTRAINT account_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE known_device (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    device_hash TEXT NOT NULL, -- data: none
    account_id TEXT NOT NULL, -- data: pseudonym
    seen_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT known_device_pkey PRIMARY KEY (tenant_id, device_hash),
    CONSTRAINT known_device_tenant_id_account_id_fkey
        FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE guess (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    holder TEXT NOT NULL, -- data: pseudonym
    in_a_row INTEGER NOT NULL, -- data: none
    last_at_ms INTEGER, -- data: none
    CONSTRAINT guess_pkey PRIMARY KEY (tenant_id, holder),
    CONSTRAINT guess_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE password_policy (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    policy TEXT NOT NULL, -- data: none
    changed_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT password_policy_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT password_policy_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE token ADD COLUMN account_id TEXT; -- data: pseudonym

ALTER TABLE token ADD COLUMN authenticated_at_ms INTEGER; -- data: none

ALTER TABLE token ADD COLUMN used_at_ms INTEGER; -- data: none

ALTER TABLE token ADD COLUMN idle_ms INTEGER; -- data: none

CREATE INDEX token_tenant_id_account_id_idx ON token (tenant_id, account_id);
