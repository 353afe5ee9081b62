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
CREATE INDEX agent_by_dir ON agent (agent_dir);
CREATE INDEX agent_by_position ON agent (position, id);
CREATE UNIQUE INDEX agent_default ON agent (is_default) WHERE is_default = 1;
CREATE TRIGGER agent_deleted AFTER DELETE ON agent BEGIN
  INSERT INTO audited VALUES ('agent', OLD.id, OLD.id, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER agent_inserted AFTER INSERT ON agent BEGIN
  INSERT INTO audited VALUES ('agent', NEW.id, NULL, NEW.id, NULL, NEW.row_json);
END;
CREATE TRIGGER agent_updated AFTER UPDATE ON agent BEGIN
  INSERT INTO audited VALUES ('agent', NEW.id, OLD.id, NEW.id, OLD.row_json, NEW.row_json);
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
CREATE TRIGGER agent_label_deleted AFTER DELETE ON agent_label BEGIN
  INSERT INTO audited VALUES ('agent_label', OLD.agent_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER agent_label_inserted AFTER INSERT ON agent_label BEGIN
  INSERT INTO audited VALUES ('agent_label', NEW.agent_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;
CREATE TRIGGER agent_label_updated AFTER UPDATE ON agent_label BEGIN
  INSERT INTO audited VALUES ('agent_label', NEW.agent_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
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
CREATE TRIGGER alias_deleted AFTER DELETE ON alias BEGIN
  INSERT INTO audited VALUES ('alias', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER alias_inserted AFTER INSERT ON alias BEGIN
  INSERT INTO audited VALUES ('alias', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;
CREATE TRIGGER alias_updated AFTER UPDATE ON alias BEGIN
  INSERT INTO audited VALUES ('alias', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
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
CREATE TRIGGER allow_entry_deleted AFTER DELETE ON allow_entry BEGIN
  INSERT INTO audited VALUES ('allow_entry', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER allow_entry_inserted AFTER INSERT ON allow_entry BEGIN
  INSERT INTO audited VALUES ('allow_entry', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;
CREATE TRIGGER allow_entry_updated AFTER UPDATE ON allow_entry BEGIN
  INSERT INTO audited VALUES ('allow_entry', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TABLE allow_policy (
  -- Which models may be chosen; only with no entries allows nothing. Class: audited.
  scope_id TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,  -- * or an agent
  mode TEXT NOT NULL CHECK (mode IN ('inherit', 'any', 'only')),  -- inherit that of *, any model, or only the entries
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'mode', mode)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER allow_policy_deleted AFTER DELETE ON allow_policy BEGIN
  INSERT INTO audited VALUES ('allow_policy', OLD.scope_id, OLD.scope_id, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER allow_policy_inserted AFTER INSERT ON allow_policy BEGIN
  INSERT INTO audited VALUES ('allow_policy', NEW.scope_id, NULL, NEW.scope_id, NULL, NEW.row_json);
END;
CREATE TRIGGER allow_policy_updated AFTER UPDATE ON allow_policy BEGIN
  INSERT INTO audited VALUES ('allow_policy', NEW.scope_id, OLD.scope_id, NEW.scope_id, OLD.row_json, NEW.row_json);
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
  digest TEXT NOT NULL,  -- algorithm:hex over the previous digest, the event, its changes, its ledger rows and the next column
  evidence TEXT  -- for each ledger of evidence with rows of the event 'table=algorithm:hex', with spaces between; NULL: none
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
CREATE INDEX auth_profile_by_expiry ON auth_profile (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX auth_profile_by_provider ON auth_profile (provider, scope_id);
CREATE TRIGGER auth_profile_deleted AFTER DELETE ON auth_profile BEGIN
  INSERT INTO audited VALUES ('auth_profile', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER auth_profile_deleted_secret AFTER DELETE ON auth_profile BEGIN
  DELETE FROM secret
  WHERE owner = json_array('auth_profile', OLD.scope_id, OLD.id);
END;
CREATE TRIGGER auth_profile_inserted AFTER INSERT ON auth_profile BEGIN
  INSERT INTO audited VALUES ('auth_profile', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;
CREATE TRIGGER auth_profile_updated AFTER UPDATE ON auth_profile BEGIN
  INSERT INTO audited VALUES ('auth_profile', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TABLE catalog_model (
  -- Models that catalogs list, or listed once. Class: guarded.
  source TEXT NOT NULL,  -- whose list it is, as in catalog_source
  provider TEXT NOT NULL CHECK (provider <> ''),  -- canonical provider
  model TEXT NOT NULL CHECK (model <> ''),  -- the model as the provider names it
  slug TEXT,  -- another id that means it
  name TEXT,  -- name for people
  context_window INTEGER,  -- tokens
  max_tokens INTEGER,  -- tokens of an answer
  input TEXT,  -- kinds of input, joined by commas
  modality TEXT,  -- input and output as the catalog spells them
  tools INTEGER CHECK (tools IN (0, 1)),  -- whether it calls tools; NULL: not said
  parameter_count INTEGER,  -- how many request parameters it knows; NULL: not said
  reasoning INTEGER CHECK (reasoning IN (0, 1)),  -- whether it reasons; NULL: not said
  cost_input_micro_usd INTEGER CHECK (cost_input_micro_usd >= 0),  -- micro-dollars per million tokens
  cost_output_micro_usd INTEGER CHECK (cost_output_micro_usd >= 0),  -- micro-dollars per million tokens
  cost_cache_read_micro_usd INTEGER CHECK (cost_cache_read_micro_usd >= 0),  -- micro-dollars per million tokens
  cost_cache_write_micro_usd INTEGER CHECK (cost_cache_write_micro_usd >= 0),  -- micro-dollars per million tokens
  cost_varies INTEGER NOT NULL DEFAULT 0 CHECK (cost_varies IN (0, 1)),  -- 1: the price depends on the request
  status TEXT,  -- such as deprecated or beta
  created_at INTEGER,  -- when the provider made it; Unix milliseconds
  ends_at INTEGER,  -- when the provider will take it away; Unix milliseconds
  first_seen_at INTEGER NOT NULL,  -- the first load that had it; Unix milliseconds
  last_seen_at INTEGER,  -- the last load that had it; NULL: the last one of its catalog; Unix milliseconds
  retired_at INTEGER,  -- the load that no longer had it; NULL: it is listed; Unix milliseconds
  PRIMARY KEY (source, provider, model),
  CHECK ((last_seen_at IS NULL) = (retired_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER catalog_model_delete_guard BEFORE DELETE ON catalog_model BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER catalog_model_insert_guard BEFORE INSERT ON catalog_model BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER catalog_model_update_guard BEFORE UPDATE ON catalog_model BEGIN
  SELECT audit_event();
END;

CREATE TABLE catalog_source (
  -- The catalogs that were loaded. Class: guarded.
  source TEXT NOT NULL CHECK (source IN ('openrouter', 'models.dev', 'provider')),  -- whose list it is
  provider TEXT NOT NULL CHECK (provider <> ''),  -- canonical provider it is about; * all of them
  url TEXT,  -- where it came from; NULL: a file
  etag TEXT,  -- for asking whether it has changed
  last_modified TEXT,  -- likewise
  loaded_at INTEGER NOT NULL,  -- the last load that changed it; Unix milliseconds
  model_count INTEGER NOT NULL,  -- models in that load
  PRIMARY KEY (source, provider)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER catalog_source_delete_guard BEFORE DELETE ON catalog_source BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER catalog_source_insert_guard BEFORE INSERT ON catalog_source BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER catalog_source_update_guard BEFORE UPDATE ON catalog_source BEGIN
  SELECT audit_event();
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
CREATE INDEX export_file_by_agent ON export_file (agent_id, event_id);
CREATE INDEX export_file_by_digest ON export_file (digest, id);
CREATE INDEX export_file_by_event ON export_file (event_id);
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
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, provider, model)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'provider', provider, 'model', model, 'written', written,
    'params', params, 'extra', extra, 'position', position)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, provider, model)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER model_setting_deleted AFTER DELETE ON model_setting BEGIN
  INSERT INTO audited VALUES ('model_setting', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER model_setting_inserted AFTER INSERT ON model_setting BEGIN
  INSERT INTO audited VALUES ('model_setting', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;
CREATE TRIGGER model_setting_updated AFTER UPDATE ON model_setting BEGIN
  INSERT INTO audited VALUES ('model_setting', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TABLE probe_latency (
  -- How often a good answer took how long, so that percentiles need no look at each result. Class: guarded.
  target_id INTEGER NOT NULL REFERENCES probe_target (id) ON DELETE CASCADE,  -- what was asked
  latency_ms INTEGER NOT NULL,  -- until the answer was complete
  answer_count INTEGER NOT NULL,  -- good answers that took so long
  PRIMARY KEY (target_id, latency_ms)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER probe_latency_delete_guard BEFORE DELETE ON probe_latency BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER probe_latency_insert_guard BEFORE INSERT ON probe_latency BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER probe_latency_update_guard BEFORE UPDATE ON probe_latency BEGIN
  SELECT audit_event();
END;

CREATE TABLE probe_result (
  -- What one live check found. Class: ledger.
  event_id INTEGER NOT NULL REFERENCES audit_event (id),  -- the write, and so the run
  position INTEGER NOT NULL CHECK (position >= 0),  -- order in the run, from 0
  run_id INTEGER GENERATED ALWAYS AS (event_id) VIRTUAL,  -- the run
  at INTEGER NOT NULL,  -- when the check ended; Unix milliseconds
  target_id INTEGER NOT NULL,  -- what was checked; names a row of probe_target
  scope_id TEXT NOT NULL,  -- where what was checked stands: * or an agent
  provider TEXT NOT NULL,  -- canonical provider
  model TEXT NOT NULL,  -- the model; empty: none, the listing was asked or nothing could be
  source TEXT NOT NULL CHECK (source IN ('profile', 'env', 'models.json')),  -- where the credential came from
  profile_id TEXT NOT NULL,  -- the profile; empty: none
  status TEXT NOT NULL CHECK (status IN ('ok', 'auth', 'rate_limit', 'billing', 'timeout', 'format', 'unknown',
    'no_model', 'not_checkable')),  -- what was found
  reason_code TEXT,  -- why, where a word is not enough
  http_status INTEGER,  -- status of the answer
  latency_ms INTEGER CHECK (latency_ms >= 0),  -- until the answer was complete; NULL: nothing was sent
  connect_ms INTEGER,  -- until the connection stood
  first_byte_ms INTEGER,  -- until the first byte of the answer
  tokens_in INTEGER,  -- tokens sent
  tokens_out INTEGER,  -- tokens received
  cost_micro_usd INTEGER,  -- price of the tokens
  error TEXT,  -- what the provider said, redacted
  PRIMARY KEY (event_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX probe_result_by_target ON probe_result (target_id, at);
CREATE INDEX probe_result_by_time ON probe_result (at);
CREATE TRIGGER probe_result_delete_guard BEFORE DELETE ON probe_result
WHEN audit_event() IS NULL OR OLD.event_id > coalesce((SELECT max(up_to_event_id) FROM pruned WHERE table_name = 'probe_result'), 0)
BEGIN
  SELECT RAISE(ABORT, 'probe_result is a ledger: rows are only pruned');
END;
CREATE TRIGGER probe_result_insert_guard BEFORE INSERT ON probe_result
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'probe_result is a ledger: a row belongs to the event of its write');
END;
CREATE TRIGGER probe_result_update_guard BEFORE UPDATE ON probe_result BEGIN
  SELECT RAISE(ABORT, 'probe_result is a ledger: rows are only added');
END;

CREATE TABLE probe_run (
  -- A batch of live checks. Class: ledger.
  event_id INTEGER NOT NULL REFERENCES audit_event (id),  -- the write
  id INTEGER PRIMARY KEY CHECK (id = event_id),  -- the run has the number of its event
  started_at INTEGER NOT NULL,  -- Unix milliseconds
  finished_at INTEGER NOT NULL,  -- Unix milliseconds
  agent_id TEXT,  -- the one agent it was for; NULL: several
  options TEXT NOT NULL,  -- what was asked for, as a JSON object
  target_count INTEGER NOT NULL CHECK (target_count >= 0),  -- requests that were planned
  is_interrupted INTEGER NOT NULL CHECK (is_interrupted IN (0, 1))  -- 1: ended before all were made
) STRICT;
CREATE TRIGGER probe_run_delete_guard BEFORE DELETE ON probe_run
WHEN audit_event() IS NULL OR OLD.event_id > coalesce((SELECT max(up_to_event_id) FROM pruned WHERE table_name = 'probe_run'), 0)
BEGIN
  SELECT RAISE(ABORT, 'probe_run is a ledger: rows are only pruned');
END;
CREATE TRIGGER probe_run_insert_guard BEFORE INSERT ON probe_run
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'probe_run is a ledger: a row belongs to the event of its write');
END;
CREATE TRIGGER probe_run_update_guard BEFORE UPDATE ON probe_run BEGIN
  SELECT RAISE(ABORT, 'probe_run is a ledger: rows are only added');
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

CREATE TABLE probe_target (
  -- What is checked and what its results say so far; follows from probe_result. Class: guarded.
  id INTEGER PRIMARY KEY,  -- only grows
  scope_id TEXT NOT NULL,  -- where it stands: * or an agent
  provider TEXT NOT NULL,  -- canonical provider
  model TEXT NOT NULL,  -- the model; empty: none
  source TEXT NOT NULL,  -- where the credential comes from
  profile_id TEXT NOT NULL,  -- the profile; empty: none
  status TEXT NOT NULL,  -- of the newest result
  reason_code TEXT,  -- of the newest result
  error TEXT,  -- of the newest result
  last_at INTEGER NOT NULL,  -- when that was; Unix milliseconds
  since_at INTEGER,  -- since when it works, or does not; NULL: never asked
  is_good INTEGER CHECK (is_good IN (0, 1)),  -- 1: the newest answer was good; NULL: never asked
  last_good_at INTEGER,  -- the newest good answer; Unix milliseconds
  change_count INTEGER NOT NULL,  -- how often it broke or mended
  result_count INTEGER NOT NULL,  -- results of any kind
  asked_count INTEGER NOT NULL,  -- requests sent
  good_count INTEGER NOT NULL,  -- good answers
  tokens_in INTEGER NOT NULL,  -- sent in all
  tokens_out INTEGER NOT NULL,  -- received in all
  cost_micro_usd INTEGER,  -- price of those whose price is known; NULL: of none
  UNIQUE (provider, model, scope_id, source, profile_id)
) STRICT;
CREATE TRIGGER probe_target_delete_guard BEFORE DELETE ON probe_target BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER probe_target_insert_guard BEFORE INSERT ON probe_target BEGIN
  SELECT audit_event();
END;
CREATE TRIGGER probe_target_update_guard BEFORE UPDATE ON probe_target BEGIN
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
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, id)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'id', id, 'provider', provider, 'mode', mode, 'email', email,
    'position', position, 'extra', extra)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER profile_declaration_deleted AFTER DELETE ON profile_declaration BEGIN
  INSERT INTO audited VALUES ('profile_declaration', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER profile_declaration_inserted AFTER INSERT ON profile_declaration BEGIN
  INSERT INTO audited VALUES ('profile_declaration', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;
CREATE TRIGGER profile_declaration_updated AFTER UPDATE ON profile_declaration BEGIN
  INSERT INTO audited VALUES ('profile_declaration', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
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
CREATE INDEX profile_event_by_change ON profile_event (profile_id, scope_id, id)
WHERE kind IN ('login', 'refreshed', 'refresh_failed', 'rotated', 'logout');
CREATE INDEX profile_event_by_event ON profile_event (event_id);
CREATE INDEX profile_event_by_place ON profile_event (profile_id, scope_id, id);
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
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, provider, source)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'provider', provider, 'source', source, 'profiles', profiles)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, provider, source)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER profile_order_deleted AFTER DELETE ON profile_order BEGIN
  INSERT INTO audited VALUES ('profile_order', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER profile_order_inserted AFTER INSERT ON profile_order BEGIN
  INSERT INTO audited VALUES ('profile_order', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;
CREATE TRIGGER profile_order_updated AFTER UPDATE ON profile_order BEGIN
  INSERT INTO audited VALUES ('profile_order', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
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
CREATE TRIGGER provider_deleted AFTER DELETE ON provider BEGIN
  INSERT INTO audited VALUES ('provider', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER provider_deleted_secret AFTER DELETE ON provider BEGIN
  DELETE FROM secret
  WHERE owner = json_array('provider', OLD.scope_id, OLD.id);
END;
CREATE TRIGGER provider_inserted AFTER INSERT ON provider BEGIN
  INSERT INTO audited VALUES ('provider', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;
CREATE TRIGGER provider_updated AFTER UPDATE ON provider BEGIN
  INSERT INTO audited VALUES ('provider', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
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
CREATE TRIGGER provider_model_deleted AFTER DELETE ON provider_model BEGIN
  INSERT INTO audited VALUES ('provider_model', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER provider_model_inserted AFTER INSERT ON provider_model BEGIN
  INSERT INTO audited VALUES ('provider_model', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;
CREATE TRIGGER provider_model_updated AFTER UPDATE ON provider_model BEGIN
  INSERT INTO audited VALUES ('provider_model', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
END;

CREATE TABLE pruned (
  -- What was removed from a ledger of evidence. Class: ledger.
  event_id INTEGER NOT NULL REFERENCES audit_event (id),  -- the write
  table_name TEXT NOT NULL,  -- the ledger
  up_to_event_id INTEGER NOT NULL,  -- the rows of this event and of older ones are gone
  row_count INTEGER NOT NULL CHECK (row_count >= 0),  -- how many rows went
  PRIMARY KEY (event_id, table_name),
  CHECK (up_to_event_id < event_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER pruned_delete_guard BEFORE DELETE ON pruned BEGIN
  SELECT RAISE(ABORT, 'pruned is a ledger: rows are only added');
END;
CREATE TRIGGER pruned_insert_guard BEFORE INSERT ON pruned
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'pruned is a ledger: a row belongs to the event of its write');
END;
CREATE TRIGGER pruned_update_guard BEFORE UPDATE ON pruned BEGIN
  SELECT RAISE(ABORT, 'pruned is a ledger: rows are only added');
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
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, purpose, position)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'purpose', purpose, 'position', position, 'written', written,
    'provider', provider, 'model', model)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, purpose, position),
  CHECK ((provider IS NULL) = (model IS NULL))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER route_deleted AFTER DELETE ON route BEGIN
  INSERT INTO audited VALUES ('route', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER route_inserted AFTER INSERT ON route BEGIN
  INSERT INTO audited VALUES ('route', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;
CREATE TRIGGER route_updated AFTER UPDATE ON route BEGIN
  INSERT INTO audited VALUES ('route', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
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
CREATE TRIGGER route_policy_deleted AFTER DELETE ON route_policy BEGIN
  INSERT INTO audited VALUES ('route_policy', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER route_policy_inserted AFTER INSERT ON route_policy BEGIN
  INSERT INTO audited VALUES ('route_policy', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;
CREATE TRIGGER route_policy_updated AFTER UPDATE ON route_policy BEGIN
  INSERT INTO audited VALUES ('route_policy', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
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
CREATE TRIGGER schema_migration_insert_guard BEFORE INSERT ON schema_migration
WHEN NEW.version IS NOT migration_step()
BEGIN
  SELECT RAISE(ABORT, 'schema_migration is a ledger: a row belongs to the step that is applied');
END;
CREATE TRIGGER schema_migration_update_guard BEFORE UPDATE ON schema_migration BEGIN
  SELECT RAISE(ABORT, 'schema_migration is a ledger: rows are only added');
END;

CREATE TABLE scope (
  -- Where configuration stands: '*' (the defaults) or one agent. Class: audited.
  id TEXT PRIMARY KEY CHECK (id = '*' OR (length(id) BETWEEN 1 AND 64 AND id NOT GLOB '*[^a-z0-9_-]*')),  -- * or the id of an agent
  row_json TEXT GENERATED ALWAYS AS (json_object('id', id)) VIRTUAL  -- the row in the trail
) STRICT;
CREATE TRIGGER scope_deleted AFTER DELETE ON scope BEGIN
  INSERT INTO audited VALUES ('scope', OLD.id, OLD.id, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER scope_inserted AFTER INSERT ON scope BEGIN
  INSERT INTO audited VALUES ('scope', NEW.id, NULL, NEW.id, NULL, NEW.row_json);
END;
CREATE TRIGGER scope_updated AFTER UPDATE ON scope BEGIN
  INSERT INTO audited VALUES ('scope', NEW.id, OLD.id, NEW.id, OLD.row_json, NEW.row_json);
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
  row_key TEXT GENERATED ALWAYS AS (json_array(scope_id, name)) VIRTUAL,  -- its key in the trail
  row_json TEXT GENERATED ALWAYS AS (json_object(
    'scope_id', scope_id, 'name', name, 'source', source, 'is_default', is_default,
    'content', content)) VIRTUAL,  -- the row in the trail
  PRIMARY KEY (scope_id, name)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER secret_provider_deleted AFTER DELETE ON secret_provider BEGIN
  INSERT INTO audited VALUES ('secret_provider', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER secret_provider_inserted AFTER INSERT ON secret_provider BEGIN
  INSERT INTO audited VALUES ('secret_provider', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;
CREATE TRIGGER secret_provider_updated AFTER UPDATE ON secret_provider BEGIN
  INSERT INTO audited VALUES ('secret_provider', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
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
CREATE TRIGGER session_selection_deleted AFTER DELETE ON session_selection BEGIN
  INSERT INTO audited VALUES ('session_selection', OLD.agent_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER session_selection_inserted AFTER INSERT ON session_selection BEGIN
  INSERT INTO audited VALUES ('session_selection', NEW.agent_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;
CREATE TRIGGER session_selection_updated AFTER UPDATE ON session_selection BEGIN
  INSERT INTO audited VALUES ('session_selection', NEW.agent_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
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
CREATE TRIGGER setting_deleted AFTER DELETE ON setting BEGIN
  INSERT INTO audited VALUES ('setting', OLD.scope_id, OLD.row_key, NULL, OLD.row_json, NULL);
END;
CREATE TRIGGER setting_inserted AFTER INSERT ON setting BEGIN
  INSERT INTO audited VALUES ('setting', NEW.scope_id, NULL, NEW.row_key, NULL, NEW.row_json);
END;
CREATE TRIGGER setting_updated AFTER UPDATE ON setting BEGIN
  INSERT INTO audited VALUES ('setting', NEW.scope_id, OLD.row_key, NEW.row_key, OLD.row_json, NEW.row_json);
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

CREATE TABLE usage_snapshot (
  -- What one look at an account's limits found. Class: ledger.
  event_id INTEGER NOT NULL REFERENCES audit_event (id),  -- the write
  position INTEGER NOT NULL CHECK (position >= 0),  -- order in the write, from 0
  captured_at INTEGER NOT NULL,  -- when the provider said so; Unix milliseconds
  provider TEXT NOT NULL CHECK (provider <> ''),  -- canonical provider
  scope_id TEXT NOT NULL,  -- where the credential stands: * or an agent
  profile_id TEXT NOT NULL,  -- the profile, or env: NAME; empty: the provider as a whole
  source TEXT NOT NULL CHECK (source IN ('endpoint', 'headers', 'runtime')),  -- asked for, seen beside another answer, or told by a runtime
  plan TEXT,  -- what the account has booked
  error TEXT,  -- why there are no windows, redacted; NULL: there are
  PRIMARY KEY (event_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX usage_snapshot_by_profile ON usage_snapshot (provider, scope_id, profile_id, captured_at);
CREATE INDEX usage_snapshot_by_time ON usage_snapshot (captured_at);
CREATE TRIGGER usage_snapshot_delete_guard BEFORE DELETE ON usage_snapshot
WHEN audit_event() IS NULL OR OLD.event_id > coalesce((SELECT max(up_to_event_id) FROM pruned WHERE table_name = 'usage_snapshot'), 0)
BEGIN
  SELECT RAISE(ABORT, 'usage_snapshot is a ledger: rows are only pruned');
END;
CREATE TRIGGER usage_snapshot_insert_guard BEFORE INSERT ON usage_snapshot
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'usage_snapshot is a ledger: a row belongs to the event of its write');
END;
CREATE TRIGGER usage_snapshot_update_guard BEFORE UPDATE ON usage_snapshot BEGIN
  SELECT RAISE(ABORT, 'usage_snapshot is a ledger: rows are only added');
END;

CREATE TABLE usage_window (
  -- One window of a snapshot, such as five hours or a week. Class: ledger.
  event_id INTEGER NOT NULL REFERENCES audit_event (id),  -- the write
  position INTEGER NOT NULL,  -- the snapshot in the write
  ordinal INTEGER NOT NULL CHECK (ordinal >= 0),  -- order in the snapshot, from 0
  label TEXT NOT NULL CHECK (label <> ''),  -- 5h, Week, requests …
  used_percent REAL CHECK (used_percent BETWEEN 0 AND 100),  -- how full it is; NULL: the provider does not say
  resets_at INTEGER,  -- when it starts anew; Unix milliseconds
  limit_count INTEGER,  -- how much fits into it, in its unit
  remaining_count INTEGER,  -- how much is left, in its unit
  unit TEXT,  -- requests, tokens, micro_usd …
  PRIMARY KEY (event_id, position, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER usage_window_delete_guard BEFORE DELETE ON usage_window
WHEN audit_event() IS NULL OR OLD.event_id > coalesce((SELECT max(up_to_event_id) FROM pruned WHERE table_name = 'usage_window'), 0)
BEGIN
  SELECT RAISE(ABORT, 'usage_window is a ledger: rows are only pruned');
END;
CREATE TRIGGER usage_window_insert_guard BEFORE INSERT ON usage_window
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'usage_window is a ledger: a row belongs to the event of its write');
END;
CREATE TRIGGER usage_window_update_guard BEFORE UPDATE ON usage_window BEGIN
  SELECT RAISE(ABORT, 'usage_window is a ledger: rows are only added');
END;

CREATE VIEW audited (table_name, scope_id, old_key, new_key, before, after) AS
  SELECT NULL, NULL, NULL, NULL, NULL, NULL;
CREATE TRIGGER audited_inserted INSTEAD OF INSERT ON audited
WHEN NEW.before IS NOT NEW.after
BEGIN
  -- The trail names rows by key: a key never changes, the row is deleted and inserted anew.
  SELECT RAISE(ABORT, 'the key of a row does not change')
  WHERE NEW.old_key <> NEW.new_key;
  INSERT INTO audit_change
    (event_id, ordinal, table_name, row_key, scope_id, operation, before, after)
  VALUES (
    audit_event(), (SELECT coalesce(max(ordinal), 0) + 1 FROM audit_change WHERE event_id = audit_event()),
    NEW.table_name, coalesce(NEW.new_key, NEW.old_key), NEW.scope_id,
    CASE WHEN NEW.before IS NULL THEN 'insert' WHEN NEW.after IS NULL THEN 'delete' ELSE 'update' END,
    NEW.before, NEW.after);
END;
