-- Purposes, the policies that subjects are shown, what they agreed to, and whom not to contact.
-- An event outlives its subject (Art. 7(1) GDPR: the controller must be able to show the consent), so its
-- subject_id is no foreign key; what it says about the person is sealed under the subject's key.
-- Locks: creates tables and triggers only. Undo: drop them in reverse order.

CREATE TABLE purpose (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    name TEXT NOT NULL, -- data: none
    description TEXT NOT NULL, -- data: none
    lawful_basis TEXT NOT NULL, -- data: none
    created_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT purpose_pkey PRIMARY KEY (tenant_id, name),
    CONSTRAINT purpose_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE policy (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    purpose TEXT NOT NULL, -- data: none
    version INTEGER NOT NULL, -- data: none
    language TEXT NOT NULL, -- data: none
    content TEXT NOT NULL, -- data: none
    digest TEXT NOT NULL, -- data: none
    particulars TEXT NOT NULL, -- data: none
    in_force_from_ms INTEGER NOT NULL, -- data: none
    created_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT policy_pkey PRIMARY KEY (tenant_id, purpose, version),
    CONSTRAINT policy_tenant_id_purpose_fkey
        FOREIGN KEY (tenant_id, purpose) REFERENCES purpose (tenant_id, name)
) STRICT, WITHOUT ROWID;

-- event_no counts from 1 for each subject and purpose: clocks of several hosts may differ.
CREATE TABLE consent_event (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    subject_id TEXT NOT NULL, -- data: pseudonym
    purpose TEXT NOT NULL, -- data: none
    event_no INTEGER NOT NULL, -- data: none
    consent_id TEXT NOT NULL, -- data: pseudonym
    event TEXT NOT NULL, -- data: none
    state TEXT NOT NULL, -- data: none
    at_ms INTEGER NOT NULL, -- data: none
    valid_until_ms INTEGER, -- data: none
    policy_version INTEGER, -- data: none
    policy_digest TEXT, -- data: none
    method TEXT NOT NULL, -- data: none
    token_id TEXT NOT NULL, -- data: pseudonym
    label TEXT NOT NULL, -- data: none
    role TEXT NOT NULL, -- data: none
    evidence BLOB, -- data: personal (sealed)
    CONSTRAINT consent_event_pkey PRIMARY KEY (tenant_id, subject_id, purpose, event_no),
    CONSTRAINT consent_event_tenant_id_purpose_fkey
        FOREIGN KEY (tenant_id, purpose) REFERENCES purpose (tenant_id, name)
) STRICT, WITHOUT ROWID;

-- The keyed digest of an address, without the address or the person: it must outlive both.
CREATE TABLE do_not_contact (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    channel TEXT NOT NULL, -- data: none
    digest BLOB NOT NULL, -- data: pseudonym
    created_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT do_not_contact_pkey PRIMARY KEY (tenant_id, channel, digest),
    CONSTRAINT do_not_contact_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER policy_update_refused BEFORE UPDATE ON policy
BEGIN
    SELECT RAISE(ABORT, 'policies are only ever added');
END;

CREATE TRIGGER consent_event_update_refused BEFORE UPDATE ON consent_event
BEGIN
    SELECT RAISE(ABORT, 'consent events are only ever added');
END;
