-- The trail comes first: every later table hangs its triggers on it.
--
-- audit_event() is a function that only Purser's own connection registers, and that answers only inside
-- Store.write, with the id of the running event. Any other program gets "no such function", so the
-- triggers make every write outside Store.write fail.
--
-- Classes of tables: audited (triggers copy each change into audit_change), ledger (rows are only added and
-- name their event), guarded (writable inside Store.write only, not copied into the trail).

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

CREATE TRIGGER audit_event_insert_guard BEFORE INSERT ON audit_event
WHEN NEW.id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'audit_event is a ledger: a row belongs to the event of its write');
END;

CREATE TRIGGER audit_event_update_guard BEFORE UPDATE ON audit_event BEGIN
  SELECT RAISE(ABORT, 'audit_event is a ledger: rows are only added');
END;

CREATE TRIGGER audit_event_delete_guard BEFORE DELETE ON audit_event BEGIN
  SELECT RAISE(ABORT, 'audit_event is a ledger: rows are only added');
END;

-- Its operation is not checked with IN: of a list of three SQLite makes a table for each row, which was a third of the
-- cost of the trail.
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

-- "what happened to this agent" without reading the whole trail.
CREATE INDEX audit_change_by_scope ON audit_change (scope_id, event_id);

CREATE TRIGGER audit_change_insert_guard BEFORE INSERT ON audit_change
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'audit_change is a ledger: a row belongs to the event of its write');
END;

CREATE TRIGGER audit_change_update_guard BEFORE UPDATE ON audit_change BEGIN
  SELECT RAISE(ABORT, 'audit_change is a ledger: rows are only added');
END;

CREATE TRIGGER audit_change_delete_guard BEFORE DELETE ON audit_change BEGIN
  SELECT RAISE(ABORT, 'audit_change is a ledger: rows are only added');
END;

-- The door of the audited tables into the trail: their triggers insert into this view, which holds no rows. What a row
-- of the trail is made of stands here once, since SQLite reads the text of every trigger each time a file is opened.
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

CREATE TABLE audit_seal (
  -- The chain over the trail, one digest per event. Class: ledger.
  event_id INTEGER PRIMARY KEY REFERENCES audit_event (id),  -- the sealed event
  digest TEXT NOT NULL,  -- algorithm:hex over the previous digest, the event, its changes, its ledger rows and the next column
  evidence TEXT  -- for each ledger of evidence with rows of the event 'table=algorithm:hex', with spaces between; NULL: none
) STRICT;

CREATE TRIGGER audit_seal_insert_guard BEFORE INSERT ON audit_seal
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'audit_seal is a ledger: a row belongs to the event of its write');
END;

CREATE TRIGGER audit_seal_update_guard BEFORE UPDATE ON audit_seal BEGIN
  SELECT RAISE(ABORT, 'audit_seal is a ledger: rows are only added');
END;

CREATE TRIGGER audit_seal_delete_guard BEFORE DELETE ON audit_seal BEGIN
  SELECT RAISE(ABORT, 'audit_seal is a ledger: rows are only added');
END;

-- The chain has a key of its own so that changing the master key leaves every digest as it is.
CREATE TABLE trail_key (
  -- The random key of the seal chain, itself sealed under the master key. Class: guarded.
  id INTEGER PRIMARY KEY CHECK (id = 1),  -- always 1
  key_id TEXT NOT NULL,  -- which master key seals it
  nonce BLOB NOT NULL,  -- of the sealing
  sealed BLOB NOT NULL,  -- the key of the chain, sealed
  created_at INTEGER NOT NULL  -- Unix milliseconds
) STRICT;

CREATE TRIGGER trail_key_insert_guard BEFORE INSERT ON trail_key BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER trail_key_update_guard BEFORE UPDATE ON trail_key BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER trail_key_delete_guard BEFORE DELETE ON trail_key BEGIN
  SELECT audit_event();
END;
