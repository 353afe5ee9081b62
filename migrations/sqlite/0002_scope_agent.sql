-- Everything configurable stands at a scope, '*' or one agent, so one foreign key serves both, inheritance
-- is "agent, else *", and removing an agent's scope removes what it owned.

CREATE TABLE scope (
  -- Where configuration stands: '*' (the defaults) or one agent. Class: audited.
  id TEXT PRIMARY KEY CHECK (id = '*' OR (length(id) BETWEEN 1 AND 64 AND id NOT GLOB '*[^a-z0-9_-]*'))  -- * or the id of an agent
) STRICT;

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

-- The trail names rows by key: a key never changes, the row is deleted and inserted anew.
CREATE TRIGGER scope_key_guard BEFORE UPDATE OF id ON scope
WHEN OLD.id IS NOT NEW.id
BEGIN
  SELECT RAISE(ABORT, 'the key of a scope row does not change');
END;

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

CREATE UNIQUE INDEX agent_default ON agent (is_default) WHERE is_default = 1;
-- Finds the agent of a directory that the environment names.
CREATE INDEX agent_by_dir ON agent (agent_dir);
CREATE INDEX agent_by_position ON agent (position, id);

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

-- The trail names rows by key: a key never changes, the row is deleted and inserted anew.
CREATE TRIGGER agent_key_guard BEFORE UPDATE OF id ON agent
WHEN OLD.id IS NOT NEW.id
BEGIN
  SELECT RAISE(ABORT, 'the key of a agent row does not change');
END;

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

CREATE TABLE agent_label (
  -- What selectors match. Class: audited.
  agent_id TEXT NOT NULL REFERENCES agent (id) ON DELETE CASCADE,  -- the agent
  key TEXT NOT NULL CHECK (key <> ''),  -- name of the label
  value TEXT NOT NULL,  -- its value, may be empty
  PRIMARY KEY (agent_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX agent_label_by_value ON agent_label (key, value, agent_id);

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

-- The trail names rows by key: a key never changes, the row is deleted and inserted anew.
CREATE TRIGGER agent_label_key_guard BEFORE UPDATE OF agent_id, key ON agent_label
WHEN OLD.agent_id IS NOT NEW.agent_id OR OLD.key IS NOT NEW.key
BEGIN
  SELECT RAISE(ABORT, 'the key of a agent_label row does not change');
END;

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

CREATE TABLE setting (
  -- Typed knobs; the keys are a closed list in the domain. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  key TEXT NOT NULL CHECK (key <> ''),  -- see: purser settings list
  value TEXT NOT NULL,  -- canonical text of the value
  PRIMARY KEY (scope_id, key)
) STRICT, WITHOUT ROWID;

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

-- The trail names rows by key: a key never changes, the row is deleted and inserted anew.
CREATE TRIGGER setting_key_guard BEFORE UPDATE OF scope_id, key ON setting
WHEN OLD.scope_id IS NOT NEW.scope_id OR OLD.key IS NOT NEW.key
BEGIN
  SELECT RAISE(ABORT, 'the key of a setting row does not change');
END;

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
