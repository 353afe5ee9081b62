import SQLKit

/// Puts rows back into audited tables from the JSON that the trail keeps of them.
///
/// One literal statement per table, so that no name is ever spliced into SQL; a test replays a whole
/// store and compares it through `AuditedRows`, which finds a column that is missing here.
struct TrailReplay {
  let connection: any SQLConnection

  /// Inserts the row of `table` that `content` describes. Throws `internal` for an unknown table.
  func insert(into table: String, _ content: String) throws {
    guard let statement = Self.statement(table, content) else {
      throw StoreError(
        .internal, "The trail names a table that this program does not know: '\(table)'.",
        subject: table, hint: "Run: purser audit verify")
    }
    try connection.run(statement)
  }

  private static func statement(_ table: String, _ content: String) -> SQL? {
    switch table {
    case "scope": scope(content)
    case "agent": agent(content)
    case "agent_label": agentLabel(content)
    case "setting": setting(content)
    case "provider": provider(content)
    case "provider_model": providerModel(content)
    case "route": route(content)
    case "route_policy": routePolicy(content)
    case "alias": alias(content)
    case "model_setting": modelSetting(content)
    case "allow_policy": allowPolicy(content)
    case "allow_entry": allowEntry(content)
    default: credentials(table, content)
    }
  }

  private static func scope(_ content: String) -> SQL {
    """
    INSERT INTO scope (
        id
    )
    SELECT
      value ->> 'id'
    FROM (SELECT \(content) AS value)
    WHERE true
    ON CONFLICT (id) DO NOTHING
    """
  }

  private static func agent(_ content: String) -> SQL {
    """
    INSERT INTO agent (
        id, name, agent_dir, workspace_dir, is_default, position, source, extra, created_at,
        updated_at
    )
    SELECT
      value ->> 'id',
      value ->> 'name',
      value ->> 'agent_dir',
      value ->> 'workspace_dir',
      value ->> 'is_default',
      value ->> 'position',
      value ->> 'source',
      value ->> 'extra',
      value ->> 'created_at',
      value ->> 'updated_at'
    FROM (SELECT \(content) AS value)
    """
  }

  private static func agentLabel(_ content: String) -> SQL {
    """
    INSERT INTO agent_label (
        agent_id, key, value
    )
    SELECT
      value ->> 'agent_id',
      value ->> 'key',
      value ->> 'value'
    FROM (SELECT \(content) AS value)
    """
  }

  private static func setting(_ content: String) -> SQL {
    """
    INSERT INTO setting (
        scope_id, key, value
    )
    SELECT
      value ->> 'scope_id',
      value ->> 'key',
      value ->> 'value'
    FROM (SELECT \(content) AS value)
    """
  }

  private static func provider(_ content: String) -> SQL {
    """
    INSERT INTO provider (
        scope_id, id, written_id, position, base_url, api, auth_mode, auth_header, headers,
        compat, api_key_kind, api_key_ref, secret_id, secret_digest, has_models, extra
    )
    SELECT
      value ->> 'scope_id',
      value ->> 'id',
      value ->> 'written_id',
      value ->> 'position',
      value ->> 'base_url',
      value ->> 'api',
      value ->> 'auth_mode',
      value ->> 'auth_header',
      value ->> 'headers',
      value ->> 'compat',
      value ->> 'api_key_kind',
      value ->> 'api_key_ref',
      value ->> 'secret_id',
      value ->> 'secret_digest',
      value ->> 'has_models',
      value ->> 'extra'
    FROM (SELECT \(content) AS value)
    """
  }

  private static func providerModel(_ content: String) -> SQL {
    """
    INSERT INTO provider_model (
        scope_id, provider_id, id, position, name, api, base_url, reasoning, input,
        context_window, max_tokens, cost_input_micro_usd, cost_output_micro_usd,
        cost_cache_read_micro_usd, cost_cache_write_micro_usd, headers, compat, extra
    )
    SELECT
      value ->> 'scope_id',
      value ->> 'provider_id',
      value ->> 'id',
      value ->> 'position',
      value ->> 'name',
      value ->> 'api',
      value ->> 'base_url',
      value ->> 'reasoning',
      value ->> 'input',
      value ->> 'context_window',
      value ->> 'max_tokens',
      value ->> 'cost_input_micro_usd',
      value ->> 'cost_output_micro_usd',
      value ->> 'cost_cache_read_micro_usd',
      value ->> 'cost_cache_write_micro_usd',
      value ->> 'headers',
      value ->> 'compat',
      value ->> 'extra'
    FROM (SELECT \(content) AS value)
    """
  }

  private static func route(_ content: String) -> SQL {
    """
    INSERT INTO route (
        scope_id, purpose, position, written, provider, model
    )
    SELECT
      value ->> 'scope_id',
      value ->> 'purpose',
      value ->> 'position',
      value ->> 'written',
      value ->> 'provider',
      value ->> 'model'
    FROM (SELECT \(content) AS value)
    """
  }

  private static func routePolicy(_ content: String) -> SQL {
    """
    INSERT INTO route_policy (
        scope_id, purpose, fallbacks
    )
    SELECT
      value ->> 'scope_id',
      value ->> 'purpose',
      value ->> 'fallbacks'
    FROM (SELECT \(content) AS value)
    """
  }

  private static func alias(_ content: String) -> SQL {
    """
    INSERT INTO alias (
        scope_id, name, provider, model, position
    )
    SELECT
      value ->> 'scope_id',
      value ->> 'name',
      value ->> 'provider',
      value ->> 'model',
      value ->> 'position'
    FROM (SELECT \(content) AS value)
    """
  }

  private static func modelSetting(_ content: String) -> SQL {
    """
    INSERT INTO model_setting (
        scope_id, provider, model, written, params, extra, position
    )
    SELECT
      value ->> 'scope_id',
      value ->> 'provider',
      value ->> 'model',
      value ->> 'written',
      value ->> 'params',
      value ->> 'extra',
      value ->> 'position'
    FROM (SELECT \(content) AS value)
    """
  }

  private static func allowPolicy(_ content: String) -> SQL {
    """
    INSERT INTO allow_policy (
        scope_id, mode
    )
    SELECT
      value ->> 'scope_id',
      value ->> 'mode'
    FROM (SELECT \(content) AS value)
    """
  }

  private static func allowEntry(_ content: String) -> SQL {
    """
    INSERT INTO allow_entry (
        scope_id, position, pattern, source
    )
    SELECT
      value ->> 'scope_id',
      value ->> 'position',
      value ->> 'pattern',
      value ->> 'source'
    FROM (SELECT \(content) AS value)
    """
  }
}
