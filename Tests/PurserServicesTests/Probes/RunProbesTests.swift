import HTTPKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

struct RunProbesTests {
  private let scripted = ScriptedTransport { _ in .good }

  @Test func `each profile is tried on one model, and what cannot be is said first`() throws {
    var world = try ProbeWorld()
    try world.lab()
    try world.calls.base.add("lab:a")
    try world.calls.base.add("lab:b") {
      $0.type = .token
      $0.expiresAt = 1000
    }
    try world.calls.base.add("lab:c") {
      $0.type = .oauth
      $0.hasAccess = true
      $0.isRefreshable = true
      $0.expiresAt = 1000
    }
    try world.calls.base.add("ghost:a")
    let report = try world.run(through: scripted)
    #expect(
      report.told == [
        "ghost/- ghost:a no_model - no_model", "lab/m1 lab:b unknown - expired",
        "lab/m1 lab:c unknown - expired", "lab/m1 lab:a ok 120",
      ])
    #expect(report.requestCount == 1)
    #expect(report.results.last?.tokensIn == 10)
    #expect(report.results.last?.cost == Money(microUSD: 14))
    #expect(
      report.results[1].error == "Auth profile credentials are missing or expired.\n"
        + "↳ Auth reason [expired]: token credentials are expired.")
    world.options.filter = ProbePlan.Filter(provider: "LAB", profiles: [" lab:a "])
    #expect(try world.run(through: scripted).told == ["lab/m1 lab:a ok 120"])
  }

  @Test
  func `the environment's key stands in for profiles, and that of the configuration for both`()
    throws
  {
    let world = try ProbeWorld()
    try world.lab("openai", key: .environment(name: "OTHER"))
    #expect(
      try world.run(variables: ["OTHER": "x"], through: scripted).told
        == ["openai/o1 models.json ok 120"])
    #expect(
      try world.run(variables: ["OTHER": "x", "OPENAI_API_KEY": "y"], through: scripted).told
        == ["openai/o1 env ok 120"])
    #expect(
      try world.run(through: scripted).told == ["openai/o1 models.json unknown - unresolved_ref"])
    try world.calls.base.add("openai:p")
    #expect(
      try world.run(variables: ["OPENAI_API_KEY": "y"], through: scripted).told
        == ["openai/o1 openai:p ok 120"])
  }

  @Test(arguments: [
    (HTTPOutcome.answer(401, #"{"error":{"message":"bad"}}"#), "auth 50 auth"),
    (.answer(403, "{}"), "auth 50 auth"),
    (.answer(402, "{}"), "billing 50 billing"),
    (.answer(429, "{}"), "rate_limit 50 rate_limit"),
    (
      .answer(429, #"{"error":{"message":"no","code":"insufficient_quota"}}"#),
      "billing 50 billing"
    ),
    (.answer(408, "{}"), "timeout 50 timeout"),
    (.answer(529, #"{"error":{"type":"overloaded_error"}}"#), "rate_limit 50 overloaded"),
    (.answer(404, #"{"error":{"message":"model not found"}}"#), "format 50 model_not_found"),
    (
      .answer(400, #"{"error":{"message":"Your credit balance is too low"}}"#),
      "billing 50 billing"
    ),
    (.answer(200, "<html><title>Log in</title>", headers: [("content-type", "text/html")]), ""),
    (.answer(200, #"{"error":{"message":"Incorrect API key provided"}}"#), ""),
    (.answer(200, ""), ""),
    (.fault(.timedOut, "No answer."), "timeout 50 timed_out"),
    (.fault(.closed), "timeout 50 closed"),
    (.fault(.certificate), ""),
    (.fault(.refusedRedirect), ""),
  ])
  func `every end of a request has its status`(outcome: HTTPOutcome, told: String) throws {
    let world = try ProbeWorld()
    try world.lab()
    try world.calls.base.add("lab:a")
    let report = try world.run(through: ScriptedTransport { _ in outcome })
    let line = try #require(report.told.first)
    if !told.isEmpty {
      #expect(line == "lab/m1 lab:a " + told)
    } else {
      #expect(report.results.first?.status != .ok)
      #expect(report.results.first?.error?.isEmpty == false)
    }
  }

  @Test func `what agents share is asked once`() throws {
    let world = try ProbeWorld()
    try world.lab()
    try world.calls.base.add("lab:a", secret: "same key")
    try world.calls.base.add("lab:b", secret: "same key")
    try world.calls.base.add("lab:a", at: "ops", secret: "another")
    let transport = ScriptedTransport { _ in .good }
    let report = try world.run(agents: ["main", "ops"], through: transport)
    #expect(transport.requests.count == 2)
    #expect(
      report.rows.map { "\($0.item.target.scope) \($0.item.target.profile ?? "")" }
        == ["* lab:a", "* lab:b", "ops lab:a"])
    #expect(
      report.rows.map { $0.item.agents.map(\.text) } == [["main"], ["main", "ops"], ["ops"]])
  }

  @Test func `limits leave out what goes beyond them`() throws {
    var world = try ProbeWorld()
    try world.lab(models: ["m1", "m2", "m3"])
    try world.calls.provider(
      "free", "http://127.0.0.1:9/v1", api: "openai-completions",
      models: [ModelDefinition(id: "m")])
    try world.calls.provider(
      "dear", "https://dear.example", api: "openai-completions",
      models: [ModelDefinition(id: "m")])
    for id in ["lab:a", "free:a", "dear:a"] { try world.calls.base.add(id) }
    world.options.models = .named(["lab/m1", "lab/m2", "lab/m3", "free/m", "dear/m"])
    world.options.maxCost = Money(microUSD: 200)
    let report = try world.run(through: scripted)
    #expect(
      report.told == [
        "dear/m dear:a price_unknown", "free/m free:a ok 120", "lab/m1 lab:a ok 120",
        "lab/m2 lab:a ok 120", "lab/m3 lab:a max_cost",
      ])
    #expect(report.cost.known == Money(microUSD: 28))
    world.options.maxCost = nil
    world.options.maxRequests = 1
    #expect(
      try world.run(through: scripted).told.map { $0.split(separator: " ")[2] }
        == ["ok", "max_requests", "max_requests", "max_requests", "max_requests"])
    #expect(try world.prepare().estimate.unknown == 1)
  }

  @Test(arguments: [
    (HTTPError.Code.interrupted, "interrupted", "interrupted"),
    (.deadlinePassed, "timeout 9 deadline_passed", "deadline"),
  ])
  func `what was measured before the end is kept, and what the deadline cut short is a time-out`(
    code: HTTPError.Code, underWay: String, waiting: String
  ) throws {
    var world = try ProbeWorld()
    try world.lab(models: ["m1", "m2", "m3"])
    try world.calls.base.add("lab:a")
    world.options.models = .named(["lab/m1", "lab/m2", "lab/m3"])
    let report = try world.run(through: StoppedTransport(answered: 1, code: code))
    #expect(
      report.told == [
        "lab/m1 lab:a ok 120", "lab/m2 lab:a \(underWay)", "lab/m3 lab:a \(waiting)",
      ])
    #expect(report.run.isInterrupted == (code == .interrupted))
    #expect(report.run.targetCount == 3)
    #expect(report.results.count == (code == .deadlinePassed ? 2 : 1))
  }

  @Test func `a login that works in its product alone is not said to lack a model`() throws {
    let world = try ProbeWorld()
    for provider in ["github-copilot", "google-gemini-cli"] {
      try world.calls.base.add("\(provider):a") { $0.type = .token }
    }
    let report = try world.run(through: ScriptedTransport([]))
    #expect(
      report.told == [
        "github-copilot/- github-copilot:a not_checkable - not_checkable",
        "google-gemini-cli/- google-gemini-cli:a not_checkable - not_checkable",
      ])
    #expect(report.results.allSatisfy { $0.error?.isEmpty == false })
  }

  @Test func `a credential of another product is seen by a listing`() throws {
    var world = try ProbeWorld()
    try world.calls.base.add("anthropic:s", secret: "sk-ant-oat01-x") { $0.type = .token }
    try world.calls.base.add("github-copilot:g") { $0.type = .token }
    let transport = ScriptedTransport { _ in .answer(200, #"{"data":[{"id":"c"}]}"#) }
    let report = try world.run(through: transport)
    #expect(
      report.told == [
        "github-copilot/- github-copilot:g not_checkable - not_checkable",
        "anthropic/- anthropic:s ok 50",
      ])
    #expect(transport.requests.map(\.url) == ["https://api.anthropic.com/v1/models?limit=1000"])
    world.options.filter.listsOnly = true
    #expect(
      try world.run(through: transport).told == [
        "github-copilot/- github-copilot:g not_checkable - not_checkable",
        "anthropic/- anthropic:s ok 50",
      ])
  }

  @Test func `limits that headers tell of are handed on`() throws {
    let world = try ProbeWorld()
    try world.lab()
    try world.calls.base.add("lab:a")
    let report = try world.run(
      through: ScriptedTransport { _ in
        .answer(
          429, "{}",
          headers: [
            ("x-ratelimit-limit-requests", "10"), ("x-ratelimit-remaining-requests", "0"),
            ("retry-after", "30"),
          ])
      })
    #expect(report.usage.count == 1)
    #expect(report.usage.first?.target.profile == "lab:a")
    #expect(report.usage.first?.limits.retryAfterMilliseconds == 30_000)
  }

  @Test func `a secret that the server repeats is in no result`() throws {
    let world = try ProbeWorld()
    try world.lab()
    try world.calls.base.add("lab:a", secret: "planted-secret-of-lab")
    let report = try world.run(
      through: ScriptedTransport { _ in
        .answer(
          401,
          "{\"error\":{\"message\":\"key planted-secret-of-lab\\u001b[2J is bad\","
            + "\"code\":\"planted-secret-of-lab\"}}")
      })
    let error = try #require(report.results.first?.error)
    #expect(!error.contains("planted"))
    #expect(!error.contains("\u{1B}"))
  }

  @Test(arguments: [true, false])
  func `a check with the old key closed the one put in place meanwhile`(isReplaced: Bool) throws {
    let world = try ProbeWorld()
    try world.lab()
    try world.calls.base.add("lab:a")
    let clock = world.calls.base.stored.clock
    let report = try world.run(
      through: ScriptedTransport { _ in
        clock.step(milliseconds: 2000)
        return .answer(401, "{}")
      })
    if isReplaced {
      try world.calls.base.write { session in
        try session.profileEvents.insert(
          ProfileEvent(
            .rotated, of: "lab:a", provider: "lab", at: .defaults,
            on: session.now + .of(-1, .seconds)))
      }
    }
    try world.record(report, outcomes: true)
    let state = try world.calls.base.store.read {
      try $0.profileStates.find("lab:a", at: .defaults)
    }
    #expect((state.cooldown == nil) == isReplaced)
  }

  @Test func `a check of a login that cannot be renewed asked for its renewal`() throws {
    let world = try ProbeWorld()
    try world.lab()
    let expiry = world.calls.base.now.milliseconds - 1
    try world.calls.base.add("lab:o") { profile in
      profile.type = .oauth
      profile.hasAccess = true
      profile.expiresAt = expiry
    }
    let report = try world.run(through: ScriptedTransport([]))
    let error = try #require(report.results.first?.error)
    #expect(
      error.contains("purser models auth login --provider lab --profile-id lab:o"), "\(error)")
  }
}
