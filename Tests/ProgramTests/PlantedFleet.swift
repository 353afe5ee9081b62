import PurserTestSupport

/// A state directory with a credential in each place where one may stand. All begin with `PLANTED`.
enum PlantedFleet {
  /// What no text that leaves the program may hold.
  static let word = "PLANTED"

  /// Environment of the program under test, with secrets of its own.
  static let environment = [
    "ACME_LIVE_KEY": "PLANTED-environment-of-the-process",
    "OPENAI_API_KEY": "PLANTED-environment-of-a-known-provider",
  ]

  /// Writes the directory to `fleet` of `world`.
  static func plant(in world: FleetWorld) throws {
    world.runner.environment.merge(environment) { _, new in new }
    try world.folder.write(config, to: "fleet/openclaw.json")
    try world.folder.write(agentModels, to: "fleet/agents/a1/agent/models.json")
    try world.folder.write(
      #"{"providers": {"acme": {"apiKey": "PLANTED-in-a-broken-file" "x"#,
      to: "fleet/agents/broken/agent/models.json")
    try world.folder.write(
      """
      {"profiles": {"acme:default": {"type": "api_key", "provider": "acme", "key": "PLANTED-profile"}}}
      """, to: "fleet/agents/a1/agent/auth-profiles.json")
  }

  private static let config = """
    {
      env: { vars: { SOME: 'PLANTED-env-block' } },
      models: { providers: {
        acme: {
          baseUrl: 'https://user:PLANTED-userinfo@llm.acme.example/v1?api_key=PLANTED-query',
          api: 'openai-completions', apiKey: 'PLANTED-config-key',
          headers: { Authorization: 'Bearer PLANTED-header', 'X-Api-Key': 'PLANTED-x-api-key' },
          clientSecret: 'PLANTED-unknown-member',
          request: {
            auth: { mode: 'header', headerName: 'x-corp', value: 'PLANTED-request-value',
              token: 'PLANTED-request-token' },
            proxy: { url: 'http://u:PLANTED-proxy@proxy:1',
              tls: { key: 'PLANTED-tls-key', passphrase: 'PLANTED-passphrase' } },
          },
          compat: { apiKey: 'PLANTED-compat' },
          models: [{ id: 'm1', name: 'M1', headers: { Authorization: 'PLANTED-model-header' },
            params: { apiKey: 'PLANTED-model-param' }, baseUrl: 'https://k:PLANTED-model-url@x/v1' }],
        },
        live: { baseUrl: 'https://x.example/v1', apiKey: 'ACME_LIVE_KEY', api: 'openai-completions',
          models: [{ id: 'z', name: 'Z' }] },
      } },
      agents: {
        defaults: { model: 'acme/m1', models: { 'acme/m1': { alias: 'm',
          params: { apiKey: 'PLANTED-params', extra: { authToken: 'PLANTED-deep' } } } } },
        list: [{ id: 'a1', tools: { key: 'PLANTED-tools' } }, { id: 'b' }],
      },
      gateway: { auth: { token: 'PLANTED-gateway' } },
      tools: { web: { search: { apiKey: 'PLANTED-search' } } },
    }
    """

  private static let agentModels = """
    {"providers": {
      "acme": {"baseUrl": "https://llm.acme.example/v1", "api": "openai-completions",
        "apiKey": "PLANTED-agent-key", "headers": {"Authorization": "Bearer PLANTED-agent-header"},
        "models": [{"id": "m1", "name": "M1", "headers": {"X-Api-Key": "PLANTED-agent-model"}}]},
      "mine": {"baseUrl": "https://u:PLANTED-agent-url@h.example/v1", "apiKey": "PLANTED-own-key",
        "secretKey": "PLANTED-own-secret", "models": []}
    }, "topSecret": "PLANTED-beside-the-providers"}
    """
}
