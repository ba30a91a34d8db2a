-- Restrictions of processing (Art. 18 GDPR), and the marks by which the store refuses what they forbid.
-- A mark names a record without its subject, so that it cannot lead from one to the other; it goes with the erasure.
-- Locks: creates tables and an index only. Undo: drop them in reverse order.

CREATE TABLE restriction (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    restriction_id TEXT NOT NULL, -- data: pseudonym
    request_id TEXT NOT NULL, -- data: pseudonym
    subject_id TEXT NOT NULL, -- data: pseudonym
    ground TEXT NOT NULL, -- data: none
    records INTEGER, -- data: none
    restricted_at_ms INTEGER NOT NULL, -- data: none
    told_at_ms INTEGER, -- data: none
    notice BLOB, -- data: personal (sealed)
    lifted_at_ms INTEGER, -- data: none
    CONSTRAINT restriction_pkey PRIMARY KEY (tenant_id, restriction_id),
    CONSTRAINT restriction_tenant_id_request_id_fkey FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX restriction_tenant_id_subject_id_idx
    ON restriction (tenant_id, subject_id, restriction_id);

CREATE TABLE restricted_subject (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    subject_id TEXT NOT NULL, -- data: pseudonym
    restriction_id TEXT NOT NULL, -- data: pseudonym
    CONSTRAINT restricted_subject_pkey PRIMARY KEY (tenant_id, subject_id, restriction_id),
    CONSTRAINT restricted_subject_tenant_id_restriction_id_fkey FOREIGN KEY (tenant_id, restriction_id) REFERENCES restriction (tenant_id, restriction_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE restricted_record (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    collection TEXT NOT NULL, -- data: none
    record_id TEXT NOT NULL, -- data: pseudonym
    restriction_id TEXT NOT NULL, -- data: pseudonym
    CONSTRAINT restricted_record_pkey PRIMARY KEY (tenant_id, collection, record_id, restriction_id),
    CONSTRAINT restricted_record_tenant_id_restriction_id_fkey FOREIGN KEY (tenant_id, restriction_id) REFERENCES restriction (tenant_id, restriction_id)
) STRICT, WITHOUT ROWID;
