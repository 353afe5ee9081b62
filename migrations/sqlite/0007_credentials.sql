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
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'auth_profile', json_array(NEW.scope_id, NEW.id), NEW.scope_id, 'insert',
    NULL,
    json_object(
      'scope_id', NEW.scope_id, 'id', NEW.id, 'provider', NEW.provider, 'type', NEW.type,
      'position', NEW.position, 'email', NEW.email, 'display_name', NEW.display_name,
      'account_id', NEW.account_id, 'expires_at', NEW.expires_at, 'has_access', NEW.has_access,
      'refreshable', NEW.refreshable, 'copy_to_agents', NEW.copy_to_agents,
      'ref_source', NEW.ref_source, 'ref_provider', NEW.ref_provider, 'ref_id', NEW.ref_id,
      'secret_id', NEW.secret_id, 'secret_digest', NEW.secret_digest, 'source', NEW.source,
      'extra', NEW.extra, 'created_at', NEW.created_at, 'updated_at', NEW.updated_at));
END;

CREATE TRIGGER auth_profile_updated AFTER UPDATE ON auth_profile
WHEN OLD.scope_id IS NOT NEW.scope_id
  OR OLD.id IS NOT NEW.id
  OR OLD.provider IS NOT NEW.provider
  OR OLD.type IS NOT NEW.type
  OR OLD.position IS NOT NEW.position
  OR OLD.email IS NOT NEW.email
  OR OLD.display_name IS NOT NEW.display_name
  OR OLD.account_id IS NOT NEW.account_id
  OR OLD.expires_at IS NOT NEW.expires_at
  OR OLD.has_access IS NOT NEW.has_access
  OR OLD.refreshable IS NOT NEW.refreshable
  OR OLD.copy_to_agents IS NOT NEW.copy_to_agents
  OR OLD.ref_source IS NOT NEW.ref_source
  OR OLD.ref_provider IS NOT NEW.ref_provider
  OR OLD.ref_id IS NOT NEW.ref_id
  OR OLD.secret_id IS NOT NEW.secret_id
  OR OLD.secret_digest IS NOT NEW.secret_digest
  OR OLD.source IS NOT NEW.source
  OR OLD.extra IS NOT NEW.extra
  OR OLD.created_at IS NOT NEW.created_at
  OR OLD.updated_at IS NOT NEW.updated_at
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'auth_profile', json_array(NEW.scope_id, NEW.id), NEW.scope_id, 'update',
    json_object(
      'scope_id', OLD.scope_id, 'id', OLD.id, 'provider', OLD.provider, 'type', OLD.type,
      'position', OLD.position, 'email', OLD.email, 'display_name', OLD.display_name,
      'account_id', OLD.account_id, 'expires_at', OLD.expires_at, 'has_access', OLD.has_access,
      'refreshable', OLD.refreshable, 'copy_to_agents', OLD.copy_to_agents,
      'ref_source', OLD.ref_source, 'ref_provider', OLD.ref_provider, 'ref_id', OLD.ref_id,
      'secret_id', OLD.secret_id, 'secret_digest', OLD.secret_digest, 'source', OLD.source,
      'extra', OLD.extra, 'created_at', OLD.created_at, 'updated_at', OLD.updated_at),
    json_object(
      'scope_id', NEW.scope_id, 'id', NEW.id, 'provider', NEW.provider, 'type', NEW.type,
      'position', NEW.position, 'email', NEW.email, 'display_name', NEW.display_name,
      'account_id', NEW.account_id, 'expires_at', NEW.expires_at, 'has_access', NEW.has_access,
      'refreshable', NEW.refreshable, 'copy_to_agents', NEW.copy_to_agents,
      'ref_source', NEW.ref_source, 'ref_provider', NEW.ref_provider, 'ref_id', NEW.ref_id,
      'secret_id', NEW.secret_id, 'secret_digest', NEW.secret_digest, 'source', NEW.source,
      'extra', NEW.extra, 'created_at', NEW.created_at, 'updated_at', NEW.updated_at));
END;

-- The trail names rows by key: a key never changes, the row is deleted and inserted anew.
CREATE TRIGGER auth_profile_key_guard BEFORE UPDATE OF scope_id, id ON auth_profile
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.id IS NOT NEW.id
BEGIN
  SELECT RAISE(ABORT, 'the key of a auth_profile row does not change');
