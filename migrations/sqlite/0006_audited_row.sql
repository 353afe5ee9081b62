-- Every audited row with the key and the JSON that its triggers write, so that `purser audit verify` can
-- compare the trail, replayed, with what stands in the tables.

CREATE VIEW audited_row (table_name, row_key, content) AS
  SELECT
    'scope',
    id,
    json_object(
      'id', id)
  FROM scope
  UNION ALL
  SELECT
    'agent',
    id,
    json_object(
      'id', id, 'name', name, 'agent_dir', agent_dir, 'workspace_dir', workspace_dir,
      'is_default', is_default, 'position', position, 'source', source, 'extra', extra,
      'created_at', created_at, 'updated_at', updated_at)
  FROM agent
  UNION ALL
  SELECT
    'agent_label',
    json_array(agent_id, key),
    json_object(
      'agent_id', agent_id, 'key', key, 'value', value)
  FROM agent_label
  UNION ALL
  SELECT
    'setting',
    json_array(scope_id, key),
    json_object(
      'scope_id', scope_id, 'key', key, 'value', value)
  FROM setting
  UNION ALL
  SELECT
    'provider',
    json_array(scope_id, id),
    json_object(
      'scope_id', scope_id, 'id', id, 'written_id', written_id, 'position', position,
      'base_url', base_url, 'api', api, 'auth_mode', auth_mode, 'auth_header', auth_header,
      'headers', headers, 'compat', compat, 'api_key_kind', api_key_kind,
      'api_key_ref', api_key_ref, 'secret_id', secret_id, 'secret_digest', secret_digest,
      'has_models', has_models, 'extra', extra)
  FROM provider
  UNION ALL
  SELECT
    'provider_model',
    json_array(scope_id, provider_id, id),
    json_object(
      'scope_id', scope_id, 'provider_id', provider_id, 'id', id, 'position', position,
      'name', name, 'api', api, 'base_url', base_url, 'reasoning', reasoning, 'input', input,
      'context_window', context_window, 'max_tokens', max_tokens,
      'cost_input_micro_usd', cost_input_micro_usd,
      'cost_output_micro_usd', cost_output_micro_usd,
      'cost_cache_read_micro_usd', cost_cache_read_micro_usd,
      'cost_cache_write_micro_usd', cost_cache_write_micro_usd, 'headers', headers,
      'compat', compat, 'extra', extra)
  FROM provider_model
  UNION ALL
  SELECT
    'route',
    json_array(scope_id, purpose, position),
    json_object(
      'scope_id', scope_id, 'purpose', purpose, 'position', position, 'written', written,
      'provider', provider, 'model', model)
  FROM route
  UNION ALL
  SELECT
    'route_policy',
    json_array(scope_id, purpose),
    json_object(
      'scope_id', scope_id, 'purpose', purpose, 'fallbacks', fallbacks)
  FROM route_policy
  UNION ALL
  SELECT
    'alias',
    json_array(scope_id, name, provider, model),
    json_object(
      'scope_id', scope_id, 'name', name, 'provider', provider, 'model', model,
      'position', position)
  FROM alias
  UNION ALL
  SELECT
    'model_setting',
    json_array(scope_id, provider, model),
    json_object(
      'scope_id', scope_id, 'provider', provider, 'model', model, 'written', written,
      'params', params, 'extra', extra, 'position', position)
  FROM model_setting
  UNION ALL
  SELECT
    'allow_policy',
    scope_id,
    json_object(
      'scope_id', scope_id, 'mode', mode)
  FROM allow_policy
  UNION ALL
  SELECT
    'allow_entry',
    json_array(scope_id, position),
    json_object(
      'scope_id', scope_id, 'position', position, 'pattern', pattern, 'source', source)
  FROM allow_entry;
