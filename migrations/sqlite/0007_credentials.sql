-- Credentials, what runs have taught about them, and what sessions were told to use.

CREATE TABLE auth_profile (
  -- A credential. One at * is shared by every agent that has none of the same id. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  id TEXT NOT NULL CHECK (id <> ''),  -- provider:name, unique at its scope
  provider TEXT NOT NULL CHECK (provider <> ''),  -- canonical provider
  type TEXT NOT NULL CHECK (type IN ('api_key', 'token', 'oauth')),  -- what it is
  position INTEGER NOT NULL,  -- order at its scope, from 0
  email TEXT,  -- the account, when known
  display_name TEXT,  -- shown when there is no email
  account_id TEXT,  -- id of the account at the provider
  expires_at INTEGER,  -- Unix milliseconds; of an OAuth credential its access token; kept as given, even when it makes no sense
  has_access INTEGER NOT NULL DEFAULT 0 CHECK (has_access IN (0, 1)),  -- 1: an OAuth credential with an access token
  refreshable INTEGER NOT NULL DEFAULT 0 CHECK (refreshable IN (0, 1)),  -- 1: an OAuth credential with a refresh token
  copy_to_agents INTEGER CHECK (copy_to_agents IN (0, 1)),  -- whether runtimes may copy it to other agents; NULL: as the type says
  ref_source TEXT CHECK (ref_source IN ('env', 'file', 'exec', 'store')),  -- where a referenced secret is kept; NULL: not a reference
  ref_provider TEXT,  -- which declared secret provider
  ref_id TEXT,  -- the name there
  secret_id INTEGER,  -- the sealed secret; names a row of secret
  secret_digest TEXT,  -- keyed digest of the sealed secret, so that a change is visible
  source TEXT NOT NULL DEFAULT 'command' CHECK (source IN ('command', 'import', 'refresh')),  -- how its secret came here
  extra TEXT NOT NULL DEFAULT '{}',  -- unknown members of the source document, as a JSON object
  created_at INTEGER NOT NULL,  -- Unix milliseconds
  updated_at INTEGER NOT NULL,  -- Unix milliseconds
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, id)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'id', id, 'provider', provider, 'type', type, 'position', position,
    'email', email, 'display_name', display_name, 'account_id', account_id,
    'expires_at', expires_at, 'has_access', has_access, 'refreshable', refreshable,
    'copy_to_agents', copy_to_agents, 'ref_source', ref_source, 'ref_provider', ref_provider,
    'ref_id', ref_id, 'secret_id', secret_id, 'secret_digest', secret_digest, 'source', source,
    'extra', extra, 'created_at', created_at, 'updated_at', updated_at)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, id),
  CHECK ((secret_id IS NULL) = (secret_digest IS NULL)),
  CHECK ((ref_source IS NULL) = (ref_id IS NULL)),
  CHECK (ref_source IS NULL OR secret_id IS NULL),
  CHECK (type <> 'oauth' OR ref_source IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX auth_profile_by_provider ON auth_profile (provider, scope_id);
-- Finds what expires soon without reading every profile.
CREATE INDEX auth_profile_by_expiry ON auth_profile (expires_at) WHERE expires_at IS NOT NULL;

CREATE TRIGGER auth_profile_inserted AFTER INSERT ON auth_profile BEGIN
  INSERT INTO audited VALUES ('auth_profile', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;

CREATE TRIGGER auth_profile_updated AFTER UPDATE ON auth_profile BEGIN
  INSERT INTO audited VALUES ('auth_profile', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER auth_profile_deleted AFTER DELETE ON auth_profile BEGIN
  INSERT INTO audited VALUES ('auth_profile', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;

CREATE TRIGGER auth_profile_deleted_secret AFTER DELETE ON auth_profile BEGIN
  DELETE FROM secret
  WHERE owner = json_array('auth_profile', OLD.scope_id, OLD.id);
END;

CREATE TABLE profile_declaration (
  -- What the config says of a credential without holding it (auth.profiles). Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  id TEXT NOT NULL CHECK (id <> ''),  -- id of the profile
  provider TEXT NOT NULL,  -- canonical provider
  mode TEXT NOT NULL CHECK (mode IN ('api_key', 'token', 'oauth', 'aws-sdk')),  -- the type it is to have
  email TEXT,  -- the account
  position INTEGER NOT NULL,  -- order in the config, from 0
  extra TEXT NOT NULL DEFAULT '{}',  -- unknown members, as a JSON object
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, id)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'id', id, 'provider', provider, 'mode', mode, 'email', email,
    'position', position, 'extra', extra)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER profile_declaration_inserted AFTER INSERT ON profile_declaration BEGIN
  INSERT INTO audited VALUES ('profile_declaration', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;

CREATE TRIGGER profile_declaration_updated AFTER UPDATE ON profile_declaration BEGIN
  INSERT INTO audited VALUES ('profile_declaration', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER profile_declaration_deleted AFTER DELETE ON profile_declaration BEGIN
  INSERT INTO audited VALUES ('profile_declaration', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;

CREATE TABLE profile_order (
  -- The order in which a provider's profiles are tried; an empty list means none. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  provider TEXT NOT NULL CHECK (provider <> ''),  -- canonical provider
  source TEXT NOT NULL CHECK (source IN ('config', 'store')),  -- config: auth.order, a hard rule; store: set by a command or a runtime, wins over the config
  profiles TEXT NOT NULL,  -- profile ids, one a line, the first is tried first; empty: none is tried
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, provider, source)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'provider', provider, 'source', source, 'profiles', profiles)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, provider, source)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER profile_order_inserted AFTER INSERT ON profile_order BEGIN
  INSERT INTO audited VALUES ('profile_order', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;

CREATE TRIGGER profile_order_updated AFTER UPDATE ON profile_order BEGIN
  INSERT INTO audited VALUES ('profile_order', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER profile_order_deleted AFTER DELETE ON profile_order BEGIN
  INSERT INTO audited VALUES ('profile_order', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;

CREATE TABLE secret_provider (
  -- Where references to secrets outside the store lead (secrets.providers). Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  name TEXT NOT NULL CHECK (name <> ''),  -- as references name it
  source TEXT NOT NULL CHECK (source IN ('env', 'file', 'exec', 'store')),  -- kind of place
  is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),  -- 1: meant by references of its source that name no provider
  content TEXT NOT NULL,  -- the declaration as a JSON object; never a secret
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, name)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'name', name, 'source', source, 'is_default', is_default,
    'content', content)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, name)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER secret_provider_inserted AFTER INSERT ON secret_provider BEGIN
  INSERT INTO audited VALUES ('secret_provider', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;

CREATE TRIGGER secret_provider_updated AFTER UPDATE ON secret_provider BEGIN
  INSERT INTO audited VALUES ('secret_provider', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER secret_provider_deleted AFTER DELETE ON secret_provider BEGIN
  INSERT INTO audited VALUES ('secret_provider', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;

CREATE TABLE session_selection (
  -- What a session of an agent was told to use. Class: audited.
  agent_id TEXT NOT NULL REFERENCES agent (id) ON DELETE CASCADE,  -- the agent
  session_key TEXT NOT NULL CHECK (session_key <> ''),  -- as the gateway names the session
  provider TEXT,  -- canonical provider of the selected model; NULL: no selection
  model TEXT,  -- the selected model
  source TEXT CHECK (source IN ('user', 'auto')),  -- who selected the model
  profile_id TEXT,  -- the pinned profile
  profile_source TEXT CHECK (profile_source IN ('user', 'auto')),  -- who pinned it
  compaction_count INTEGER,  -- the runtime's count of compactions when it was pinned by itself
  updated_at INTEGER NOT NULL,  -- Unix milliseconds
  row_key TEXT GENERATED ALWAYS AS (json_array(agent_id, session_key)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'agent_id', agent_id, 'session_key', session_key, 'provider', provider, 'model', model,
    'source', source, 'profile_id', profile_id, 'profile_source', profile_source,
    'compaction_count', compaction_count, 'updated_at', updated_at)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (agent_id, session_key),
  CHECK ((provider IS NULL) = (model IS NULL) AND (model IS NULL) = (source IS NULL)),
  CHECK ((profile_id IS NULL) = (profile_source IS NULL)),
  CHECK (model IS NOT NULL OR profile_id IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER session_selection_inserted AFTER INSERT ON session_selection BEGIN
  INSERT INTO audited VALUES ('session_selection', NEW.agent_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;

CREATE TRIGGER session_selection_updated AFTER UPDATE ON session_selection BEGIN
  INSERT INTO audited VALUES ('session_selection', NEW.agent_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER session_selection_deleted AFTER DELETE ON session_selection BEGIN
  INSERT INTO audited VALUES ('session_selection', OLD.agent_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;

CREATE TABLE profile_state (
  -- What runs have taught about a profile; follows from profile_event. Class: guarded.
  scope_id TEXT NOT NULL,  -- scope of the profile
  profile_id TEXT NOT NULL,  -- the profile
  last_used_at INTEGER,  -- Unix milliseconds
  last_failure_at INTEGER,  -- Unix milliseconds
  cooldown_since INTEGER,  -- when the short rest began; Unix milliseconds
  cooldown_until INTEGER,  -- when it ends; at that instant the profile is free
  cooldown_reason TEXT,  -- class of the failure
  cooldown_model TEXT,  -- the only model it holds for; NULL: every model
  cooldown_agent TEXT,  -- the agent whose runtime reported it
  cooldown_number INTEGER,  -- the n-th step of its ladder
  disabled_since INTEGER,  -- when being switched off began; Unix milliseconds
  disabled_until INTEGER,  -- when it ends; at that instant the profile is free
  disabled_reason TEXT,  -- class of the failure
  disabled_model TEXT,  -- the only model it holds for; NULL: every model
  disabled_agent TEXT,  -- the agent whose runtime reported it
  disabled_number INTEGER,  -- the n-th step of its ladder
  blocked_since INTEGER,  -- when the rest that the provider asked for began; Unix milliseconds
  blocked_until INTEGER,  -- when it ends; at that instant the profile is free
  blocked_reason TEXT,  -- class of the failure
  blocked_model TEXT,  -- the only model it holds for; NULL: every model
  blocked_agent TEXT,  -- the agent whose runtime reported it
  blocked_number INTEGER,  -- the n-th step of its ladder
  error_count INTEGER NOT NULL DEFAULT 0,  -- failures since the last reset, all classes
  ladder TEXT NOT NULL DEFAULT '',  -- steps taken on each ladder: name=n, joined by spaces
  failure_counts TEXT NOT NULL DEFAULT '',  -- failures of each class: class=n, joined by spaces
  last_good INTEGER NOT NULL DEFAULT 0 CHECK (last_good IN (0, 1)),  -- 1: the last of its provider that worked
  PRIMARY KEY (scope_id, profile_id),
  FOREIGN KEY (scope_id, profile_id) REFERENCES auth_profile (scope_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Everything that rests now, without reading every profile.
CREATE INDEX profile_state_resting ON profile_state (max(
  coalesce(cooldown_until, 0), coalesce(disabled_until, 0), coalesce(blocked_until, 0)));

CREATE TRIGGER profile_state_insert_guard BEFORE INSERT ON profile_state BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER profile_state_update_guard BEFORE UPDATE ON profile_state BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER profile_state_delete_guard BEFORE DELETE ON profile_state BEGIN
  SELECT audit_event();
END;

CREATE TABLE profile_event (
  -- What happened to a profile: logins, outcomes of runs, windows, changes of order. Class: ledger.
  id INTEGER PRIMARY KEY,  -- only grows
  event_id INTEGER NOT NULL REFERENCES audit_event (id),  -- the write
  at INTEGER NOT NULL,  -- Unix milliseconds
  kind TEXT NOT NULL CHECK (kind IN ('login', 'refreshed', 'refresh_failed', 'rotated', 'logout', 'succeeded', 'failed',
    'cooldown_started', 'disabled', 'blocked', 'cleared', 'order_changed', 'revealed')),  -- what happened
  scope_id TEXT NOT NULL,  -- scope of the profile
  profile_id TEXT,  -- the profile; NULL for a change of order
  provider TEXT NOT NULL,  -- its canonical provider
  agent_id TEXT,  -- the agent whose runtime reported it, or for whom it was done
  reason TEXT,  -- class of the failure, or why it was cleared
  http_status INTEGER,  -- status of the answer
  code TEXT,  -- error code of the answer
  model TEXT,  -- the model of the run
  until INTEGER,  -- end of the window; Unix milliseconds
  latency_ms INTEGER,  -- duration of the call
  tokens_in INTEGER,  -- tokens sent
  tokens_out INTEGER,  -- tokens received
  detail TEXT  -- text of the error, redacted
) STRICT;

CREATE INDEX profile_event_by_profile ON profile_event (profile_id, id);
CREATE INDEX profile_event_by_agent ON profile_event (agent_id, id) WHERE agent_id IS NOT NULL;
CREATE INDEX profile_event_by_event ON profile_event (event_id);

CREATE TRIGGER profile_event_insert_guard BEFORE INSERT ON profile_event
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'profile_event is a ledger: a row belongs to the event of its write');
END;

CREATE TRIGGER profile_event_update_guard BEFORE UPDATE ON profile_event BEGIN
  SELECT RAISE(ABORT, 'profile_event is a ledger: rows are only added');
END;

CREATE TRIGGER profile_event_delete_guard BEFORE DELETE ON profile_event BEGIN
  SELECT RAISE(ABORT, 'profile_event is a ledger: rows are only added');
END;

CREATE TABLE probe_slot (
  -- When a run last tried a provider whose profiles were all resting. Class: guarded.
  agent_id TEXT NOT NULL REFERENCES agent (id) ON DELETE CASCADE,  -- the agent
  provider TEXT NOT NULL,  -- canonical provider
  probed_at INTEGER NOT NULL,  -- Unix milliseconds
  PRIMARY KEY (agent_id, provider)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER probe_slot_insert_guard BEFORE INSERT ON probe_slot BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER probe_slot_update_guard BEFORE UPDATE ON probe_slot BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER probe_slot_delete_guard BEFORE DELETE ON probe_slot BEGIN
  SELECT audit_event();
END;

CREATE TABLE refresh_lease (
  -- Who renews a credential now, so that one process does and the others wait. Class: guarded.
  scope_id TEXT NOT NULL,  -- scope of the profile
  profile_id TEXT NOT NULL,  -- the profile
  fence INTEGER NOT NULL,  -- counts the leases; a result of an older one is refused
  owner TEXT,  -- the process that holds it; NULL: nobody
  deadline_at INTEGER,  -- when it ends by the clock; Unix milliseconds
  PRIMARY KEY (scope_id, profile_id),
  FOREIGN KEY (scope_id, profile_id) REFERENCES auth_profile (scope_id, id) ON DELETE CASCADE,
  CHECK ((owner IS NULL) = (deadline_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER refresh_lease_insert_guard BEFORE INSERT ON refresh_lease BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER refresh_lease_update_guard BEFORE UPDATE ON refresh_lease BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER refresh_lease_delete_guard BEFORE DELETE ON refresh_lease BEGIN
  SELECT audit_event();
END;