END;

CREATE TRIGGER auth_profile_deleted AFTER DELETE ON auth_profile BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'auth_profile', json_array(OLD.scope_id, OLD.id), OLD.scope_id, 'delete',
    json_object(
      'scope_id', OLD.scope_id, 'id', OLD.id, 'provider', OLD.provider, 'type', OLD.type,
      'position', OLD.position, 'email', OLD.email, 'display_name', OLD.display_name,
      'account_id', OLD.account_id, 'expires_at', OLD.expires_at, 'has_access', OLD.has_access,
      'refreshable', OLD.refreshable, 'copy_to_agents', OLD.copy_to_agents,
      'ref_source', OLD.ref_source, 'ref_provider', OLD.ref_provider, 'ref_id', OLD.ref_id,
      'secret_id', OLD.secret_id, 'secret_digest', OLD.secret_digest, 'source', OLD.source,
      'extra', OLD.extra, 'created_at', OLD.created_at, 'updated_at', OLD.updated_at),
    NULL);
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
  PRIMARY KEY (scope_id, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER profile_declaration_inserted AFTER INSERT ON profile_declaration BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'profile_declaration', json_array(NEW.scope_id, NEW.id), NEW.scope_id, 'insert',
    NULL,
    json_object(
      'scope_id', NEW.scope_id, 'id', NEW.id, 'provider', NEW.provider, 'mode', NEW.mode,
      'email', NEW.email, 'position', NEW.position, 'extra', NEW.extra));
END;

CREATE TRIGGER profile_declaration_updated AFTER UPDATE ON profile_declaration
WHEN OLD.scope_id IS NOT NEW.scope_id
  OR OLD.id IS NOT NEW.id
  OR OLD.provider IS NOT NEW.provider
  OR OLD.mode IS NOT NEW.mode
  OR OLD.email IS NOT NEW.email
  OR OLD.position IS NOT NEW.position
  OR OLD.extra IS NOT NEW.extra
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'profile_declaration', json_array(NEW.scope_id, NEW.id), NEW.scope_id, 'update',
    json_object(
      'scope_id', OLD.scope_id, 'id', OLD.id, 'provider', OLD.provider, 'mode', OLD.mode,
      'email', OLD.email, 'position', OLD.position, 'extra', OLD.extra),
    json_object(
      'scope_id', NEW.scope_id, 'id', NEW.id, 'provider', NEW.provider, 'mode', NEW.mode,
      'email', NEW.email, 'position', NEW.position, 'extra', NEW.extra));
END;

-- The trail names rows by key: a key never changes, the row is deleted and inserted anew.
CREATE TRIGGER profile_declaration_key_guard BEFORE UPDATE OF scope_id, id ON profile_declaration
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.id IS NOT NEW.id
BEGIN
  SELECT RAISE(ABORT, 'the key of a profile_declaration row does not change');
END;

CREATE TRIGGER profile_declaration_deleted AFTER DELETE ON profile_declaration BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'profile_declaration', json_array(OLD.scope_id, OLD.id), OLD.scope_id, 'delete',
    json_object(
      'scope_id', OLD.scope_id, 'id', OLD.id, 'provider', OLD.provider, 'mode', OLD.mode,
      'email', OLD.email, 'position', OLD.position, 'extra', OLD.extra),
    NULL);
END;

CREATE TABLE profile_order (
  -- The order in which a provider's profiles are tried; an empty list means none. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  provider TEXT NOT NULL CHECK (provider <> ''),  -- canonical provider
  source TEXT NOT NULL CHECK (source IN ('config', 'store')),  -- config: auth.order, a hard rule; store: set by a command or a runtime, wins over the config
  profiles TEXT NOT NULL,  -- profile ids, one a line, the first is tried first; empty: none is tried
  PRIMARY KEY (scope_id, provider, source)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER profile_order_inserted AFTER INSERT ON profile_order BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'profile_order', json_array(NEW.scope_id, NEW.provider, NEW.source), NEW.scope_id, 'insert',
    NULL,
    json_object(
      'scope_id', NEW.scope_id, 'provider', NEW.provider, 'source', NEW.source,
      'profiles', NEW.profiles));
