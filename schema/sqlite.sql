CREATE TABLE agent (
  -- An agent that a gateway runs. Class: audited.
  id TEXT PRIMARY KEY REFERENCES scope (id) ON DELETE CASCADE
    CHECK (length(id) BETWEEN 1 AND 64 AND id NOT GLOB '*[^a-z0-9_-]*'),  -- normalised id
  name TEXT,  -- shown in lists when it differs from the id
  agent_dir TEXT,  -- folder of the agent's models.json; absolute
  workspace_dir TEXT,  -- folder the agent works in
  is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),  -- 1 for the default agent
  position INTEGER NOT NULL,  -- order in lists, from 0
  source TEXT NOT NULL DEFAULT 'command' CHECK (source IN ('command', 'config', 'folder')),  -- where it was first seen
  extra TEXT NOT NULL DEFAULT '{}',  -- unknown members of the source document, as a JSON object
  created_at INTEGER NOT NULL,  -- Unix milliseconds
  updated_at INTEGER NOT NULL  -- Unix milliseconds
) STRICT;
CREATE INDEX agent_by_dir ON agent (agent_dir);
CREATE INDEX agent_by_position ON agent (position, id);
CREATE UNIQUE INDEX agent_default ON agent (is_default) WHERE is_default = 1;
CREATE TRIGGER agent_deleted AFTER DELETE ON agent BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'agent', OLD.id, OLD.id, 'delete',
    json_object(
      'id', OLD.id, 'name', OLD.name, 'agent_dir', OLD.agent_dir,
      'workspace_dir', OLD.workspace_dir, 'is_default', OLD.is_default, 'position', OLD.position,
      'source', OLD.source, 'extra', OLD.extra, 'created_at', OLD.created_at,
      'updated_at', OLD.updated_at),
    NULL);
END;
CREATE TRIGGER agent_inserted AFTER INSERT ON agent BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'agent', NEW.id, NEW.id, 'insert',
    NULL,
    json_object(
      'id', NEW.id, 'name', NEW.name, 'agent_dir', NEW.agent_dir,
      'workspace_dir', NEW.workspace_dir, 'is_default', NEW.is_default, 'position', NEW.position,
      'source', NEW.source, 'extra', NEW.extra, 'created_at', NEW.created_at,
      'updated_at', NEW.updated_at));
END;
CREATE TRIGGER agent_key_guard BEFORE UPDATE OF id ON agent
WHEN OLD.id IS NOT NEW.id
BEGIN
  SELECT RAISE(ABORT, 'the key of a agent row does not change');
END;
CREATE TRIGGER agent_updated AFTER UPDATE ON agent
WHEN OLD.id IS NOT NEW.id
  OR OLD.name IS NOT NEW.name
  OR OLD.agent_dir IS NOT NEW.agent_dir
  OR OLD.workspace_dir IS NOT NEW.workspace_dir
  OR OLD.is_default IS NOT NEW.is_default
  OR OLD.position IS NOT NEW.position
  OR OLD.source IS NOT NEW.source
  OR OLD.extra IS NOT NEW.extra
  OR OLD.created_at IS NOT NEW.created_at
  OR OLD.updated_at IS NOT NEW.updated_at
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'agent', NEW.id, NEW.id, 'update',
    json_object(
      'id', OLD.id, 'name', OLD.name, 'agent_dir', OLD.agent_dir,
      'workspace_dir', OLD.workspace_dir, 'is_default', OLD.is_default, 'position', OLD.position,
      'source', OLD.source, 'extra', OLD.extra, 'created_at', OLD.created_at,
      'updated_at', OLD.updated_at),
    json_object(
      'id', NEW.id, 'name', NEW.name, 'agent_dir', NEW.agent_dir,
      'workspace_dir', NEW.workspace_dir, 'is_default', NEW.is_default, 'position', NEW.position,
      'source', NEW.source, 'extra', NEW.extra, 'created_at', NEW.created_at,
      'updated_at', NEW.updated_at));
END;

CREATE TABLE agent_label (
  -- What selectors match. Class: audited.
  agent_id TEXT NOT NULL REFERENCES agent (id) ON DELETE CASCADE,  -- the agent
  key TEXT NOT NULL CHECK (key <> ''),  -- name of the label
  value TEXT NOT NULL,  -- its value, may be empty
  PRIMARY KEY (agent_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_label_by_value ON agent_label (key, value, agent_id);
CREATE TRIGGER agent_label_deleted AFTER DELETE ON agent_label BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'agent_label', json_array(OLD.agent_id, OLD.key), OLD.agent_id, 'delete',
    json_object(
      'agent_id', OLD.agent_id, 'key', OLD.key, 'value', OLD.value),
    NULL);
END;
CREATE TRIGGER agent_label_inserted AFTER INSERT ON agent_label BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'agent_label', json_array(NEW.agent_id, NEW.key), NEW.agent_id, 'insert',
    NULL,
    json_object(
      'agent_id', NEW.agent_id, 'key', NEW.key, 'value', NEW.value));
END;
CREATE TRIGGER agent_label_key_guard BEFORE UPDATE OF agent_id, key ON agent_label
WHEN OLD.agent_id IS NOT NEW.agent_id OR OLD.key IS NOT NEW.key
BEGIN
  SELECT RAISE(ABORT, 'the key of a agent_label row does not change');
END;
CREATE TRIGGER agent_label_updated AFTER UPDATE ON agent_label
WHEN OLD.agent_id IS NOT NEW.agent_id
  OR OLD.key IS NOT NEW.key
  OR OLD.value IS NOT NEW.value
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'agent_label', json_array(NEW.agent_id, NEW.key), NEW.agent_id, 'update',
    json_object(
      'agent_id', OLD.agent_id, 'key', OLD.key, 'value', OLD.value),
    json_object(
      'agent_id', NEW.agent_id, 'key', NEW.key, 'value', NEW.value));
END;

