-- Everything configurable stands at a scope, '*' or one agent, so one foreign key serves both, inheritance
-- is "agent, else *", and removing an agent's scope removes what it owned.

CREATE TABLE scope (
  -- Where configuration stands: '*' (the defaults) or one agent. Class: audited.
  id TEXT PRIMARY KEY CHECK (id = '*' OR (length(id) BETWEEN 1 AND 64 AND id NOT GLOB '*[^a-z0-9_-]*')),  -- * or the id of an agent
  row_json TEXT GENERATED ALWAYS AS (json_object('id', id)) VIRTUAL  -- the row in the trail
) STRICT;

CREATE TRIGGER scope_inserted AFTER INSERT ON scope BEGIN
  INSERT INTO audited VALUES ('scope', NEW.id, NULL, NEW.id, NULL, NEW.row_json);
END;

CREATE TRIGGER scope_updated AFTER UPDATE ON scope BEGIN
  INSERT INTO audited VALUES ('scope', NEW.id, OLD.id, NEW.id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER scope_deleted AFTER DELETE ON scope BEGIN
  INSERT INTO audited VALUES ('scope', OLD.id, OLD.id, NULL, OLD.row_json, NULL);
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
  updated_at INTEGER NOT NULL,  -- Unix milliseconds
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'id', id, 'name', name, 'agent_dir', agent_dir, 'workspace_dir', workspace_dir,
    'is_default', is_default, 'position', position, 'source', source, 'extra', extra,
    'created_at', created_at, 'updated_at', updated_at)) VIRTUAL  -- the row in the trail
) STRICT;

CREATE UNIQUE INDEX agent_default ON agent (is_default) WHERE is_default = 1;
-- Finds the agent of a directory that the environment names.
CREATE INDEX agent_by_dir ON agent (agent_dir);
CREATE INDEX agent_by_position ON agent (position, id);

CREATE TRIGGER agent_inserted AFTER INSERT ON agent BEGIN
  INSERT INTO audited VALUES ('agent', NEW.id, NULL, NEW.id, NULL, NEW.row_json);
END;

CREATE TRIGGER agent_updated AFTER UPDATE ON agent BEGIN
  INSERT INTO audited VALUES ('agent', NEW.id, OLD.id, NEW.id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER agent_deleted AFTER DELETE ON agent BEGIN
  INSERT INTO audited VALUES ('agent', OLD.id, OLD.id, NULL, OLD.row_json, NULL);
END;

CREATE TABLE agent_label (
  -- What selectors match. Class: audited.
  agent_id TEXT NOT NULL REFERENCES agent (id) ON DELETE CASCADE,  -- the agent
  key TEXT NOT NULL CHECK (key <> ''),  -- name of the label
  value TEXT NOT NULL,  -- its value, may be empty
  row_key TEXT GENERATED ALWAYS AS (json_array(agent_id, key)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'agent_id', agent_id, 'key', key, 'value', value)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (agent_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX agent_label_by_value ON agent_label (key, value, agent_id);

CREATE TRIGGER agent_label_inserted AFTER INSERT ON agent_label BEGIN
  INSERT INTO audited VALUES ('agent_label', NEW.agent_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;

CREATE TRIGGER agent_label_updated AFTER UPDATE ON agent_label BEGIN
  INSERT INTO audited VALUES ('agent_label', NEW.agent_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER agent_label_deleted AFTER DELETE ON agent_label BEGIN
  INSERT INTO audited VALUES ('agent_label', OLD.agent_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;

CREATE TABLE setting (
  -- Typed knobs; the keys are a closed list in the domain. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  key TEXT NOT NULL CHECK (key <> ''),  -- see: purser settings list
  value TEXT NOT NULL,  -- canonical text of the value
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, key)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'key', key, 'value', value)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, key)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER setting_inserted AFTER INSERT ON setting BEGIN
  INSERT INTO audited VALUES ('setting', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;

CREATE TRIGGER setting_updated AFTER UPDATE ON setting BEGIN
  INSERT INTO audited VALUES ('setting', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER setting_deleted AFTER DELETE ON setting BEGIN
  INSERT INTO audited VALUES ('setting', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