END;

CREATE TRIGGER profile_order_updated AFTER UPDATE ON profile_order
WHEN OLD.scope_id IS NOT NEW.scope_id
  OR OLD.provider IS NOT NEW.provider
  OR OLD.source IS NOT NEW.source
  OR OLD.profiles IS NOT NEW.profiles
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'profile_order', json_array(NEW.scope_id, NEW.provider, NEW.source), NEW.scope_id, 'update',
    json_object(
      'scope_id', OLD.scope_id, 'provider', OLD.provider, 'source', OLD.source,
      'profiles', OLD.profiles),
    json_object(
      'scope_id', NEW.scope_id, 'provider', NEW.provider, 'source', NEW.source,
      'profiles', NEW.profiles));
END;

-- The trail names rows by key: a key never changes, the row is deleted and inserted anew.
CREATE TRIGGER profile_order_key_guard BEFORE UPDATE OF scope_id, provider, source ON profile_order
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.provider IS NOT NEW.provider OR OLD.source IS NOT NEW.source
BEGIN
  SELECT RAISE(ABORT, 'the key of a profile_order row does not change');
END;

CREATE TRIGGER profile_order_deleted AFTER DELETE ON profile_order BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'profile_order', json_array(OLD.scope_id, OLD.provider, OLD.source), OLD.scope_id, 'delete',
    json_object(
      'scope_id', OLD.scope_id, 'provider', OLD.provider, 'source', OLD.source,
      'profiles', OLD.profiles),
    NULL);
END;

CREATE TABLE secret_provider (
  -- Where references to secrets outside the store lead (secrets.providers). Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  name TEXT NOT NULL CHECK (name <> ''),  -- as references name it
  source TEXT NOT NULL CHECK (source IN ('env', 'file', 'exec', 'store')),  -- kind of place
  is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),  -- 1: meant by references of its source that name no provider
  content TEXT NOT NULL,  -- the declaration as a JSON object; never a secret
  PRIMARY KEY (scope_id, name)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER secret_provider_inserted AFTER INSERT ON secret_provider BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'secret_provider', json_array(NEW.scope_id, NEW.name), NEW.scope_id, 'insert',
    NULL,
    json_object(
      'scope_id', NEW.scope_id, 'name', NEW.name, 'source', NEW.source,
      'is_default', NEW.is_default, 'content', NEW.content));
END;

CREATE TRIGGER secret_provider_updated AFTER UPDATE ON secret_provider
WHEN OLD.scope_id IS NOT NEW.scope_id
  OR OLD.name IS NOT NEW.name
  OR OLD.source IS NOT NEW.source
  OR OLD.is_default IS NOT NEW.is_default
  OR OLD.content IS NOT NEW.content
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'secret_provider', json_array(NEW.scope_id, NEW.name), NEW.scope_id, 'update',
    json_object(
      'scope_id', OLD.scope_id, 'name', OLD.name, 'source', OLD.source,
      'is_default', OLD.is_default, 'content', OLD.content),
    json_object(
      'scope_id', NEW.scope_id, 'name', NEW.name, 'source', NEW.source,
      'is_default', NEW.is_default, 'content', NEW.content));
END;

-- The trail names rows by key: a key never changes, the row is deleted and inserted anew.
CREATE TRIGGER secret_provider_key_guard BEFORE UPDATE OF scope_id, name ON secret_provider
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.name IS NOT NEW.name
BEGIN
  SELECT RAISE(ABORT, 'the key of a secret_provider row does not change');
END;

