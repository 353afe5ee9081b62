-- Evidence: what providers say of an account's limits, when it was said, and how full each window was. Pruned like other
-- evidence, event by event from the oldest on.

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

CREATE TRIGGER usage_snapshot_insert_guard BEFORE INSERT ON usage_snapshot
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'usage_snapshot is a ledger: a row belongs to the event of its write');
END;

CREATE TRIGGER usage_snapshot_update_guard BEFORE UPDATE ON usage_snapshot BEGIN
  SELECT RAISE(ABORT, 'usage_snapshot is a ledger: rows are only added');
END;

CREATE TRIGGER usage_snapshot_delete_guard BEFORE DELETE ON usage_snapshot
WHEN audit_event() IS NULL OR OLD.event_id > coalesce((SELECT max(up_to_event_id) FROM pruned WHERE table_name = 'usage_snapshot'), 0)
BEGIN
  SELECT RAISE(ABORT, 'usage_snapshot is a ledger: rows are only pruned');
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

CREATE TRIGGER usage_window_insert_guard BEFORE INSERT ON usage_window
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'usage_window is a ledger: a row belongs to the event of its write');
END;

CREATE TRIGGER usage_window_update_guard BEFORE UPDATE ON usage_window BEGIN
  SELECT RAISE(ABORT, 'usage_window is a ledger: rows are only added');
END;

CREATE TRIGGER usage_window_delete_guard BEFORE DELETE ON usage_window
WHEN audit_event() IS NULL OR OLD.event_id > coalesce((SELECT max(up_to_event_id) FROM pruned WHERE table_name = 'usage_window'), 0)
BEGIN
  SELECT RAISE(ABORT, 'usage_window is a ledger: rows are only pruned');
END;
