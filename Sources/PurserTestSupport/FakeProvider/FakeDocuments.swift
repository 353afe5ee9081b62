/// What a fake provider answers to a plain GET: catalogs and usage, in the shapes of the real ones, written by hand.
enum FakeDocuments {
  static let all: [String: String] = [
    "/api/v1/models": openRouter, "/api.json": modelsDev, "/api/v1/key": openRouterKey,
    "/api/oauth/usage": anthropicUsage, "/backend-api/wham/usage": codexUsage,
    "/api/monitor/usage/quota/limit": zaiUsage,
    "/v1/api/openplatform/coding_plan/remains": minimaxUsage,
  ]

  private static let openRouter = """
    {"data": [
      {"id": "acme/tiny-7b:free", "name": "Acme: Tiny 7B (free)", "created": 1767225600,
       "context_length": 32768, "architecture": {"modality": "text->text", "input_modalities": ["text"]},
       "pricing": {"prompt": "0", "completion": "0"}, "supported_parameters": ["tools", "temperature"],
       "top_provider": {"max_completion_tokens": 4096}},
      {"id": "acme/seer-70b:free", "name": "Acme: Seer 70B (free)", "created": 1772323200,
       "context_length": 131072,
       "architecture": {"modality": "text+image->text", "input_modalities": ["text", "image"]},
       "pricing": {"prompt": "0", "completion": "0"}, "supported_parameters": ["tools"],
       "top_provider": {"max_completion_tokens": 8192}},
      {"id": "acme/grand", "name": "Acme: Grand", "created": 1775001600, "context_length": 200000,
       "architecture": {"modality": "text->text", "input_modalities": ["text"]},
       "pricing": {"prompt": "0.000003", "completion": "0.000015"}, "supported_parameters": ["tools"],
       "top_provider": {"max_completion_tokens": 64000}}
    ]}
    """

  private static let modelsDev = """
    {"acme": {"id": "acme", "name": "Acme", "env": ["ACME_API_KEY"], "npm": "@ai-sdk/openai-compatible",
      "api": "https://api.acme.example/v1", "models": {
        "grand": {"id": "grand", "name": "Grand", "reasoning": true, "tool_call": true, "attachment": false,
          "modalities": {"input": ["text"], "output": ["text"]}, "release_date": "2026-04-01",
          "cost": {"input": 3, "output": 15, "cache_read": 0.3}, "limit": {"context": 200000, "output": 64000}}}}}
    """

  private static let openRouterKey = """
    {"data": {"label": "fake", "usage": 2.5, "limit": 10, "limit_remaining": 7.5, "is_free_tier": false}}
    """

  private static let anthropicUsage = """
    {"five_hour": {"utilization": 25, "resets_at": "2030-01-01T05:00:00Z"},
     "seven_day": {"utilization": 60, "resets_at": "2030-01-05T00:00:00Z"},
     "seven_day_sonnet": {"utilization": 10, "resets_at": null}}
    """

  private static let codexUsage = """
    {"plan_type": "plus", "credits": {"balance": "5.00"}, "rate_limit": {
      "primary_window": {"limit_window_seconds": 18000, "used_percent": 40, "reset_at": 1893474000},
      "secondary_window": {"limit_window_seconds": 604800, "used_percent": 12, "reset_at": 1893888000}}}
    """

  private static let zaiUsage = """
    {"success": true, "code": 200, "data": {"planName": "Pro", "limits": [
      {"type": "TOKENS_LIMIT", "unit": 3, "number": 5, "percentage": 30, "nextResetTime": 1893474000000},
      {"type": "TIME_LIMIT", "unit": 1, "number": 30, "percentage": 5, "nextResetTime": 1893888000000}]}}
    """

  private static let minimaxUsage = """
    {"base_resp": {"status_code": 0, "status_msg": "success"}, "model_remains": [
      {"model_name": "MiniMax-M2", "current_interval_total_count": 1500,
       "current_interval_usage_count": 1200, "start_time": 1893456000000, "end_time": 1893474000000}]}
    """
}
