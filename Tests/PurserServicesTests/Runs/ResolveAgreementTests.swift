import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

/// For each agent of each real state directory: what a run would try is what status, lists and exports say.
@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct ResolveAgreementTests {
  static let variables = [
    "OPENAI_API_KEY": "FAKE-openai-0123456789", "OPENROUTER_API_KEY": "FAKE-router-0123456789",
  ]

  @Test(arguments: Shared.importableDirectories, [[:], variables])
  func `resolve agrees with status, lists and exports`(
    path: String, variables: [String: String]
  ) throws {
    let world = try ImportWorld(variables)
    try world.run(path)
    let vault = Vault(environment: world.environment)
    let now = world.clock.wallClock.now()
    let credentials = ProviderCredentials(environment: world.environment, vault: vault, now: now)
    for agent in try world.agents() {
      try world.store.read { session in
        let resolved = try ResolveModel(
          ResolveModel.Request(), of: agent, environment: world.environment, vault: vault,
          now: now, in: session)
        let models = resolved.models
        let status = try ModelsStatus(
          of: agent, credentials: credentials, storePath: "s", modelsPath: "m", in: session)
        let rows = try ModelsList(
          of: models, ModelsFilter(), credentials: credentials, in: session
        ).rows
        let steps = resolved.plan.steps
        #expect(steps[0].candidate.ref == status.models.text.primary?.ref)
        let route = status.models.text
        let chain = CandidateChain(route: route, resolver: models.resolver).candidates
        #expect(steps.map(\.candidate.ref) == chain.map(\.ref))
        for step in steps {
          let ref = step.candidate.ref
          let place = "\(agent.id) \(ref.key)"
          let auth = try credentials.row(of: ref.provider, at: models, in: session)
          let kinds = Set(step.credentials.map(\.kind))
          switch auth.effective {
          case .missing:
            // Programs with a login of their own are seen by no status.
            #expect(!step.isTried || kinds == ["program"], "\(place)")
          case .awsSDK: #expect(kinds.contains("aws-sdk"), "\(place)")
          case .env:
            #expect(kinds.contains("env") || kinds.contains("models.json"), "\(place)")
          case .modelsJSON, .local: #expect(kinds.contains("models.json"), "\(place)")
          case .profiles:
            #expect(
              kinds.contains("profile") || !step.resting.isEmpty || !step.excluded.isEmpty,
              "\(place)")
          }
          let isMissing = status.auth.missingProvidersInUse.contains(ref.provider)
          if isMissing { #expect(!step.isTried, "\(place)") }
          if let isAvailable = rows.first(where: { $0.key == ref.key })?.available {
            // What nobody looked into is no evidence for a list.
            #expect(isAvailable == ![.missing, .awsSDK].contains(auth.effective), "\(place)")
          }
        }
      }
    }
  }

  @Test(arguments: Shared.importableDirectories)
  func `the keys of an export are those that resolve counts on`(path: String) throws {
    let world = try ImportWorld(Self.variables)
    try world.run(path)
    let vault = Vault(environment: world.environment)
    let export = ExportModels(store: world.store, vault: vault, environment: world.environment)
    let agents = try world.agents()
    _ = try export.run(
      ExportModels.Request(
        agents: agents.map(\.id), outputFolder: try world.folder.makeFolder("out")),
      TemporaryStore.intent("export"))
    for agent in agents {
      let file = "out/\(agent.id)/models.json"
      guard world.folder.exists(file) else { continue }
      let providers = try JSON.parse(world.folder.bytes(file))["providers"]?.object ?? [:]
      let resolved = try world.store.read { session in
        try ResolveModel(
          ResolveModel.Request(), of: agent, environment: world.environment, vault: vault,
          now: world.clock.wallClock.now(), in: session)
      }
      for step in resolved.plan.steps {
        let provider = step.candidate.ref.provider
        let written = providers.first { ModelNaming.standard.provider($0.key) == provider }?.value
        for case .key(let key) in step.credentials {
          #expect(written?["apiKey"]?.string != nil, "\(agent.id) \(provider)")
          if case .environment(let name) = key {
            #expect(written?["apiKey"]?.string?.contains(name) == true, "\(agent.id) \(provider)")
          }
        }
      }
    }
  }
}
