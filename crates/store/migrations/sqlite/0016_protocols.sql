-- Requests that come by a protocol (OpenDSR 2.0, Data Rights Protocol 1.0): what tenants publish there, the agents they
-- know, the messages that were taken, and which request of ours a request of theirs became.
-- A message is kept, as its digest, until it expires: nobody can send it a second time.
-- Locks: creates tables only. Undo: drop them in reverse order.

CREATE TABLE protocol_publication (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    protocol TEXT NOT NULL, -- data: none
    content TEXT NOT NULL, -- data: none
    changed_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT protocol_publication_pkey PRIMARY KEY (tenant_id, protocol),
    CONSTRAINT protocol_publication_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

-- An agent is a company: its key is public, its token is one of the table token.
CREATE TABLE agent (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    agent_id TEXT NOT NULL, -- data: none
    name TEXT NOT NULL, -- data: none
    verify_key BLOB NOT NULL, -- data: none
    token_id TEXT, -- data: pseudonym
    registered_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT agent_pkey PRIMARY KEY (tenant_id, agent_id),
    CONSTRAINT agent_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE agent_message (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    agent_id TEXT NOT NULL, -- data: none
    digest BLOB NOT NULL, -- data: pseudonym
    expires_at_ms INTEGER NOT NULL, -- data: none
    CONSTRAINT agent_message_pkey PRIMARY KEY (tenant_id, agent_id, digest),
    CONSTRAINT agent_message_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
) STRICT, WITHOUT ROWID;

-- Where nobody was found whom it is about, there is no request of ours, and unfiled says why.
CREATE TABLE protocol_request (
    tenant_id TEXT NOT NULL, -- data: pseudonym
    protocol TEXT NOT NULL, -- data: none
    external_id TEXT NOT NULL, -- data: pseudonym
    request_id TEXT, -- data: pseudonym
    unfiled TEXT, -- data: none
    agent_id TEXT, -- data: none
    reference TEXT, -- data: pseudonym
    received_at_ms INTEGER NOT NULL, -- data: none
    due_at_ms INTEGER NOT NULL, -- data: none
    callbacks TEXT NOT NULL, -- data: pseudonym
    CONSTRAINT protocol_request_pkey PRIMARY KEY (tenant_id, protocol, external_id),
    CONSTRAINT protocol_request_tenant_id_request_id_fkey
        FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
) STRICT, WITHOUT ROWID;
