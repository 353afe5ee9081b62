import SQLKit

/// One row for each table, as plain SQL, so that the schema is tested without the repositories.
enum Rows {
  static func exportFile(event: Int64) -> SQL {
    """
    INSERT INTO export_file
      (event_id, agent_id, path, digest, bytes, mode, dialect, revision, written_at)
    VALUES (\(event), 'alpha', '/tmp/models.json', 'x:1', 2, 'merge', 'legacy', 1, 5)
    """
  }

  static func all(event: Int64) -> [SQL] {
    [
      "INSERT INTO scope (id) VALUES ('alpha')",
      "INSERT INTO agent (id, position, created_at, updated_at) VALUES ('alpha', 0, 1, 1)",
      "INSERT INTO agent_label (agent_id, key, value) VALUES ('alpha', 'team', 'red')",
      "INSERT INTO setting (scope_id, key, value) VALUES ('*', 'models.mode', 'merge')",
      "INSERT INTO provider (scope_id, id, written_id, position) VALUES ('*', 'acme', 'Acme', 0)",
      """
      INSERT INTO provider_model (scope_id, provider_id, id, position) VALUES ('*', 'acme', 'm1', 0)
      """,
      """
      INSERT INTO route (scope_id, purpose, position, written) VALUES ('*', 'text', 0, 'acme/m1')
      """,
      "INSERT INTO route_policy (scope_id, purpose, fallbacks) VALUES ('*', 'text', 'none')",
      """
      INSERT INTO alias (scope_id, name, provider, model, position)
      VALUES ('*', 'Fast', 'acme', 'm1', 0)
      """,
      """
      INSERT INTO model_setting (scope_id, provider, model, written, position)
      VALUES ('*', 'acme', 'm1', 'acme/m1', 0)
      """,
      "INSERT INTO allow_policy (scope_id, mode) VALUES ('*', 'only')",
      """
      INSERT INTO allow_entry (scope_id, position, pattern, source)
      VALUES ('*', 0, 'acme/*', 'command')
      """,
      """
      INSERT INTO secret (owner, field, key_id, nonce, sealed, created_at)
      VALUES ('["provider","*","acme"]', 'apiKey', 'k', x'01', x'02', 1)
      """,
      """
      INSERT INTO trail_key (id, key_id, nonce, sealed, created_at)
      VALUES (1, 'k', x'01', x'02', 1)
      """,
      exportFile(event: event),
    ] + credentials(event: event)
  }

  static func profileEvent(event: Int64) -> SQL {
    """
    INSERT INTO profile_event (event_id, at, kind, scope_id, profile_id, provider)
    VALUES (\(event), 5, 'login', '*', 'acme:a', 'acme')
    """
  }

