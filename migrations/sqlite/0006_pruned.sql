-- Evidence, such as what live checks measured, grows without end and may be pruned, event by event from the oldest on:
-- the digest of an event's evidence stands in its seal, so what is left stays provable and what went stays countable.

CREATE TABLE pruned (
  -- What was removed from a ledger of evidence. Class: ledger.
  event_id INTEGER NOT NULL REFERENCES audit_event (id),  -- the write
  table_name TEXT NOT NULL,  -- the ledger
  up_to_event_id INTEGER NOT NULL,  -- the rows of this event and of older ones are gone
  row_count INTEGER NOT NULL CHECK (row_count >= 0),  -- how many rows went
  PRIMARY KEY (event_id, table_name),
  CHECK (up_to_event_id < event_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER pruned_insert_guard BEFORE INSERT ON pruned
WHEN NEW.event_id IS NOT audit_event()
BEGIN
  SELECT RAISE(ABORT, 'pruned is a ledger: a row belongs to the event of its write');
END;

CREATE TRIGGER pruned_update_guard BEFORE UPDATE ON pruned BEGIN
  SELECT RAISE(ABORT, 'pruned is a ledger: rows are only added');
END;

CREATE TRIGGER pruned_delete_guard BEFORE DELETE ON pruned BEGIN
  SELECT RAISE(ABORT, 'pruned is a ledger: rows are only added');
END;