CREATE TABLE alias (
  -- A short name for a model. The empty name switches the built-in alias of the model off. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  name TEXT NOT NULL,  -- as written; unique without regard to case
  provider TEXT NOT NULL CHECK (provider <> ''),  -- canonical provider it stands for
  model TEXT NOT NULL CHECK (model <> ''),  -- model it stands for
  position INTEGER NOT NULL,  -- order in lists, from 0
  PRIMARY KEY (scope_id, name, provider, model)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX alias_by_name ON alias (scope_id, lower(name)) WHERE name <> '';
CREATE TRIGGER alias_deleted AFTER DELETE ON alias BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'alias', json_array(OLD.scope_id, OLD.name, OLD.provider, OLD.model), OLD.scope_id, 'delete',
    json_object(
      'scope_id', OLD.scope_id, 'name', OLD.name, 'provider', OLD.provider, 'model', OLD.model,
      'position', OLD.position),
    NULL);
END;
CREATE TRIGGER alias_inserted AFTER INSERT ON alias BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'alias', json_array(NEW.scope_id, NEW.name, NEW.provider, NEW.model), NEW.scope_id, 'insert',
    NULL,
    json_object(
      'scope_id', NEW.scope_id, 'name', NEW.name, 'provider', NEW.provider, 'model', NEW.model,
      'position', NEW.position));
END;
CREATE TRIGGER alias_key_guard BEFORE UPDATE OF scope_id, name, provider, model ON alias
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.name IS NOT NEW.name OR OLD.provider IS NOT NEW.provider OR OLD.model IS NOT NEW.model
BEGIN
  SELECT RAISE(ABORT, 'the key of a alias row does not change');
END;
CREATE TRIGGER alias_updated AFTER UPDATE ON alias
WHEN OLD.scope_id IS NOT NEW.scope_id
  OR OLD.name IS NOT NEW.name
  OR OLD.provider IS NOT NEW.provider
  OR OLD.model IS NOT NEW.model
  OR OLD.position IS NOT NEW.position
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'alias', json_array(NEW.scope_id, NEW.name, NEW.provider, NEW.model), NEW.scope_id, 'update',
    json_object(
      'scope_id', OLD.scope_id, 'name', OLD.name, 'provider', OLD.provider, 'model', OLD.model,
      'position', OLD.position),
    json_object(
      'scope_id', NEW.scope_id, 'name', NEW.name, 'provider', NEW.provider, 'model', NEW.model,
      'position', NEW.position));
END;

