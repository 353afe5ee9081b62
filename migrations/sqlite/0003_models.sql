-- Providers, models, routes, aliases and allowlists: what the runtimes are told.

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
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, id)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'id', id, 'written_id', written_id, 'position', position,
    'base_url', base_url, 'api', api, 'auth_mode', auth_mode, 'auth_header', auth_header,
    'headers', headers, 'compat', compat, 'api_key_kind', api_key_kind,
    'api_key_ref', api_key_ref, 'secret_id', secret_id, 'secret_digest', secret_digest,
    'has_models', has_models, 'extra', extra)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, id),
  CHECK ((api_key_kind = 'sealed') = (secret_id IS NOT NULL)),
  CHECK ((secret_id IS NULL) = (secret_digest IS NULL)),
  CHECK (api_key_kind IN ('none', 'sealed') OR api_key_ref IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER provider_inserted AFTER INSERT ON provider BEGIN
  INSERT INTO audited VALUES ('provider', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;

CREATE TRIGGER provider_updated AFTER UPDATE ON provider BEGIN
  INSERT INTO audited VALUES ('provider', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER provider_deleted AFTER DELETE ON provider BEGIN
  INSERT INTO audited VALUES ('provider', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
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
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, provider_id, id)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'provider_id', provider_id, 'id', id, 'position', position,
    'name', name, 'api', api, 'base_url', base_url, 'reasoning', reasoning, 'input', input,
    'context_window', context_window, 'max_tokens', max_tokens,
    'cost_input_micro_usd', cost_input_micro_usd, 'cost_output_micro_usd', cost_output_micro_usd,
    'cost_cache_read_micro_usd', cost_cache_read_micro_usd,
    'cost_cache_write_micro_usd', cost_cache_write_micro_usd, 'headers', headers,
    'compat', compat, 'extra', extra)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, provider_id, id),
  FOREIGN KEY (scope_id, provider_id) REFERENCES provider (scope_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TRIGGER provider_model_inserted AFTER INSERT ON provider_model BEGIN
  INSERT INTO audited VALUES ('provider_model', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;

CREATE TRIGGER provider_model_updated AFTER UPDATE ON provider_model BEGIN
  INSERT INTO audited VALUES ('provider_model', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER provider_model_deleted AFTER DELETE ON provider_model BEGIN
  INSERT INTO audited VALUES ('provider_model', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;

CREATE TABLE route (
  -- Which model a purpose uses: position 0 is the primary, the rest its fallbacks. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  purpose TEXT NOT NULL CHECK (purpose IN ('text', 'image', 'utility', 'pdf', 'image-generation', 'subagent')),  -- what the model is for
  position INTEGER NOT NULL CHECK (position >= 0),  -- 0 = primary, then the fallbacks in order
  written TEXT NOT NULL,  -- the reference as configured: provider/model, an alias or a bare name
  provider TEXT,  -- canonical provider when written is a full reference
  model TEXT,  -- model when written is a full reference
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, purpose, position)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'purpose', purpose, 'position', position, 'written', written,
    'provider', provider, 'model', model)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, purpose, position),
  CHECK ((provider IS NULL) = (model IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER route_inserted AFTER INSERT ON route BEGIN
  INSERT INTO audited VALUES ('route', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;

CREATE TRIGGER route_updated AFTER UPDATE ON route BEGIN
  INSERT INTO audited VALUES ('route', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER route_deleted AFTER DELETE ON route BEGIN
  INSERT INTO audited VALUES ('route', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;

CREATE TABLE route_policy (
  -- Which fallbacks a scope uses; absent, empty and present differ. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  purpose TEXT NOT NULL,  -- as in route
  fallbacks TEXT NOT NULL CHECK (fallbacks IN ('inherit', 'none', 'list')),  -- inherit those of *, none, or the own list
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, purpose)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'purpose', purpose, 'fallbacks', fallbacks)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, purpose)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER route_policy_inserted AFTER INSERT ON route_policy BEGIN
  INSERT INTO audited VALUES ('route_policy', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;

CREATE TRIGGER route_policy_updated AFTER UPDATE ON route_policy BEGIN
  INSERT INTO audited VALUES ('route_policy', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER route_policy_deleted AFTER DELETE ON route_policy BEGIN
  INSERT INTO audited VALUES ('route_policy', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;

CREATE TABLE alias (
  -- A short name for a model. The empty name switches the built-in alias of the model off. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  name TEXT NOT NULL,  -- as written; unique without regard to case
  provider TEXT NOT NULL CHECK (provider <> ''),  -- canonical provider it stands for
  model TEXT NOT NULL CHECK (model <> ''),  -- model it stands for
  position INTEGER NOT NULL,  -- order in lists, from 0
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, name, provider, model)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'name', name, 'provider', provider, 'model', model, 'position', position)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, name, provider, model)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX alias_by_name ON alias (scope_id, lower(name)) WHERE name <> '';

CREATE TRIGGER alias_inserted AFTER INSERT ON alias BEGIN
  INSERT INTO audited VALUES ('alias', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;

CREATE TRIGGER alias_updated AFTER UPDATE ON alias BEGIN
  INSERT INTO audited VALUES ('alias', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER alias_deleted AFTER DELETE ON alias BEGIN
  INSERT INTO audited VALUES ('alias', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
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
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, provider, model)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'provider', provider, 'model', model, 'written', written,
    'params', params, 'extra', extra, 'position', position)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, provider, model)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER model_setting_inserted AFTER INSERT ON model_setting BEGIN
  INSERT INTO audited VALUES ('model_setting', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;

CREATE TRIGGER model_setting_updated AFTER UPDATE ON model_setting BEGIN
  INSERT INTO audited VALUES ('model_setting', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER model_setting_deleted AFTER DELETE ON model_setting BEGIN
  INSERT INTO audited VALUES ('model_setting', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;

CREATE TABLE allow_policy (
  -- Which models may be chosen; only with no entries allows nothing. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  mode TEXT NOT NULL CHECK (mode IN ('inherit', 'any', 'only')),  -- inherit that of *, any model, or only the entries
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'mode', mode)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER allow_policy_inserted AFTER INSERT ON allow_policy BEGIN
  INSERT INTO audited VALUES ('allow_policy', NEW.scope_id, NULL, NEW.scope_id, NULL, NEW.row_json);
END;

CREATE TRIGGER allow_policy_updated AFTER UPDATE ON allow_policy BEGIN
  INSERT INTO audited VALUES ('allow_policy', NEW.scope_id, OLD.scope_id, NEW.scope_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER allow_policy_deleted AFTER DELETE ON allow_policy BEGIN
  INSERT INTO audited VALUES ('allow_policy', OLD.scope_id, OLD.scope_id, NULL, OLD.row_json, NULL);
END;

CREATE TABLE allow_entry (
  -- One line of an allowlist. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  position INTEGER NOT NULL,  -- order, from 0
  pattern TEXT NOT NULL CHECK (pattern <> ''),  -- provider/model, provider/*, provider/prefix/* or an alias
  source TEXT NOT NULL CHECK (source IN ('policy', 'models', 'command')),  -- modelPolicy.allow, a key of the models map, or a command
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, position)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'position', position, 'pattern', pattern, 'source', source)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, position),
  UNIQUE (scope_id, pattern)
) STRICT;

CREATE TRIGGER allow_entry_inserted AFTER INSERT ON allow_entry BEGIN
  INSERT INTO audited VALUES ('allow_entry', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;

CREATE TRIGGER allow_entry_updated AFTER UPDATE ON allow_entry BEGIN
  INSERT INTO audited VALUES ('allow_entry', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER allow_entry_deleted AFTER DELETE ON allow_entry BEGIN
  INSERT INTO audited VALUES ('allow_entry', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