CREATE TRIGGER secret_provider_deleted AFTER DELETE ON secret_provider BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'secret_provider', json_array(OLD.scope_id, OLD.name), OLD.scope_id, 'delete',
    json_object(
      'scope_id', OLD.scope_id, 'name', OLD.name, 'source', OLD.source,
      'is_default', OLD.is_default, 'content', OLD.content),
    NULL);
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
  PRIMARY KEY (agent_id, session_key),
  CHECK ((provider IS NULL) = (model IS NULL) AND (model IS NULL) = (source IS NULL)),
  CHECK ((profile_id IS NULL) = (profile_source IS NULL)),
  CHECK (model IS NOT NULL OR profile_id IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER session_selection_inserted AFTER INSERT ON session_selection BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'session_selection', json_array(NEW.agent_id, NEW.session_key), NEW.agent_id, 'insert',
    NULL,
    json_object(
      'agent_id', NEW.agent_id, 'session_key', NEW.session_key, 'provider', NEW.provider,
      'model', NEW.model, 'source', NEW.source, 'profile_id', NEW.profile_id,
      'profile_source', NEW.profile_source, 'compaction_count', NEW.compaction_count,
      'updated_at', NEW.updated_at));
END;

CREATE TRIGGER session_selection_updated AFTER UPDATE ON session_selection
WHEN OLD.agent_id IS NOT NEW.agent_id
  OR OLD.session_key IS NOT NEW.session_key
  OR OLD.provider IS NOT NEW.provider
  OR OLD.model IS NOT NEW.model
  OR OLD.source IS NOT NEW.source
  OR OLD.profile_id IS NOT NEW.profile_id
  OR OLD.profile_source IS NOT NEW.profile_source
  OR OLD.compaction_count IS NOT NEW.compaction_count
  OR OLD.updated_at IS NOT NEW.updated_at
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'session_selection', json_array(NEW.agent_id, NEW.session_key), NEW.agent_id, 'update',
    json_object(
      'agent_id', OLD.agent_id, 'session_key', OLD.session_key, 'provider', OLD.provider,
      'model', OLD.model, 'source', OLD.source, 'profile_id', OLD.profile_id,
      'profile_source', OLD.profile_source, 'compaction_count', OLD.compaction_count,
      'updated_at', OLD.updated_at),
    json_object(
      'agent_id', NEW.agent_id, 'session_key', NEW.session_key, 'provider', NEW.provider,
      'model', NEW.model, 'source', NEW.source, 'profile_id', NEW.profile_id,
      'profile_source', NEW.profile_source, 'compaction_count', NEW.compaction_count,
      'updated_at', NEW.updated_at));
END;

-- The trail names rows by key: a key never changes, the row is deleted and inserted anew.
CREATE TRIGGER session_selection_key_guard BEFORE UPDATE OF agent_id, session_key ON session_selection
WHEN OLD.agent_id IS NOT NEW.agent_id OR OLD.session_key IS NOT NEW.session_key
BEGIN
  SELECT RAISE(ABORT, 'the key of a session_selection row does not change');
END;

CREATE TRIGGER session_selection_deleted AFTER DELETE ON session_selection BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'session_selection', json_array(OLD.agent_id, OLD.session_key), OLD.agent_id, 'delete',
    json_object(
      'agent_id', OLD.agent_id, 'session_key', OLD.session_key, 'provider', OLD.provider,
      'model', OLD.model, 'source', OLD.source, 'profile_id', OLD.profile_id,
      'profile_source', OLD.profile_source, 'compaction_count', OLD.compaction_count,
      'updated_at', OLD.updated_at),
    NULL);
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

-- As before, with the new tables.
DROP VIEW audited_row;

