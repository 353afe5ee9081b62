-- What was written where, so that a hand edit and a stale file are told apart.

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

-- The newest row of a path is the one that counts.
CREATE INDEX export_file_by_path ON export_file (path, id);
-- Finds the file of an agent whose folder was moved.
CREATE INDEX export_file_by_digest ON export_file (digest, id);
-- Asked by every write, which seals the rows of its event.
CREATE INDEX export_file_by_event ON export_file (event_id);

CREATE TRIGGER export_file_insert_guard BEFORE INSERT ON export_file
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'export_file is a ledger: a row belongs to the event of its write');
END;

CREATE TRIGGER export_file_update_guard BEFORE UPDATE ON export_file BEGIN
  SELECT RAISE(ABORT, 'export_file is a ledger: rows are only added');
END;

CREATE TRIGGER export_file_delete_guard BEFORE DELETE ON export_file BEGIN
  SELECT RAISE(ABORT, 'export_file is a ledger: rows are only added');
END;
