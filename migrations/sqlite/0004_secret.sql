-- Sealed values. A secret goes with its owner, so removing the owner really forgets it.

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

CREATE TRIGGER secret_insert_guard BEFORE INSERT ON secret BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER secret_update_guard BEFORE UPDATE ON secret BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER secret_delete_guard BEFORE DELETE ON secret BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER provider_deleted_secret AFTER DELETE ON provider BEGIN
  DELETE FROM secret
  WHERE owner = json_array('provider', OLD.scope_id, OLD.id);
END;