CREATE VIEW audited_row (table_name, row_key, content) AS
  SELECT
    'scope',
    id,
    json_object(
      'id', id)
  FROM scope
  UNION ALL
  SELECT
    'agent',
    id,
    json_object(
      'id', id, 'name', name, 'agent_dir', agent_dir, 'workspace_dir', workspace_dir,
      'is_default', is_default, 'position', position, 'source', source, 'extra', extra,
      'created_at', created_at, 'updated_at', updated_at)
  FROM agent
  UNION ALL
  SELECT
    'agent_label',
    json_array(agent_id, key),
    json_object(
      'agent_id', agent_id, 'key', key, 'value', value)
  FROM agent_label
  UNION ALL
  SELECT
    'setting',
    json_array(scope_id, key),
    json_object(
      'scope_id', scope_id, 'key', key, 'value', value)
  FROM setting
  UNION ALL
  SELECT
    'provider',
    json_array(scope_id, id),
    json_object(
      'scope_id', scope_id, 'id', id, 'written_id', written_id, 'position', position,
      'base_url', base_url, 'api', api, 'auth_mode', auth_mode, 'auth_header', auth_header,
      'headers', headers, 'compat', compat, 'api_key_kind', api_key_kind,
      'api_key_ref', api_key_ref, 'secret_id', secret_id, 'secret_digest', secret_digest,
      'has_models', has_models, 'extra', extra)
  FROM provider
  UNION ALL
  SELECT
    'provider_model',
    json_array(scope_id, provider_id, id),
    json_object(
      'scope_id', scope_id, 'provider_id', provider_id, 'id', id, 'position', position,
      'name', name, 'api', api, 'base_url', base_url, 'reasoning', reasoning, 'input', input,
      'context_window', context_window, 'max_tokens', max_tokens,
      'cost_input_micro_usd', cost_input_micro_usd,
      'cost_output_micro_usd', cost_output_micro_usd,
      'cost_cache_read_micro_usd', cost_cache_read_micro_usd,
      'cost_cache_write_micro_usd', cost_cache_write_micro_usd, 'headers', headers,
      'compat', compat, 'extra', extra)
  FROM provider_model
  UNION ALL
  SELECT
    'route',
    json_array(scope_id, purpose, position),
    json_object(
      'scope_id', scope_id, 'purpose', purpose, 'position', position, 'written', written,
      'provider', provider, 'model', model)
  FROM route
  UNION ALL
  SELECT
    'route_policy',
    json_array(scope_id, purpose),
    json_object(
      'scope_id', scope_id, 'purpose', purpose, 'fallbacks', fallbacks)
  FROM route_policy
  UNION ALL
  SELECT
    'alias',
    json_array(scope_id, name, provider, model),
    json_object(
      'scope_id', scope_id, 'name', name, 'provider', provider, 'model', model,
      'position', position)
  FROM alias
  UNION ALL
  SELECT
    'model_setting',
    json_array(scope_id, provider, model),
    json_object(
      'scope_id', scope_id, 'provider', provider, 'model', model, 'written', written,
      'params', params, 'extra', extra, 'position', position)
  FROM model_setting
  UNION ALL
  SELECT
    'allow_policy',
    scope_id,
    json_object(
      'scope_id', scope_id, 'mode', mode)
  FROM allow_policy
  UNION ALL
  SELECT
    'allow_entry',
    json_array(scope_id, position),
    json_object(
      'scope_id', scope_id, 'position', position, 'pattern', pattern, 'source', source)
  FROM allow_entry
  UNION ALL
  SELECT
    'auth_profile',
    json_array(scope_id, id),
    json_object(
      'scope_id', scope_id, 'id', id, 'provider', provider, 'type', type, 'position', position,
      'email', email, 'display_name', display_name, 'account_id', account_id,
      'expires_at', expires_at, 'has_access', has_access, 'refreshable', refreshable,
      'copy_to_agents', copy_to_agents, 'ref_source', ref_source, 'ref_provider', ref_provider,
      'ref_id', ref_id, 'secret_id', secret_id, 'secret_digest', secret_digest, 'source', source,
      'extra', extra, 'created_at', created_at, 'updated_at', updated_at)
  FROM auth_profile
  UNION ALL
  SELECT
    'profile_declaration',
    json_array(scope_id, id),
    json_object(
      'scope_id', scope_id, 'id', id, 'provider', provider, 'mode', mode, 'email', email,
      'position', position, 'extra', extra)
  FROM profile_declaration
  UNION ALL
  SELECT
    'profile_order',
    json_array(scope_id, provider, source),
    json_object(
      'scope_id', scope_id, 'provider', provider, 'source', source, 'profiles', profiles)
  FROM profile_order
  UNION ALL
  SELECT
    'secret_provider',
    json_array(scope_id, name),
    json_object(
      'scope_id', scope_id, 'name', name, 'source', source, 'is_default', is_default,
      'content', content)
  FROM secret_provider
  UNION ALL
  SELECT
    'session_selection',
    json_array(agent_id, session_key),
    json_object(
      'agent_id', agent_id, 'session_key', session_key, 'provider', provider, 'model', model,
      'source', source, 'profile_id', profile_id, 'profile_source', profile_source,
      'compaction_count', compaction_count, 'updated_at', updated_at)
  FROM session_selection;
