/// The columns of an audited table, without those that are generated for the trail. A test compares them with the schema.
struct PastColumns {
  let table: StaticString
  /// Those of the primary key, in its order.
  let key: [StaticString]
  /// The others, in the order of the table.
  let rest: [StaticString]

  /// All of them, in the order of the table.
  var columns: [StaticString] { key + rest }

  /// Those of every audited table.
  static let all: [PastColumns] = [
    PastColumns(
      table: "scope", key: ["id"],
      rest: []),
    PastColumns(
      table: "agent", key: ["id"],
      rest: [
        "name", "agent_dir", "workspace_dir", "is_default", "position", "source", "extra",
        "created_at", "updated_at",
      ]),
    PastColumns(
      table: "agent_label", key: ["agent_id", "key"],
      rest: ["value"]),
    PastColumns(
      table: "setting", key: ["scope_id", "key"],
      rest: ["value"]),
    PastColumns(
      table: "provider", key: ["scope_id", "id"],
      rest: [
        "written_id", "position", "base_url", "api", "auth_mode", "auth_header", "headers",
        "compat", "api_key_kind", "api_key_ref", "secret_id", "secret_digest", "has_models",
        "extra",
      ]),
    PastColumns(
      table: "provider_model", key: ["scope_id", "provider_id", "id"],
      rest: [
        "position", "name", "api", "base_url", "reasoning", "input", "context_window",
        "max_tokens", "cost_input_micro_usd", "cost_output_micro_usd", "cost_cache_read_micro_usd",
        "cost_cache_write_micro_usd", "headers", "compat", "extra",
      ]),
    PastColumns(
      table: "route", key: ["scope_id", "purpose", "position"],
      rest: ["written", "provider", "model"]),
    PastColumns(
      table: "route_policy", key: ["scope_id", "purpose"],
      rest: ["fallbacks"]),
    PastColumns(
      table: "alias", key: ["scope_id", "name", "provider", "model"],
      rest: ["position"]),
    PastColumns(
      table: "model_setting", key: ["scope_id", "provider", "model"],
      rest: ["written", "params", "extra", "position"]),
    PastColumns(
      table: "allow_policy", key: ["scope_id"],
      rest: ["mode"]),
    PastColumns(
      table: "allow_entry", key: ["scope_id", "position"],
      rest: ["pattern", "source"]),
    PastColumns(
      table: "auth_profile", key: ["scope_id", "id"],
      rest: [
        "provider", "type", "position", "email", "display_name", "account_id", "expires_at",
        "has_access", "refreshable", "copy_to_agents", "ref_source", "ref_provider", "ref_id",
        "secret_id", "secret_digest", "source", "extra", "created_at", "updated_at",
      ]),
    PastColumns(
      table: "profile_declaration", key: ["scope_id", "id"],
      rest: ["provider", "mode", "email", "position", "extra"]),
    PastColumns(
      table: "profile_order", key: ["scope_id", "provider", "source"],
      rest: ["profiles"]),
    PastColumns(
      table: "secret_provider", key: ["scope_id", "name"],
      rest: ["source", "is_default", "content"]),
    PastColumns(
      table: "session_selection", key: ["agent_id", "session_key"],
      rest: [
        "provider", "model", "source", "profile_id", "profile_source", "compaction_count",
        "updated_at",
      ]),
  ]
}
