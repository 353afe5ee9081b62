-- What live checks measured: evidence.

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

CREATE TRIGGER probe_run_insert_guard BEFORE INSERT ON probe_run
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'probe_run is a ledger: a row belongs to the event of its write');
END;

CREATE TRIGGER probe_run_update_guard BEFORE UPDATE ON probe_run BEGIN
  SELECT RAISE(ABORT, 'probe_run is a ledger: rows are only added');
END;

CREATE TRIGGER probe_run_delete_guard BEFORE DELETE ON probe_run
WHEN audit_event() IS NULL OR OLD.event_id > coalesce((SELECT max(up_to_event_id) FROM pruned WHERE table_name = 'probe_run'), 0)
BEGIN
  SELECT RAISE(ABORT, 'probe_run is a ledger: rows are only pruned');
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

CREATE TRIGGER probe_result_insert_guard BEFORE INSERT ON probe_result
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'probe_result is a ledger: a row belongs to the event of its write');
END;

CREATE TRIGGER probe_result_update_guard BEFORE UPDATE ON probe_result BEGIN
  SELECT RAISE(ABORT, 'probe_result is a ledger: rows are only added');
END;

CREATE TRIGGER probe_result_delete_guard BEFORE DELETE ON probe_result
WHEN audit_event() IS NULL OR OLD.event_id > coalesce((SELECT max(up_to_event_id) FROM pruned WHERE table_name = 'probe_result'), 0)
BEGIN
  SELECT RAISE(ABORT, 'probe_result is a ledger: rows are only pruned');
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

CREATE TRIGGER probe_target_insert_guard BEFORE INSERT ON probe_target BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER probe_target_update_guard BEFORE UPDATE ON probe_target BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER probe_target_delete_guard BEFORE DELETE ON probe_target BEGIN
  SELECT audit_event();
END;

CREATE TABLE probe_latency (
  -- How often a good answer took how long, so that percentiles need no look at each result. Class: guarded.
  target_id INTEGER NOT NULL REFERENCES probe_target (id) ON DELETE CASCADE,  -- what was asked
  latency_ms INTEGER NOT NULL,  -- until the answer was complete
  answer_count INTEGER NOT NULL,  -- good answers that took so long
  PRIMARY KEY (target_id, latency_ms)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER probe_latency_insert_guard BEFORE INSERT ON probe_latency BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER probe_latency_update_guard BEFORE UPDATE ON probe_latency BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER probe_latency_delete_guard BEFORE DELETE ON probe_latency BEGIN
  SELECT audit_event();
END;
