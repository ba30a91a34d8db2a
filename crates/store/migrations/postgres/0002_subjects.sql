-- Declared collections, subjects, their keys, their records and the blind index over look-up fields.
-- What PostgreSQL itself notes of a row (ctid, xmin) is the matter of docs/decisions/0012.
-- Locks: creates tables and indexes only. Undo: drop them in reverse order.

CREATE TABLE collection (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    name TEXT COLLATE "C" NOT NULL, -- data: none
    declaration TEXT COLLATE "C" NOT NULL, -- data: none
    revision BIGINT NOT NULL, -- data: none
    created_at_ms BIGINT NOT NULL, -- data: none
    changed_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT collection_pkey PRIMARY KEY (tenant_id, name),
    CONSTRAINT collection_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

-- A placeholder has no created_at_ms: the time of an erasure would link it to the erased subject.
CREATE TABLE subject (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    subject_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    revision BIGINT NOT NULL, -- data: none
    created_at_ms BIGINT, -- data: none
    CONSTRAINT subject_pkey PRIMARY KEY (tenant_id, subject_id),
    CONSTRAINT subject_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

-- No foreign key to subject: keys can be kept in a database of their own.
CREATE TABLE subject_key (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    subject_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    version BIGINT NOT NULL, -- data: none
    wrapped_key BYTEA NOT NULL, -- data: none
    CONSTRAINT subject_key_pkey PRIMARY KEY (tenant_id, subject_id)
);

CREATE TABLE record (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    collection TEXT COLLATE "C" NOT NULL, -- data: none
    record_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    subject_id TEXT COLLATE "C", -- data: pseudonym
    plain TEXT COLLATE "C" NOT NULL, -- data: none
    sealed BYTEA NOT NULL, -- data: personal (sealed)
    CONSTRAINT record_pkey PRIMARY KEY (tenant_id, collection, record_id),
    CONSTRAINT record_tenant_id_collection_fkey
        FOREIGN KEY (tenant_id, collection) REFERENCES collection (tenant_id, name),
    CONSTRAINT record_tenant_id_subject_id_fkey
        FOREIGN KEY (tenant_id, subject_id) REFERENCES subject (tenant_id, subject_id)
);

CREATE INDEX record_tenant_id_subject_id_idx
    ON record (tenant_id, subject_id, collection, record_id);

-- slot is '' for a unique field, so that the key refuses a second entry, and the record_id otherwise.
CREATE TABLE blind_index (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    collection TEXT COLLATE "C" NOT NULL, -- data: none
    field TEXT COLLATE "C" NOT NULL, -- data: none
    digest BYTEA NOT NULL, -- data: pseudonym
    slot TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    record_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    subject_id TEXT COLLATE "C", -- data: pseudonym
    CONSTRAINT blind_index_pkey PRIMARY KEY (tenant_id, collection, field, digest, slot),
    CONSTRAINT blind_index_tenant_id_subject_id_fkey
        FOREIGN KEY (tenant_id, subject_id) REFERENCES subject (tenant_id, subject_id)
);

CREATE INDEX blind_index_tenant_id_subject_id_idx ON blind_index (tenant_id, subject_id);

ALTER TABLE collection ENABLE ROW LEVEL SECURITY;

ALTER TABLE collection FORCE ROW LEVEL SECURITY;

CREATE POLICY collection_tenant ON collection
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE subject ENABLE ROW LEVEL SECURITY;

ALTER TABLE subject FORCE ROW LEVEL SECURITY;

CREATE POLICY subject_tenant ON subject
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE subject_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE subject_key FORCE ROW LEVEL SECURITY;

CREATE POLICY subject_key_tenant ON subject_key
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE record ENABLE ROW LEVEL SECURITY;

ALTER TABLE record FORCE ROW LEVEL SECURITY;

CREATE POLICY record_tenant ON record
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE blind_index ENABLE ROW LEVEL SECURITY;

ALTER TABLE blind_index FORCE ROW LEVEL SECURITY;

CREATE POLICY blind_index_tenant ON blind_index
    USING (tenant_id = current_setting('lethe.tenant', true));