  private static func credentials(event: Int64) -> [SQL] {
    [
      """
      INSERT INTO auth_profile (scope_id, id, provider, type, position, created_at, updated_at)
      VALUES ('*', 'acme:a', 'acme', 'api_key', 0, 1, 1)
      """,
      """
      INSERT INTO profile_declaration (scope_id, id, provider, mode, position)
      VALUES ('*', 'acme:a', 'acme', 'api_key', 0)
      """,
      """
      INSERT INTO profile_order (scope_id, provider, source, profiles)
      VALUES ('*', 'acme', 'store', 'acme:a')
      """,
      """
      INSERT INTO secret_provider (scope_id, name, source, content) VALUES ('*', 'v', 'env', '{}')
      """,
      """
      INSERT INTO session_selection
        (agent_id, session_key, provider, model, source, profile_id, profile_source, updated_at)
      VALUES ('alpha', 's', 'acme', 'm1', 'user', 'acme:a', 'user', 1)
      """,
      "INSERT INTO profile_state (scope_id, profile_id) VALUES ('*', 'acme:a')",
      profileEvent(event: event),
      "INSERT INTO probe_slot (agent_id, provider, probed_at) VALUES ('alpha', 'acme', 1)",
      "INSERT INTO refresh_lease (scope_id, profile_id, fence) VALUES ('*', 'acme:a', 1)",
      """
      INSERT INTO pruned (event_id, table_name, up_to_event_id, row_count)
      VALUES (\(event), 'probe_run', 0, 0)
      """,
      """
      INSERT INTO probe_run
        (event_id, id, started_at, finished_at, options, target_count, is_interrupted)
      VALUES (\(event), \(event), 1, 2, '{}', 1, 0)
      """,
      """
      INSERT INTO probe_target
        (scope_id, provider, model, source, profile_id, status, last_at, change_count,
         result_count, asked_count, good_count, tokens_in, tokens_out, cost_micro_usd)
      VALUES ('*', 'acme', 'm1', 'profile', 'acme:a', 'ok', 2, 0, 1, 1, 1, 0, 0, 0)
      """,
      """
      INSERT INTO probe_result
        (event_id, position, at, target_id, scope_id, provider, model, source, profile_id, status)
      VALUES (\(event), 0, 2, 1, '*', 'acme', 'm1', 'profile', 'acme:a', 'ok')
      """,
      "INSERT INTO probe_latency (target_id, latency_ms, answer_count) VALUES (1, 5, 1)",
      """
      INSERT INTO catalog_source (source, provider, loaded_at, model_count)
      VALUES ('openrouter', 'openrouter', 1, 1)
      """,
      """
      INSERT INTO catalog_model (source, provider, model, first_seen_at)
      VALUES ('openrouter', 'openrouter', 'acme/m1', 1)
      """,
      """
      INSERT INTO usage_snapshot
        (event_id, position, captured_at, provider, scope_id, profile_id, source)
      VALUES (\(event), 0, 2, 'acme', '*', 'acme:a', 'endpoint')
      """,
      """
      INSERT INTO usage_window (event_id, position, ordinal, label, used_percent)
      VALUES (\(event), 0, 0, '5h', 12.5)
      """,
    ]
  }

  static let ledgerUpdates: [SQL] = [
    "UPDATE schema_migration SET name = 'x'",
    "UPDATE audit_event SET actor = 'x'",
    "UPDATE audit_change SET scope_id = 'x'",
    "UPDATE audit_seal SET digest = 'x'",
    "UPDATE export_file SET path = 'x'",
    "UPDATE profile_event SET detail = 'x'",
    "UPDATE pruned SET row_count = 7",
    "UPDATE probe_run SET target_count = 7",
    "UPDATE probe_result SET error = 'x'",
    "UPDATE usage_snapshot SET plan = 'x'",
    "UPDATE usage_window SET used_percent = 7",
  ]

  /// A change of a row of `all`, for each table whose rows have something that can change.
  static let updates: [SQL] =
    ledgerUpdates + [
      "UPDATE agent SET name = 'x'",
      "UPDATE agent_label SET value = 'x'",
      "UPDATE setting SET value = 'x'",
      "UPDATE provider SET base_url = 'x'",
      "UPDATE provider_model SET name = 'x'",
      "UPDATE route SET written = 'x'",
      "UPDATE route_policy SET fallbacks = 'inherit'",
      "UPDATE alias SET position = 7",
      "UPDATE model_setting SET params = '{}'",
      "UPDATE allow_policy SET mode = 'any'",
      "UPDATE allow_entry SET pattern = 'x/*'",
      "UPDATE secret SET sealed = x'07'",
      "UPDATE trail_key SET sealed = x'07'",
      "UPDATE auth_profile SET email = 'x'",
      "UPDATE profile_declaration SET mode = 'token'",
      "UPDATE profile_order SET profiles = ''",
      "UPDATE secret_provider SET content = '{\"x\":1}'",
      "UPDATE session_selection SET model = 'x'",
      "UPDATE profile_state SET error_count = 7",
      "UPDATE probe_slot SET probed_at = 7",
      "UPDATE refresh_lease SET fence = 7",
      "UPDATE probe_target SET good_count = 7",
      "UPDATE probe_latency SET answer_count = 7",
      "UPDATE catalog_source SET url = 'x'",
      "UPDATE catalog_model SET name = 'x'",
    ]
}
