-- What catalogs say of models. No route depends on it.

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

CREATE TRIGGER catalog_source_insert_guard BEFORE INSERT ON catalog_source BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER catalog_source_update_guard BEFORE UPDATE ON catalog_source BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER catalog_source_delete_guard BEFORE DELETE ON catalog_source BEGIN
  SELECT audit_event();
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

CREATE TRIGGER catalog_model_insert_guard BEFORE INSERT ON catalog_model BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER catalog_model_update_guard BEFORE UPDATE ON catalog_model BEGIN
  SELECT audit_event();
END;

CREATE TRIGGER catalog_model_delete_guard BEFORE DELETE ON catalog_model BEGIN
  SELECT audit_event();
END;
