-- Declared collections, subjects, their keys, their records and the blind index over look-up fields.
-- A rowid would tell when a placeholder was made, so no table has one.
-- Locks: creates tables and indexes only. Undo: drop them in reverse order.

CREATE TABLE collection (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    name TEXT NOT NULL, -- data: none
    declaration TEXT NOT NULL, -- data: none
    revision INTEGER NOT NULL, -- data: none
    created_at_ms INTEGER NOT NULL, -- data: none
    changed_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT collection_pkey PRIMARY KEY (tenant_id, name),
    CONSTRAINT collection_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

-- A placeholder has no created_at_ms: the time of an erasure would link it to the erased subject.
CREATE TABLE subject (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    subject_id TEXT NOT NULL, -- data: pseudonym
    revision INTEGER NOT NULL, -- data: none
    created_at_ms INTEGER, -- data: none
    CONSTRAINT subject_pkey PRIMARY KEY (tenant_id, subject_id),
    CONSTRAINT subject_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

-- No foreign key to subject: keys can be kept in a database of their own.
CREATE TABLE subject_key (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    subject_id TEXT NOT NULL, -- data: pseudonym
    version INTEGER NOT NULL, -- data: none
    wrapped_key BLOB NOT NULL, -- data: none
    CONSTRAINT subject_key_pkey PRIMARY KEY (tenant_id, subject_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    collection TEXT NOT NULL, -- data: none
    record_id TEXT NOT NULL, -- data: pseudonym
    subject_id TEXT, -- data: pseudonym
    plain TEXT NOT NULL, -- data: none
    sealed BLOB NOT NULL, -- data: personal (sealed)
    CONSTRAINT record_pkey PRIMARY KEY (tenant_id, collection, record_id),
    CONSTRAINT record_tenant_id_collection_fkey
        FOREIGN KEY (tenant_id, collection) REFERENCES collection (tenant_id, name),
    CONSTRAINT record_tenant_id_subject_id_fkey
        FOREIGN KEY (tenant_id, subject_id) REFERENCES subject (tenant_id, subject_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX record_tenant_id_subject_id_idx
    ON record (tenant_id, subject_id, collection, record_id);

-- slot is '' for a unique field, so that the key refuses a second entry, and the record_id otherwise.
CREATE TABLE blind_index (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    collection TEXT NOT NULL, -- data: none
    field TEXT NOT NULL, -- data: none
    digest BLOB NOT NULL, -- data: pseudonym
    slot TEXT NOT NULL, -- data: pseudonym
    record_id TEXT NOT NULL, -- data: pseudonym
    subject_id TEXT, -- data: pseudonym
    CONSTRAINT blind_index_pkey PRIMARY KEY (tenant_id, collection, field, digest, slot),
    CONSTRAINT blind_index_tenant_id_subject_id_fkey
        FOREIGN KEY (tenant_id, subject_id) REFERENCES subject (tenant_id, subject_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX blind_index_tenant_id_subject_id_idx ON blind_index (tenant_id, subject_id);
