import SQLKit

/// The tables that came with credentials.
extension TrailReplay {
  /// The statement for a row of one of them; nil for any other table.
  static func credentials(_ table: String, _ content: String) -> SQL? {
    switch table {
    case "auth_profile": authProfile(content)
    case "profile_declaration": profileDeclaration(content)
    case "profile_order": profileOrder(content)
    case "secret_provider": secretProvider(content)
    case "session_selection": sessionSelection(content)
    default: nil
    }
  }

  private static func authProfile(_ content: String) -> SQL {
    """
    INSERT INTO auth_profile (
        scope_id, id, provider, type, position, email, display_name, account_id, expires_at,
        has_access, refreshable, copy_to_agents, ref_source, ref_provider, ref_id, secret_id,
        secret_digest, source, extra, created_at, updated_at
    )
    SELECT
      value ->> 'scope_id',
      value ->> 'id',
      value ->> 'provider',
      value ->> 'type',
      value ->> 'position',
      value ->> 'email',
      value ->> 'display_name',
      value ->> 'account_id',
      value ->> 'expires_at',
      value ->> 'has_access',
      value ->> 'refreshable',
      value ->> 'copy_to_agents',
      value ->> 'ref_source',
      value ->> 'ref_provider',
      value ->> 'ref_id',
      value ->> 'secret_id',
      value ->> 'secret_digest',
      value ->> 'source',
      value ->> 'extra',
      value ->> 'created_at',
      value ->> 'updated_at'
    FROM (SELECT \(content) AS value)
    """
  }

  private static func profileDeclaration(_ content: String) -> SQL {
    """
    INSERT INTO profile_declaration (
        scope_id, id, provider, mode, email, position, extra
    )
    SELECT
      value ->> 'scope_id',
      value ->> 'id',
      value ->> 'provider',
      value ->> 'mode',
      value ->> 'email',
      value ->> 'position',
      value ->> 'extra'
    FROM (SELECT \(content) AS value)
    """
  }

  private static func profileOrder(_ content: String) -> SQL {
    """
    INSERT INTO profile_order (
        scope_id, provider, source, profiles
    )
    SELECT
      value ->> 'scope_id',
      value ->> 'provider',
      value ->> 'source',
      value ->> 'profiles'
    FROM (SELECT \(content) AS value)
    """
  }

  private static func secretProvider(_ content: String) -> SQL {
    """
    INSERT INTO secret_provider (
        scope_id, name, source, is_default, content
    )
    SELECT
      value ->> 'scope_id',
      value ->> 'name',
      value ->> 'source',
      value ->> 'is_default',
      value ->> 'content'
    FROM (SELECT \(content) AS value)
    """
  }

  private static func sessionSelection(_ content: String) -> SQL {
    """
    INSERT INTO session_selection (
        agent_id, session_key, provider, model, source, profile_id, profile_source,
        compaction_count, updated_at
    )
    SELECT
      value ->> 'agent_id',
      value ->> 'session_key',
      value ->> 'provider',
      value ->> 'model',
      value ->> 'source',
      value ->> 'profile_id',
      value ->> 'profile_source',
      value ->> 'compaction_count',
      value ->> 'updated_at'
    FROM (SELECT \(content) AS value)
    """
  }
}
