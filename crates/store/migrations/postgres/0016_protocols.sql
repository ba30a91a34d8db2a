-- Requests that come by a protocol (OpenDSR 2.0, Data Rights Protocol 1.0): what tenants publish there, the agents they
-- know, the messages that were taken, and which request of ours a request of theirs became.
-- A message is kept, as its digest, until it expires: nobody can send it a second time.
-- Locks: creates tables only. Undo: drop them in reverse order.

CREATE TABLE protocol_publication (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    protocol TEXT COLLATE "C" NOT NULL, -- data: none
    content TEXT COLLATE "C" NOT NULL, -- data: none
    changed_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT protocol_publication_pkey PRIMARY KEY (tenant_id, protocol),
    CONSTRAINT protocol_publication_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

-- An agent is a company: its key is public, its token is one of the table token.
CREATE TABLE agent (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    agent_id TEXT COLLATE "C" NOT NULL, -- data: none
    name TEXT COLLATE "C" NOT NULL, -- data: none
    verify_key BYTEA NOT NULL, -- data: none
    token_id TEXT COLLATE "C", -- data: pseudonym
    registered_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT agent_pkey PRIMARY KEY (tenant_id, agent_id),
    CONSTRAINT agent_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE agent_message (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    agent_id TEXT COLLATE "C" NOT NULL, -- data: none
    digest BYTEA NOT NULL, -- data: pseudonym
    expires_at_ms BIGINT NOT NULL, -- data: none
    CONSTRAINT agent_message_pkey PRIMARY KEY (tenant_id, agent_id, digest),
    CONSTRAINT agent_message_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

-- Where nobody was found whom it is about, there is no request of ours, and unfiled says why.
CREATE TABLE protocol_request (
    tenant_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    protocol TEXT COLLATE "C" NOT NULL, -- data: none
    external_id TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    request_id TEXT COLLATE "C", -- data: pseudonym
    unfiled TEXT COLLATE "C", -- data: none
    agent_id TEXT COLLATE "C", -- data: none
    reference TEXT COLLATE "C", -- data: pseudonym
    received_at_ms BIGINT NOT NULL, -- data: none
    due_at_ms BIGINT NOT NULL, -- data: none
    callbacks TEXT COLLATE "C" NOT NULL, -- data: pseudonym
    CONSTRAINT protocol_request_pkey PRIMARY KEY (tenant_id, protocol, external_id),
    CONSTRAINT protocol_request_tenant_id_request_id_fkey
        FOREIGN KEY (tenant_id, request_id) REFERENCES request (tenant_id, request_id)
);

ALTER TABLE protocol_publication ENABLE ROW LEVEL SECURITY;

ALTER TABLE protocol_publication FORCE ROW LEVEL SECURITY;

CREATE POLICY protocol_publication_tenant ON protocol_publication
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE agent ENABLE ROW LEVEL SECURITY;

ALTER TABLE agent FORCE ROW LEVEL SECURITY;

CREATE POLICY agent_tenant ON agent
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE agent_message ENABLE ROW LEVEL SECURITY;

ALTER TABLE agent_message FORCE ROW LEVEL SECURITY;

CREATE POLICY agent_message_tenant ON agent_message
    USING (tenant_id = current_setting('lethe.tenant', true));

ALTER TABLE protocol_request ENABLE ROW LEVEL SECURITY;

ALTER TABLE protocol_request FORCE ROW LEVEL SECURITY;

CREATE POLICY protocol_request_tenant ON protocol_request
    USING (tenant_id = current_setting('lethe.tenant', true));

-- The owner of the tables looks for them on behalf of the application, see the two doors.
CREATE POLICY protocol_publication_owner ON protocol_publication FOR SELECT TO CURRENT_USER USING (true);

CREATE POLICY agent_owner ON agent FOR SELECT TO CURRENT_USER USING (true);

-- The door of agents: who names an agent that a tenant knows may prove to be it.
CREATE FUNCTION agent_door(tenant TEXT, agent TEXT) RETURNS TABLE (
    version BIGINT, wrapped_key BYTEA
) LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT tenant_key.version, tenant_key.wrapped_key
    FROM agent AS known JOIN tenant_key ON tenant_key.tenant_id = known.tenant_id
    WHERE known.tenant_id = tenant AND known.agent_id = agent
    ORDER BY tenant_key.version DESC LIMIT 1;
END;

-- What a tenant publishes is for everybody who knows the tenant's id.
CREATE FUNCTION publication_door(tenant TEXT, protocol_name TEXT) RETURNS TABLE (
    content TEXT
) LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT published.content FROM protocol_publication AS published
    WHERE published.tenant_id = tenant AND published.protocol = protocol_name;
END;

REVOKE ALL ON FUNCTION agent_door(TEXT, TEXT), publication_door(TEXT, TEXT) FROM PUBLIC;
