import HTTPKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import SystemKit
import Testing

@Suite struct CollectUsageTests {
  private let world: CallWorld

  init() throws {
    world = try CallWorld()
    try world.manifest(
      "acme",
      #""baseUrl":"https://acme.example/v1","api":"openai-completions","headers":{"X-Team":"red"},"usage":{"url":"https://acme.example/usage","reader":"zai"}"#
    )
  }

  private static let good =
    #"{"success":true,"code":200,"data":{"planName":"SECRET","limits":[{"type":"TIME_LIMIT","percentage":40}]}}"#

  private func targets(
    _ change: (inout CollectUsage.Options) -> Void = { _ in }, variables: [String: String] = [:]
  ) throws -> [CollectUsage.Target] {
    var options = CollectUsage.Options()
    change(&options)
    let environment = variables.reduce(world.base.environment) { $0.setting($1.key, $1.value) }
    return try world.base.store.read { session in
      try CollectUsage(options).targets(
        of: session.agents.list(), plugins: ProviderPlugins(environment: environment),
        environment: environment, vault: world.base.vault, userAgent: "purser/test",
        now: Timestamp(milliseconds: 1_770_000_000_000), in: session)
    }
  }

  private func run(
    _ targets: [CollectUsage.Target], _ answer: @escaping @Sendable (HTTPRequest) -> HTTPOutcome
  ) throws -> (CollectUsage.Outcome, ScriptedTransport) {
    let transport = ScriptedTransport(answer)
    let outcome = try CollectUsage(CollectUsage.Options()).run(
      targets, over: Network { transport },
      clock: .fixed(Timestamp(milliseconds: 1_770_000_000_000)))
    return (outcome, transport)
  }

  @Test func `every profile is asked once under our own name, shared by agents or not`() throws {
    try world.base.add("acme:a")
    try world.base.add("acme:b", at: "ops")
    let targets = try targets()
    #expect(targets.compactMap(\.account.profile) == ["acme:a", "acme:b"])
    let (outcome, transport) = try run(targets) { _ in .answer(200, Self.good) }
    #expect(
      outcome.snapshots.map(\.windows) == [
        [UsageWindow("Monthly", usedPercent: 40)], [UsageWindow("Monthly", usedPercent: 40)],
      ])
    let request = try #require(transport.requests.first)
    #expect(request.url == "https://acme.example/usage" && request.redirects == .none)
    #expect(request.header("User-Agent")?.visible == "purser/test")
    #expect(request.header("Authorization")?.secret?.revealText() == "secret of acme:a")
    #expect(request.header("X-Team")?.visible == "red")
    #expect(request.timeoutMilliseconds == 3_500)
  }

  @Test func `what cannot be asked is said with its reason and sent nothing`() throws {
    try world.base.add("anthropic:key")
    try world.base.add("openai:key")
    try world.base.add("github-copilot:gh") { $0.type = .token }
    try world.base.add("acme:old") {
      $0.type = .token
      $0.expiresAt = 1_700_000_000_000
    }
    let targets = try targets()
    #expect(targets.allSatisfy { $0.url == nil })
    let reasons = targets.map { "\($0.account.profile ?? ""): \($0.refusal ?? "")" }
    #expect(reasons[0].hasPrefix("acme:old: It has expired"))
    #expect(reasons[1] == "anthropic:key: An API key has no windows there; logins and tokens have.")
    #expect(reasons[2].contains("under the name of another product"))
    #expect(reasons[3].contains("Nothing is known"))
  }

  @Test func `a key of an own gateway is not sent to the provider it is named after`() throws {
    try world.base.add("acme:a")
    try world.provider("acme", "https://gateway.example/v1")
    #expect(try targets()[0].refusal?.contains("gateway.example") == true)
    try world.provider("acme", "https://acme.example/other")
    #expect(try targets()[0].url == "https://acme.example/usage")
  }

  @Test func `a variable stands in where no profile is`() throws {
    let targets = try targets(variables: ["ZAI_API_KEY": "planted-zai-key"])
    #expect(targets.map(\.account.profile) == ["env: ZAI_API_KEY"])
    #expect(try self.targets({ $0.provider = "openai" }, variables: ["ZAI_API_KEY": "k"]).isEmpty)
  }

  @Test(arguments: [
    (HTTPOutcome.fault(.timedOut), "Timeout"),
    (.answer(401, #"{"error":{"message":"no SECRET"}}"#), "HTTP 401: no ***"),
    (.answer(403, #"{"error":{"message":"no SECRET"}}"#), "HTTP 403: no ***"),
    (.answer(200, "<html><title>Sign in</title>"), "web page"),
    (.answer(200, #"{"success":false,"msg":"SECRET \u001b[2J"}"#), "***"),
    (.fault(.tooLarge, "The answer is larger than was allowed."), "larger"),
  ])
  func `what has no answer is kept with why, and never with the secret`(
    outcome: HTTPOutcome, word: String
  ) throws {
    try world.base.add("acme:a")
    let (result, _) = try run(targets()) { _ in
      guard case .success(var response) = outcome.result else { return outcome }
      let text = String(decoding: response.body, as: UTF8.self)
      response.body = Array(
        text.split(separator: "SECRET", omittingEmptySubsequences: false).joined(
          separator: "secret of acme:a"
        ).utf8)
      return HTTPOutcome(.success(response))
    }
    let error = try #require(result.snapshots.first?.error)
    #expect(
      error.contains(word) && !error.contains("secret of") && !error.contains("\u{1B}"), "\(error)")
  }

  @Test func `a provider that repeats the secret in its plan does not bring it into the store`()
    throws
  {
    try world.base.add("acme:a")
    let (result, _) = try run(targets()) { _ in
      .answer(200, Self.good.split(separator: "SECRET").joined(separator: "secret of acme:a"))
    }
    #expect(result.snapshots.first?.plan == "***")
  }

  @Test func `what was interrupted is no snapshot`() throws {
    try world.base.add("acme:a")
    try world.base.add("acme:b")
    let (result, _) = try run(targets()) { request in
      request.header("Authorization")?.secret?.revealText() == "secret of acme:a"
        ? .answer(200, Self.good) : .fault(.interrupted)
    }
    #expect(result.isInterrupted && result.snapshots.map(\.account.profile) == ["acme:a"])
  }
}
