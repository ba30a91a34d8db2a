-- Purposes, the policies that subjects are shown, what they agreed to, and whom not to contact.
-- An event outlives its subject (Art. 7(1) GDPR: the controller must be able to show the consent), so its
-- subject_id is no foreign key; what it says about the person is sealed under the subject's key.
-- Locks: creates tables and triggers only. Undo: drop them in reverse order.

CREATE TABLE purpose (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    name TEXT COLLATE "C" NOT NULL, -- data: none
    description TEXT COLLATE "C" NOT NULL, -- data: none
    lawful_basis TEXT COLLATE "C" NOT NULL, -- data: none
    created_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT purpose_pkey PRIMARY KEY (tenant_id, name),
    CONSTRAINT purpose_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE policy (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    purpose TEXT COLLATE "C" NOT NULL, -- data: none
    version BIGINT NOT NULL, -- data: none
    language TEXT COLLATE "C" NOT NULL, -- data: none
    content TEXT COLLATE "C" NOT NULL, -- data: none
    digest TEXT COLLATE "C" NOT NULL, -- data: none
    particulars TEXT COLLATE "C" NOT NULL, -- data: none
    in_force_from_ms BIGINT NOT NULL, -- data: none
    created_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT policy_pkey PRIMARY KEY (tenant_id, purpose, version),
    CONSTRAINT policy_tenant_id_purpose_fkey
        FOREIGN KEY (tenant_id, purpose) REFERENCES purpose (tenant_id, name)
);

-- event_no counts from 1 for each subject and purpose: clocks of several hosts may differ.
CREATE TABLE consent_event (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    subject_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    purpose TEXT COLLATE "C" NOT NULL, -- data: none
    event_no BIGINT NOT NULL, -- data: none
    consent_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    event TEXT COLLATE "C" NOT NULL, -- data: none
    state TEXT COLLATE "C" NOT NULL, -- data: none
    at_ms BIGINT NOT NULL, -- data: none
    valid_until_ms BIGINT, -- data: none
    policy_version BIGINT, -- data: none
    policy_digest TEXT COLLATE "C", -- data: none
    method TEXT COLLATE "C" NOT NULL, -- data: none
    token_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    label TEXT COLLATE "C" NOT NULL, -- data: none
    role TEXT COLLATE "C" NOT NULL, -- data: none
    evidence BYTEA, -- data: personal (sealed)
    CONSTRAINT consent_event_pkey PRIMARY KEY (tenant_id, subject_id, purpose, event_no),
    CONSTRAINT consent_event_tenant_id_purpose_fkey
        FOREIGN KEY (tenant_id, purpose) REFERENCES purpose (tenant_id, name)
);

-- The keyed digest of an address, without the address or the person: it must outlive both.
CREATE TABLE do_not_contact (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    channel TEXT COLLATE "C" NOT NULL, -- data: none
    digest BYTEA NOT NULL, -- data: pseudonym
    created_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT do_not_contact_pkey PRIMARY KEY (tenant_id, channel, digest),
    CONSTRAINT do_not_contact_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE FUNCTION policy_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'policies are only ever added';
END;
$$;

CREATE TRIGGER policy_update_refused BEFORE UPDATE ON policy
    FOR EACH ROW EXECUTE FUNCTION policy_refused();

CREATE FUNCTION consent_event_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'consent events are only ever added';
END;
$$;

CREATE TRIGGER consent_event_update_refused BEFORE UPDATE ON consent_event
    FOR EACH ROW EXECUTE FUNCTION consent_event_refused();

ALTER TABLE purpose ENABLE ROW LEVEL SECURITY;

ALTER TABLE purpose FORCE ROW LEVEL SECURITY;

CREATE POLICY purpose_tenant ON purpose
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE policy ENABLE ROW LEVEL SECURITY;

ALTER TABLE policy FORCE ROW LEVEL SECURITY;

CREATE POLICY policy_tenant ON policy
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE consent_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE consent_event FORCE ROW LEVEL SECURITY;

CREATE POLICY consent_event_tenant ON consent_event
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE do_not_contact ENABLE ROW LEVEL SECURITY;

ALTER TABLE do_not_contact FORCE ROW LEVEL SECURITY;

CREATE POLICY do_not_contact_tenant ON do_not_contact
    USING (tenant_id = current_setting('lethe.tenant', true));
