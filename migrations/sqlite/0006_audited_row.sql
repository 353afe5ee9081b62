-- Every audited row with the key and the JSON that its triggers write, so that `purser audit verify` can
-- compare the trail, replayed, with what stands in the tables.

CREATE VIEW audited_row (table_name, row_key, content) AS
  SELECT 'scope', id, row_json FROM scope
  UNION ALL
  SELECT 'agent', id, row_json FROM agent
  UNION ALL
  SELECT 'agent_label', row_key, row_json FROM agent_label
  UNION ALL
  SELECT 'setting', row_key, row_json FROM setting
  UNION ALL
  SELECT 'provider', row_key, row_json FROM provider
  UNION ALL
  SELECT 'provider_model', row_key, row_json FROM provider_model
  UNION ALL
  SELECT 'route', row_key, row_json FROM route
  UNION ALL
  SELECT 'route_policy', row_key, row_json FROM route_policy
  UNION ALL
  SELECT 'alias', row_key, row_json FROM alias
  UNION ALL
  SELECT 'model_setting', row_key, row_json FROM model_setting
  UNION ALL
  SELECT 'allow_policy', scope_id, row_json FROM allow_policy
  UNION ALL
  SELECT 'allow_entry', row_key, row_json FROM allow_entry;