CREATE TABLE allow_entry (
  -- One line of an allowlist. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  position INTEGER NOT NULL,  -- order, from 0
  pattern TEXT NOT NULL CHECK (pattern <> ''),  -- provider/model, provider/*, provider/prefix/* or an alias
  source TEXT NOT NULL CHECK (source IN ('policy', 'models', 'command')),  -- modelPolicy.allow, a key of the models map, or a command
  PRIMARY KEY (scope_id, position),
  UNIQUE (scope_id, pattern)
) STRICT;
CREATE TRIGGER allow_entry_deleted AFTER DELETE ON allow_entry BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'allow_entry', json_array(OLD.scope_id, OLD.position), OLD.scope_id, 'delete',
    json_object(
      'scope_id', OLD.scope_id, 'position', OLD.position, 'pattern', OLD.pattern,
      'source', OLD.source),
    NULL);
END;
CREATE TRIGGER allow_entry_inserted AFTER INSERT ON allow_entry BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'allow_entry', json_array(NEW.scope_id, NEW.position), NEW.scope_id, 'insert',
    NULL,
    json_object(
      'scope_id', NEW.scope_id, 'position', NEW.position, 'pattern', NEW.pattern,
      'source', NEW.source));
END;
CREATE TRIGGER allow_entry_key_guard BEFORE UPDATE OF scope_id, position ON allow_entry
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.position IS NOT NEW.position
BEGIN
  SELECT RAISE(ABORT, 'the key of a allow_entry row does not change');
END;
CREATE TRIGGER allow_entry_updated AFTER UPDATE ON allow_entry
WHEN OLD.scope_id IS NOT NEW.scope_id
  OR OLD.position IS NOT NEW.position
  OR OLD.pattern IS NOT NEW.pattern
  OR OLD.source IS NOT NEW.source
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'allow_entry', json_array(NEW.scope_id, NEW.position), NEW.scope_id, 'update',
    json_object(
      'scope_id', OLD.scope_id, 'position', OLD.position, 'pattern', OLD.pattern,
      'source', OLD.source),
    json_object(
      'scope_id', NEW.scope_id, 'position', NEW.position, 'pattern', NEW.pattern,
      'source', NEW.source));
END;

CREATE TABLE allow_policy (
  -- Which models may be chosen; only with no entries allows nothing. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  mode TEXT NOT NULL CHECK (mode IN ('inherit', 'any', 'only')),  -- inherit that of *, any model, or only the entries
  PRIMARY KEY (scope_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER allow_policy_deleted AFTER DELETE ON allow_policy BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'allow_policy', OLD.scope_id, OLD.scope_id, 'delete',
    json_object(
      'scope_id', OLD.scope_id, 'mode', OLD.mode),
    NULL);
END;
CREATE TRIGGER allow_policy_inserted AFTER INSERT ON allow_policy BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'allow_policy', NEW.scope_id, NEW.scope_id, 'insert',
    NULL,
    json_object(
      'scope_id', NEW.scope_id, 'mode', NEW.mode));
END;
CREATE TRIGGER allow_policy_key_guard BEFORE UPDATE OF scope_id ON allow_policy
WHEN OLD.scope_id IS NOT NEW.scope_id
BEGIN
  SELECT RAISE(ABORT, 'the key of a allow_policy row does not change');
END;
CREATE TRIGGER allow_policy_updated AFTER UPDATE ON allow_policy
WHEN OLD.scope_id IS NOT NEW.scope_id
  OR OLD.mode IS NOT NEW.mode
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'allow_policy', NEW.scope_id, NEW.scope_id, 'update',
    json_object(
      'scope_id', OLD.scope_id, 'mode', OLD.mode),
    json_object(
      'scope_id', NEW.scope_id, 'mode', NEW.mode));
END;

CREATE TABLE audit_change (
  -- One row per changed row of an audited table, written by triggers. Class: ledger.
  event_id INTEGER NOT NULL REFERENCES audit_event (id),  -- the write it belongs to
  ordinal INTEGER NOT NULL CHECK (ordinal > 0),  -- order inside the event, from 1
  table_name TEXT NOT NULL,  -- the audited table
  row_key TEXT NOT NULL,  -- primary key: the text itself, or a JSON array of its parts
  scope_id TEXT NOT NULL,  -- the scope the row stands at: '*' or an agent
  operation TEXT NOT NULL
    CHECK (operation = 'insert' OR operation = 'update' OR operation = 'delete'),  -- what happened to the row
  before TEXT,  -- the row before, as JSON; NULL for an insert
  after TEXT,  -- the row after, as JSON; NULL for a delete
  PRIMARY KEY (event_id, ordinal),
  CHECK ((operation = 'insert') = (before IS NULL)),
  CHECK ((operation = 'delete') = (after IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_change_by_scope ON audit_change (scope_id, event_id);
CREATE TRIGGER audit_change_delete_guard BEFORE DELETE ON audit_change BEGIN
  SELECT RAISE(ABORT, 'audit_change is a ledger: rows are only added');
END;
CREATE TRIGGER audit_change_insert_guard BEFORE INSERT ON audit_change
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'audit_change is a ledger: a row belongs to the event of its write');
END;
CREATE TRIGGER audit_change_update_guard BEFORE UPDATE ON audit_change BEGIN
  SELECT RAISE(ABORT, 'audit_change is a ledger: rows are only added');
END;

CREATE TABLE audit_event (
  -- One row per write: who did what, when and why. Class: ledger.
  id INTEGER PRIMARY KEY CHECK (id > 0),  -- only grows
  at INTEGER NOT NULL,  -- Unix milliseconds
  actor TEXT NOT NULL,  -- who: --actor, PURSER_ACTOR or the OS user
  host TEXT NOT NULL,  -- name of the machine
  command TEXT NOT NULL,  -- the words of the command, never a secret value
  reason TEXT,  -- why: --reason
  request_id TEXT NOT NULL,  -- random, the same for everything one process did
  undoes_event_id INTEGER REFERENCES audit_event (id),  -- the event this one takes back
  program_version TEXT NOT NULL  -- version of the program that wrote it
) STRICT;
CREATE TRIGGER audit_event_delete_guard BEFORE DELETE ON audit_event BEGIN
  SELECT RAISE(ABORT, 'audit_event is a ledger: rows are only added');
END;
CREATE TRIGGER audit_event_insert_guard BEFORE INSERT ON audit_event
WHEN NEW.id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'audit_event is a ledger: a row belongs to the event of its write');
END;
CREATE TRIGGER audit_event_update_guard BEFORE UPDATE ON audit_event BEGIN
  SELECT RAISE(ABORT, 'audit_event is a ledger: rows are only added');
END;

CREATE TABLE audit_seal (
  -- The chain over the trail, one digest per event. Class: ledger.
  event_id INTEGER PRIMARY KEY REFERENCES audit_event (id),  -- the sealed event
  digest TEXT NOT NULL  -- algorithm:hex over the previous digest, the event, its changes and its ledger rows
) STRICT;
CREATE TRIGGER audit_seal_delete_guard BEFORE DELETE ON audit_seal BEGIN
  SELECT RAISE(ABORT, 'audit_seal is a ledger: rows are only added');
END;
CREATE TRIGGER audit_seal_insert_guard BEFORE INSERT ON audit_seal
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'audit_seal is a ledger: a row belongs to the event of its write');
END;
CREATE TRIGGER audit_seal_update_guard BEFORE UPDATE ON audit_seal BEGIN
  SELECT RAISE(ABORT, 'audit_seal is a ledger: rows are only added');
END;

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
CREATE INDEX auth_profile_by_expiry ON auth_profile (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX auth_profile_by_provider ON auth_profile (provider, scope_id);
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
CREATE TRIGGER auth_profile_key_guard BEFORE UPDATE OF scope_id, id ON auth_profile
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.id IS NOT NEW.id
BEGIN
  SELECT RAISE(ABORT, 'the key of a auth_profile row does not change');
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

CREATE TABLE export_file (
  -- Every models.json that was written, with its digest. Class: ledger.
  id INTEGER PRIMARY KEY,  -- only grows
  event_id INTEGER NOT NULL REFERENCES audit_event (id),  -- the export
  agent_id TEXT NOT NULL,  -- the agent, which may be gone by now
  path TEXT NOT NULL,  -- absolute path of the file
  digest TEXT NOT NULL,  -- algorithm:hex of the bytes written
  bytes INTEGER NOT NULL,  -- length of the file
  mode TEXT NOT NULL CHECK (mode IN ('merge', 'replace')),  -- how it was made
  dialect TEXT NOT NULL CHECK (dialect IN ('legacy', 'dollar', 'literal')),  -- spelling of key references
  with_secrets INTEGER NOT NULL DEFAULT 0 CHECK (with_secrets IN (0, 1)),  -- 1: sealed values were written in plain text
  kept TEXT NOT NULL DEFAULT '[]',  -- JSON array of places whose value was kept from the file that was there
  revision INTEGER NOT NULL,  -- revision of the store it was made from
  written_at INTEGER NOT NULL  -- Unix milliseconds
) STRICT;
CREATE INDEX export_file_by_path ON export_file (path, id);
CREATE TRIGGER export_file_delete_guard BEFORE DELETE ON export_file BEGIN
  SELECT RAISE(ABORT, 'export_file is a ledger: rows are only added');
END;
CREATE TRIGGER export_file_insert_guard BEFORE INSERT ON export_file
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'export_file is a ledger: a row belongs to the event of its write');
END;
CREATE TRIGGER export_file_update_guard BEFORE UPDATE ON export_file BEGIN
  SELECT RAISE(ABORT, 'export_file is a ledger: rows are only added');
END;

CREATE TABLE model_setting (
  -- A model the configuration names, with its parameters. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  provider TEXT NOT NULL,  -- canonical provider
  model TEXT NOT NULL,  -- model
  written TEXT NOT NULL,  -- the key as the source document spells it
  params TEXT,  -- JSON object of parameters
  extra TEXT NOT NULL DEFAULT '{}',  -- unknown members of the entry, as a JSON object
  position INTEGER NOT NULL,  -- order in lists, from 0
  PRIMARY KEY (scope_id, provider, model)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER model_setting_deleted AFTER DELETE ON model_setting BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'model_setting', json_array(OLD.scope_id, OLD.provider, OLD.model), OLD.scope_id, 'delete',
    json_object(
      'scope_id', OLD.scope_id, 'provider', OLD.provider, 'model', OLD.model,
      'written', OLD.written, 'params', OLD.params, 'extra', OLD.extra, 'position', OLD.position),
    NULL);
END;
CREATE TRIGGER model_setting_inserted AFTER INSERT ON model_setting BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'model_setting', json_array(NEW.scope_id, NEW.provider, NEW.model), NEW.scope_id, 'insert',
    NULL,
    json_object(
      'scope_id', NEW.scope_id, 'provider', NEW.provider, 'model', NEW.model,
      'written', NEW.written, 'params', NEW.params, 'extra', NEW.extra, 'position', NEW.position));
END;
CREATE TRIGGER model_setting_key_guard BEFORE UPDATE OF scope_id, provider, model ON model_setting
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.provider IS NOT NEW.provider OR OLD.model IS NOT NEW.model
BEGIN
  SELECT RAISE(ABORT, 'the key of a model_setting row does not change');
END;
CREATE TRIGGER model_setting_updated AFTER UPDATE ON model_setting
WHEN OLD.scope_id IS NOT NEW.scope_id
  OR OLD.provider IS NOT NEW.provider
  OR OLD.model IS NOT NEW.model
  OR OLD.written IS NOT NEW.written
  OR OLD.params IS NOT NEW.params
  OR OLD.extra IS NOT NEW.extra
  OR OLD.position IS NOT NEW.position
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'model_setting', json_array(NEW.scope_id, NEW.provider, NEW.model), NEW.scope_id, 'update',
    json_object(
      'scope_id', OLD.scope_id, 'provider', OLD.provider, 'model', OLD.model,
      'written', OLD.written, 'params', OLD.params, 'extra', OLD.extra, 'position', OLD.position),
    json_object(
      'scope_id', NEW.scope_id, 'provider', NEW.provider, 'model', NEW.model,
      'written', NEW.written, 'params', NEW.params, 'extra', NEW.extra, 'position', NEW.position));
END;

CREATE TABLE probe_slot (
  -- When a run last tried a provider whose profiles were all resting. Class: guarded.
  agent_id TEXT NOT NULL REFERENCES agent (id) ON DELETE CASCADE,  -- the agent
  provider TEXT NOT NULL,  -- canonical provider
  probed_at INTEGER NOT NULL,  -- Unix milliseconds
  PRIMARY KEY (agent_id, provider)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER probe_slot_delete_guard BEFORE DELETE ON probe_slot BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER probe_slot_insert_guard BEFORE INSERT ON probe_slot BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER probe_slot_update_guard BEFORE UPDATE ON probe_slot BEGIN
  SELECT audit_event();
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
CREATE TRIGGER profile_declaration_key_guard BEFORE UPDATE OF scope_id, id ON profile_declaration
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.id IS NOT NEW.id
BEGIN
  SELECT RAISE(ABORT, 'the key of a profile_declaration row does not change');
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
CREATE INDEX profile_event_by_agent ON profile_event (agent_id, id) WHERE agent_id IS NOT NULL;
CREATE INDEX profile_event_by_event ON profile_event (event_id);
CREATE INDEX profile_event_by_profile ON profile_event (profile_id, id);
CREATE TRIGGER profile_event_delete_guard BEFORE DELETE ON profile_event BEGIN
  SELECT RAISE(ABORT, 'profile_event is a ledger: rows are only added');
END;
CREATE TRIGGER profile_event_insert_guard BEFORE INSERT ON profile_event
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'profile_event is a ledger: a row belongs to the event of its write');
END;
CREATE TRIGGER profile_event_update_guard BEFORE UPDATE ON profile_event BEGIN
  SELECT RAISE(ABORT, 'profile_event is a ledger: rows are only added');
END;

CREATE TABLE profile_order (
  -- The order in which a provider's profiles are tried; an empty list means none. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  provider TEXT NOT NULL CHECK (provider <> ''),  -- canonical provider
  source TEXT NOT NULL CHECK (source IN ('config', 'store')),  -- config: auth.order, a hard rule; store: set by a command or a runtime, wins over the config
  profiles TEXT NOT NULL,  -- profile ids, one a line, the first is tried first; empty: none is tried
  PRIMARY KEY (scope_id, provider, source)
) STRICT, WITHOUT ROWID;
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
CREATE TRIGGER profile_order_key_guard BEFORE UPDATE OF scope_id, provider, source ON profile_order
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.provider IS NOT NEW.provider OR OLD.source IS NOT NEW.source
BEGIN
  SELECT RAISE(ABORT, 'the key of a profile_order row does not change');
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
CREATE INDEX profile_state_resting ON profile_state (max(
  coalesce(cooldown_until, 0), coalesce(disabled_until, 0), coalesce(blocked_until, 0)));
CREATE TRIGGER profile_state_delete_guard BEFORE DELETE ON profile_state BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER profile_state_insert_guard BEFORE INSERT ON profile_state BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER profile_state_update_guard BEFORE UPDATE ON profile_state BEGIN
  SELECT audit_event();
END;

CREATE TABLE provider (
  -- A provider of models as a document defined it. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  id TEXT NOT NULL CHECK (id <> '' AND id = lower(id)),  -- canonical id
  written_id TEXT NOT NULL,  -- the id as the source document spells it; exports use it
  position INTEGER NOT NULL,  -- order in the document, from 0
  base_url TEXT,  -- endpoint; user and password never stand in it
  api TEXT,  -- kind of API
  auth_mode TEXT,  -- api-key, aws-sdk, oauth or token
  auth_header INTEGER CHECK (auth_header IN (0, 1)),  -- 1: send the key as Authorization: Bearer
  headers TEXT,  -- JSON object; a sealed value is {"$sealed": id, "digest": …}
  compat TEXT,  -- JSON object, kept as it is
  api_key_kind TEXT NOT NULL DEFAULT 'none'
    CHECK (api_key_kind IN ('none', 'environment', 'command', 'marker', 'ref', 'template', 'placeholder', 'sealed')),  -- what api_key_ref is
  api_key_ref TEXT,  -- the reference as text: variable name, !command, marker, JSON of a SecretRef, …; never a secret
  secret_id INTEGER,  -- the sealed key; names a row of secret
  secret_digest TEXT,  -- keyed digest of the sealed key, so that a change is visible
  has_models INTEGER NOT NULL DEFAULT 1 CHECK (has_models IN (0, 1)),  -- 0: the document has no models member at all
  extra TEXT NOT NULL DEFAULT '{}',  -- unknown members of the source document, as a JSON object
  PRIMARY KEY (scope_id, id),
  CHECK ((api_key_kind = 'sealed') = (secret_id IS NOT NULL)),
  CHECK ((secret_id IS NULL) = (secret_digest IS NULL)),
  CHECK (api_key_kind IN ('none', 'sealed') OR api_key_ref IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER provider_deleted AFTER DELETE ON provider BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'provider', json_array(OLD.scope_id, OLD.id), OLD.scope_id, 'delete',
    json_object(
      'scope_id', OLD.scope_id, 'id', OLD.id, 'written_id', OLD.written_id,
      'position', OLD.position, 'base_url', OLD.base_url, 'api', OLD.api,
      'auth_mode', OLD.auth_mode, 'auth_header', OLD.auth_header, 'headers', OLD.headers,
      'compat', OLD.compat, 'api_key_kind', OLD.api_key_kind, 'api_key_ref', OLD.api_key_ref,
      'secret_id', OLD.secret_id, 'secret_digest', OLD.secret_digest,
      'has_models', OLD.has_models, 'extra', OLD.extra),
    NULL);
END;
CREATE TRIGGER provider_deleted_secret AFTER DELETE ON provider BEGIN
  DELETE FROM secret
  WHERE owner = json_array('provider', OLD.scope_id, OLD.id);
END;
CREATE TRIGGER provider_inserted AFTER INSERT ON provider BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'provider', json_array(NEW.scope_id, NEW.id), NEW.scope_id, 'insert',
    NULL,
    json_object(
      'scope_id', NEW.scope_id, 'id', NEW.id, 'written_id', NEW.written_id,
      'position', NEW.position, 'base_url', NEW.base_url, 'api', NEW.api,
      'auth_mode', NEW.auth_mode, 'auth_header', NEW.auth_header, 'headers', NEW.headers,
      'compat', NEW.compat, 'api_key_kind', NEW.api_key_kind, 'api_key_ref', NEW.api_key_ref,
      'secret_id', NEW.secret_id, 'secret_digest', NEW.secret_digest,
      'has_models', NEW.has_models, 'extra', NEW.extra));
END;
CREATE TRIGGER provider_key_guard BEFORE UPDATE OF scope_id, id ON provider
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.id IS NOT NEW.id
BEGIN
  SELECT RAISE(ABORT, 'the key of a provider row does not change');
END;
CREATE TRIGGER provider_updated AFTER UPDATE ON provider
WHEN OLD.scope_id IS NOT NEW.scope_id
  OR OLD.id IS NOT NEW.id
  OR OLD.written_id IS NOT NEW.written_id
  OR OLD.position IS NOT NEW.position
  OR OLD.base_url IS NOT NEW.base_url
  OR OLD.api IS NOT NEW.api
  OR OLD.auth_mode IS NOT NEW.auth_mode
  OR OLD.auth_header IS NOT NEW.auth_header
  OR OLD.headers IS NOT NEW.headers
  OR OLD.compat IS NOT NEW.compat
  OR OLD.api_key_kind IS NOT NEW.api_key_kind
  OR OLD.api_key_ref IS NOT NEW.api_key_ref
  OR OLD.secret_id IS NOT NEW.secret_id
  OR OLD.secret_digest IS NOT NEW.secret_digest
  OR OLD.has_models IS NOT NEW.has_models
  OR OLD.extra IS NOT NEW.extra
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'provider', json_array(NEW.scope_id, NEW.id), NEW.scope_id, 'update',
    json_object(
      'scope_id', OLD.scope_id, 'id', OLD.id, 'written_id', OLD.written_id,
      'position', OLD.position, 'base_url', OLD.base_url, 'api', OLD.api,
      'auth_mode', OLD.auth_mode, 'auth_header', OLD.auth_header, 'headers', OLD.headers,
      'compat', OLD.compat, 'api_key_kind', OLD.api_key_kind, 'api_key_ref', OLD.api_key_ref,
      'secret_id', OLD.secret_id, 'secret_digest', OLD.secret_digest,
      'has_models', OLD.has_models, 'extra', OLD.extra),
    json_object(
      'scope_id', NEW.scope_id, 'id', NEW.id, 'written_id', NEW.written_id,
      'position', NEW.position, 'base_url', NEW.base_url, 'api', NEW.api,
      'auth_mode', NEW.auth_mode, 'auth_header', NEW.auth_header, 'headers', NEW.headers,
      'compat', NEW.compat, 'api_key_kind', NEW.api_key_kind, 'api_key_ref', NEW.api_key_ref,
      'secret_id', NEW.secret_id, 'secret_digest', NEW.secret_digest,
      'has_models', NEW.has_models, 'extra', NEW.extra));
END;

CREATE TABLE provider_model (
  -- A model that a provider row defines. Class: audited.
  scope_id TEXT NOT NULL,  -- scope of the provider
  provider_id TEXT NOT NULL,  -- the provider
  id TEXT NOT NULL CHECK (id <> ''),  -- model id, case kept
  position INTEGER NOT NULL,  -- order in the provider, from 0
  name TEXT,  -- shown in lists
  api TEXT,  -- kind of API when it differs from the provider's
  base_url TEXT,  -- endpoint when it differs from the provider's
  reasoning INTEGER CHECK (reasoning IN (0, 1)),  -- 1: a reasoning model
  input TEXT,  -- modalities joined by commas: text,image
  context_window INTEGER,  -- tokens
  max_tokens INTEGER,  -- tokens
  cost_input_micro_usd INTEGER,  -- micro-dollars per million tokens; NULL: not said, or not exact and then in extra
  cost_output_micro_usd INTEGER,  -- micro-dollars per million tokens; NULL: not said, or not exact and then in extra
  cost_cache_read_micro_usd INTEGER,  -- micro-dollars per million tokens; NULL: not said, or not exact and then in extra
  cost_cache_write_micro_usd INTEGER,  -- micro-dollars per million tokens; NULL: not said, or not exact and then in extra
  headers TEXT,  -- JSON object, as in provider
  compat TEXT,  -- JSON object, kept as it is
  extra TEXT NOT NULL DEFAULT '{}',  -- unknown or inexact members, as a JSON object
  PRIMARY KEY (scope_id, provider_id, id),
  FOREIGN KEY (scope_id, provider_id) REFERENCES provider (scope_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TRIGGER provider_model_deleted AFTER DELETE ON provider_model BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'provider_model', json_array(OLD.scope_id, OLD.provider_id, OLD.id), OLD.scope_id, 'delete',
    json_object(
      'scope_id', OLD.scope_id, 'provider_id', OLD.provider_id, 'id', OLD.id,
      'position', OLD.position, 'name', OLD.name, 'api', OLD.api, 'base_url', OLD.base_url,
      'reasoning', OLD.reasoning, 'input', OLD.input, 'context_window', OLD.context_window,
      'max_tokens', OLD.max_tokens, 'cost_input_micro_usd', OLD.cost_input_micro_usd,
      'cost_output_micro_usd', OLD.cost_output_micro_usd,
      'cost_cache_read_micro_usd', OLD.cost_cache_read_micro_usd,
      'cost_cache_write_micro_usd', OLD.cost_cache_write_micro_usd, 'headers', OLD.headers,
      'compat', OLD.compat, 'extra', OLD.extra),
    NULL);
END;
CREATE TRIGGER provider_model_inserted AFTER INSERT ON provider_model BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'provider_model', json_array(NEW.scope_id, NEW.provider_id, NEW.id), NEW.scope_id, 'insert',
    NULL,
    json_object(
      'scope_id', NEW.scope_id, 'provider_id', NEW.provider_id, 'id', NEW.id,
      'position', NEW.position, 'name', NEW.name, 'api', NEW.api, 'base_url', NEW.base_url,
      'reasoning', NEW.reasoning, 'input', NEW.input, 'context_window', NEW.context_window,
      'max_tokens', NEW.max_tokens, 'cost_input_micro_usd', NEW.cost_input_micro_usd,
      'cost_output_micro_usd', NEW.cost_output_micro_usd,
      'cost_cache_read_micro_usd', NEW.cost_cache_read_micro_usd,
      'cost_cache_write_micro_usd', NEW.cost_cache_write_micro_usd, 'headers', NEW.headers,
      'compat', NEW.compat, 'extra', NEW.extra));
END;
CREATE TRIGGER provider_model_key_guard BEFORE UPDATE OF scope_id, provider_id, id ON provider_model
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.provider_id IS NOT NEW.provider_id OR OLD.id IS NOT NEW.id
BEGIN
  SELECT RAISE(ABORT, 'the key of a provider_model row does not change');
END;
CREATE TRIGGER provider_model_updated AFTER UPDATE ON provider_model
WHEN OLD.scope_id IS NOT NEW.scope_id
  OR OLD.provider_id IS NOT NEW.provider_id
  OR OLD.id IS NOT NEW.id
  OR OLD.position IS NOT NEW.position
  OR OLD.name IS NOT NEW.name
  OR OLD.api IS NOT NEW.api
  OR OLD.base_url IS NOT NEW.base_url
  OR OLD.reasoning IS NOT NEW.reasoning
  OR OLD.input IS NOT NEW.input
  OR OLD.context_window IS NOT NEW.context_window
  OR OLD.max_tokens IS NOT NEW.max_tokens
  OR OLD.cost_input_micro_usd IS NOT NEW.cost_input_micro_usd
  OR OLD.cost_output_micro_usd IS NOT NEW.cost_output_micro_usd
  OR OLD.cost_cache_read_micro_usd IS NOT NEW.cost_cache_read_micro_usd
  OR OLD.cost_cache_write_micro_usd IS NOT NEW.cost_cache_write_micro_usd
  OR OLD.headers IS NOT NEW.headers
  OR OLD.compat IS NOT NEW.compat
  OR OLD.extra IS NOT NEW.extra
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'provider_model', json_array(NEW.scope_id, NEW.provider_id, NEW.id), NEW.scope_id, 'update',
    json_object(
      'scope_id', OLD.scope_id, 'provider_id', OLD.provider_id, 'id', OLD.id,
      'position', OLD.position, 'name', OLD.name, 'api', OLD.api, 'base_url', OLD.base_url,
      'reasoning', OLD.reasoning, 'input', OLD.input, 'context_window', OLD.context_window,
      'max_tokens', OLD.max_tokens, 'cost_input_micro_usd', OLD.cost_input_micro_usd,
      'cost_output_micro_usd', OLD.cost_output_micro_usd,
      'cost_cache_read_micro_usd', OLD.cost_cache_read_micro_usd,
      'cost_cache_write_micro_usd', OLD.cost_cache_write_micro_usd, 'headers', OLD.headers,
      'compat', OLD.compat, 'extra', OLD.extra),
    json_object(
      'scope_id', NEW.scope_id, 'provider_id', NEW.provider_id, 'id', NEW.id,
      'position', NEW.position, 'name', NEW.name, 'api', NEW.api, 'base_url', NEW.base_url,
      'reasoning', NEW.reasoning, 'input', NEW.input, 'context_window', NEW.context_window,
      'max_tokens', NEW.max_tokens, 'cost_input_micro_usd', NEW.cost_input_micro_usd,
      'cost_output_micro_usd', NEW.cost_output_micro_usd,
      'cost_cache_read_micro_usd', NEW.cost_cache_read_micro_usd,
      'cost_cache_write_micro_usd', NEW.cost_cache_write_micro_usd, 'headers', NEW.headers,
      'compat', NEW.compat, 'extra', NEW.extra));
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
CREATE TRIGGER refresh_lease_delete_guard BEFORE DELETE ON refresh_lease BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER refresh_lease_insert_guard BEFORE INSERT ON refresh_lease BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER refresh_lease_update_guard BEFORE UPDATE ON refresh_lease BEGIN
  SELECT audit_event();
END;

CREATE TABLE route (
  -- Which model a purpose uses: position 0 is the primary, the rest its fallbacks. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  purpose TEXT NOT NULL CHECK (purpose IN ('text', 'image', 'utility', 'pdf', 'image-generation', 'subagent')),  -- what the model is for
  position INTEGER NOT NULL CHECK (position >= 0),  -- 0 = primary, then the fallbacks in order
  written TEXT NOT NULL,  -- the reference as configured: provider/model, an alias or a bare name
  provider TEXT,  -- canonical provider when written is a full reference
  model TEXT,  -- model when written is a full reference
  PRIMARY KEY (scope_id, purpose, position),
  CHECK ((provider IS NULL) = (model IS NULL))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER route_deleted AFTER DELETE ON route BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'route', json_array(OLD.scope_id, OLD.purpose, OLD.position), OLD.scope_id, 'delete',
    json_object(
      'scope_id', OLD.scope_id, 'purpose', OLD.purpose, 'position', OLD.position,
      'written', OLD.written, 'provider', OLD.provider, 'model', OLD.model),
    NULL);
END;
CREATE TRIGGER route_inserted AFTER INSERT ON route BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'route', json_array(NEW.scope_id, NEW.purpose, NEW.position), NEW.scope_id, 'insert',
    NULL,
    json_object(
      'scope_id', NEW.scope_id, 'purpose', NEW.purpose, 'position', NEW.position,
      'written', NEW.written, 'provider', NEW.provider, 'model', NEW.model));
END;
CREATE TRIGGER route_key_guard BEFORE UPDATE OF scope_id, purpose, position ON route
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.purpose IS NOT NEW.purpose OR OLD.position IS NOT NEW.position
BEGIN
  SELECT RAISE(ABORT, 'the key of a route row does not change');
END;
CREATE TRIGGER route_updated AFTER UPDATE ON route
WHEN OLD.scope_id IS NOT NEW.scope_id
  OR OLD.purpose IS NOT NEW.purpose
  OR OLD.position IS NOT NEW.position
  OR OLD.written IS NOT NEW.written
  OR OLD.provider IS NOT NEW.provider
  OR OLD.model IS NOT NEW.model
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'route', json_array(NEW.scope_id, NEW.purpose, NEW.position), NEW.scope_id, 'update',
    json_object(
      'scope_id', OLD.scope_id, 'purpose', OLD.purpose, 'position', OLD.position,
      'written', OLD.written, 'provider', OLD.provider, 'model', OLD.model),
    json_object(
      'scope_id', NEW.scope_id, 'purpose', NEW.purpose, 'position', NEW.position,
      'written', NEW.written, 'provider', NEW.provider, 'model', NEW.model));
END;

CREATE TABLE route_policy (
  -- Which fallbacks a scope uses; absent, empty and present differ. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  purpose TEXT NOT NULL,  -- as in route
  fallbacks TEXT NOT NULL CHECK (fallbacks IN ('inherit', 'none', 'list')),  -- inherit those of *, none, or the own list
  PRIMARY KEY (scope_id, purpose)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER route_policy_deleted AFTER DELETE ON route_policy BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'route_policy', json_array(OLD.scope_id, OLD.purpose), OLD.scope_id, 'delete',
    json_object(
      'scope_id', OLD.scope_id, 'purpose', OLD.purpose, 'fallbacks', OLD.fallbacks),
    NULL);
END;
CREATE TRIGGER route_policy_inserted AFTER INSERT ON route_policy BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'route_policy', json_array(NEW.scope_id, NEW.purpose), NEW.scope_id, 'insert',
    NULL,
    json_object(
      'scope_id', NEW.scope_id, 'purpose', NEW.purpose, 'fallbacks', NEW.fallbacks));
END;
CREATE TRIGGER route_policy_key_guard BEFORE UPDATE OF scope_id, purpose ON route_policy
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.purpose IS NOT NEW.purpose
BEGIN
  SELECT RAISE(ABORT, 'the key of a route_policy row does not change');
END;
CREATE TRIGGER route_policy_updated AFTER UPDATE ON route_policy
WHEN OLD.scope_id IS NOT NEW.scope_id
  OR OLD.purpose IS NOT NEW.purpose
  OR OLD.fallbacks IS NOT NEW.fallbacks
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'route_policy', json_array(NEW.scope_id, NEW.purpose), NEW.scope_id, 'update',
    json_object(
      'scope_id', OLD.scope_id, 'purpose', OLD.purpose, 'fallbacks', OLD.fallbacks),
    json_object(
      'scope_id', NEW.scope_id, 'purpose', NEW.purpose, 'fallbacks', NEW.fallbacks));
END;

CREATE TABLE schema_migration (
  -- Each applied step of the schema. Class: ledger.
  version INTEGER PRIMARY KEY,  -- number of the step, from 1
  name TEXT NOT NULL,  -- its name
  checksum TEXT NOT NULL,  -- sha256:hex of its file
  applied_at_ms INTEGER NOT NULL  -- Unix milliseconds
) STRICT;
CREATE TRIGGER schema_migration_delete_guard BEFORE DELETE ON schema_migration BEGIN
  SELECT RAISE(ABORT, 'schema_migration is a ledger: rows are only added');
END;
CREATE TRIGGER schema_migration_update_guard BEFORE UPDATE ON schema_migration BEGIN
  SELECT RAISE(ABORT, 'schema_migration is a ledger: rows are only added');
END;

CREATE TABLE scope (
  -- Where configuration stands: '*' (the defaults) or one agent. Class: audited.
  id TEXT PRIMARY KEY CHECK (id = '*' OR (length(id) BETWEEN 1 AND 64 AND id NOT GLOB '*[^a-z0-9_-]*'))  -- * or the id of an agent
) STRICT;
CREATE TRIGGER scope_deleted AFTER DELETE ON scope BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'scope', OLD.id, OLD.id, 'delete',
    json_object(
      'id', OLD.id),
    NULL);
END;
CREATE TRIGGER scope_inserted AFTER INSERT ON scope BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'scope', NEW.id, NEW.id, 'insert',
    NULL,
    json_object(
      'id', NEW.id));
END;
CREATE TRIGGER scope_key_guard BEFORE UPDATE OF id ON scope
WHEN OLD.id IS NOT NEW.id
BEGIN
  SELECT RAISE(ABORT, 'the key of a scope row does not change');
END;
CREATE TRIGGER scope_updated AFTER UPDATE ON scope
WHEN OLD.id IS NOT NEW.id
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'scope', NEW.id, NEW.id, 'update',
    json_object(
      'id', OLD.id),
    json_object(
      'id', NEW.id));
END;

CREATE TABLE secret (
  -- A sealed value and the row it belongs to. Class: guarded.
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice
  owner TEXT NOT NULL,  -- JSON array of table name and primary key of the owning row
  field TEXT NOT NULL,  -- which value of the owner: apiKey, headers.NAME, …
  key_id TEXT NOT NULL,  -- which master key seals it
  nonce BLOB NOT NULL,  -- of the sealing
  sealed BLOB NOT NULL,  -- libsodium AEAD; owner and field are the associated data
  created_at INTEGER NOT NULL,  -- Unix milliseconds
  UNIQUE (owner, field)
) STRICT;
CREATE TRIGGER secret_delete_guard BEFORE DELETE ON secret BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER secret_insert_guard BEFORE INSERT ON secret BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER secret_update_guard BEFORE UPDATE ON secret BEGIN
  SELECT audit_event();
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
CREATE TRIGGER secret_provider_key_guard BEFORE UPDATE OF scope_id, name ON secret_provider
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.name IS NOT NEW.name
BEGIN
  SELECT RAISE(ABORT, 'the key of a secret_provider row does not change');
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
CREATE TRIGGER session_selection_key_guard BEFORE UPDATE OF agent_id, session_key ON session_selection
WHEN OLD.agent_id IS NOT NEW.agent_id OR OLD.session_key IS NOT NEW.session_key
BEGIN
  SELECT RAISE(ABORT, 'the key of a session_selection row does not change');
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

CREATE TABLE setting (
  -- Typed knobs; the keys are a closed list in the domain. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  key TEXT NOT NULL CHECK (key <> ''),  -- see: purser settings list
  value TEXT NOT NULL,  -- canonical text of the value
  PRIMARY KEY (scope_id, key)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER setting_deleted AFTER DELETE ON setting BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'setting', json_array(OLD.scope_id, OLD.key), OLD.scope_id, 'delete',
    json_object(
      'scope_id', OLD.scope_id, 'key', OLD.key, 'value', OLD.value),
    NULL);
END;
CREATE TRIGGER setting_inserted AFTER INSERT ON setting BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'setting', json_array(NEW.scope_id, NEW.key), NEW.scope_id, 'insert',
    NULL,
    json_object(
      'scope_id', NEW.scope_id, 'key', NEW.key, 'value', NEW.value));
END;
CREATE TRIGGER setting_key_guard BEFORE UPDATE OF scope_id, key ON setting
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.key IS NOT NEW.key
BEGIN
  SELECT RAISE(ABORT, 'the key of a setting row does not change');
END;
CREATE TRIGGER setting_updated AFTER UPDATE ON setting
WHEN OLD.scope_id IS NOT NEW.scope_id
  OR OLD.key IS NOT NEW.key
  OR OLD.value IS NOT NEW.value
BEGIN
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    'setting', json_array(NEW.scope_id, NEW.key), NEW.scope_id, 'update',
    json_object(
      'scope_id', OLD.scope_id, 'key', OLD.key, 'value', OLD.value),
    json_object(
      'scope_id', NEW.scope_id, 'key', NEW.key, 'value', NEW.value));
END;

CREATE TABLE trail_key (
  -- The random key of the seal chain, itself sealed under the master key. Class: guarded.
  id INTEGER PRIMARY KEY CHECK (id = 1),  -- always 1
  key_id TEXT NOT NULL,  -- which master key seals it
  nonce BLOB NOT NULL,  -- of the sealing
  sealed BLOB NOT NULL,  -- the key of the chain, sealed
  created_at INTEGER NOT NULL  -- Unix milliseconds
) STRICT;
CREATE TRIGGER trail_key_delete_guard BEFORE DELETE ON trail_key BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER trail_key_insert_guard BEFORE INSERT ON trail_key BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER trail_key_update_guard BEFORE UPDATE ON trail_key BEGIN
  SELECT audit_event();
END;

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
