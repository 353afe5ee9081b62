import HTTPKit
import JSONKit
import PurserDomain
import PurserStore
import PurserTestSupport
import SecretKit
import SystemKit
import Testing

@testable import PurserCLI

/// What a scan does beyond its vectors: asking, scopes, fallbacks that are there, hostile lists.
struct ScanCommandTests {
  private static let secret = "FAKE-openrouter-0123456789"
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func harness(
    _ answer: @escaping @Sendable (HTTPRequest) -> HTTPOutcome = Self.answer
  ) -> ProgramHarness {
    var harness = ProgramHarness(in: folder)
    harness.environment = harness.environment.setting("OPENROUTER_API_KEY", Self.secret)
    harness.transport = ScriptedTransport(answer)
    _ = harness.run("init")
    return harness
  }

  /// Two models call a tool, the one with images in 900 ms, the other in 100 ms.
  private static let answer: @Sendable (HTTPRequest) -> HTTPOutcome = { request in
    guard request.method == .post, case .plain(let bytes) = request.body else {
      return .answer(200, SampleNetwork.openRouter)
    }
    let body = String(decoding: bytes, as: UTF8.self)
    let calls = #"{"choices":[{"message":{"tool_calls":[{"id":"1"}]}}]}"#
    return .answer(200, calls, milliseconds: body.contains("gemma") ? 900 : 100)
  }

  private static let gemma = "openrouter/google/gemma-31b-it:free"
  private static let mixtral = "openrouter/acme/mixtral-8x7b:free"

  private func fallbacks(_ harness: ProgramHarness, _ option: String = "") -> String {
    harness.run("models fallbacks list --plain \(option)").output
  }

  @Test func `fallbacks that are there stay in front unless they are to be replaced`() throws {
    let harness = self.harness()
    _ = harness.run("models fallbacks add openai/gpt-5.2")
    let result = harness.run("models scan --yes")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("Fallbacks before: openai/gpt-5.2 (kept in front"))
    #expect(fallbacks(harness) == "openai/gpt-5.2\n\(Self.gemma)\n")
    let again = harness.run("models scan --yes --json")
    #expect(try JSON.parse(again.output)["event"] == .null)
    _ = harness.run("models scan --yes --replace-fallbacks")
    #expect(fallbacks(harness) == "\(Self.gemma)\n")
    #expect(!(result.output + result.errors).contains(Self.secret))
  }

  @Test func `fallbacks of several agents are shown by agent`() throws {
    let harness = self.harness()
    _ = harness.run("agents add main")
    _ = harness.run("agents add ops")
    _ = harness.run("models fallbacks add openai/gpt-5.2 --agent ops")
    _ = harness.run("models fallbacks add openai/gpt-5 --agent main")
    let output = harness.run("models scan --yes --agent ops,main").output
    #expect(output.contains("Fallbacks before (ops): openai/gpt-5.2 (kept"), "\(output)")
    #expect(output.contains("Fallbacks before (main): openai/gpt-5 (kept"), "\(output)")
  }

  @Test func `everything of a scan is one event, and a dry run is none`() throws {
    let harness = self.harness()
    func events() throws -> Int { try harness.context().read { try $0.trail.events().count } }
    let before = try events()
    let dry = harness.run("models scan --yes --set-default --set-image --dry-run")
    #expect(dry.output.contains("Dry run: "))
    #expect(try events() == before)
    let result = harness.run("models scan --yes --set-default --set-image --max-candidates 1")
    #expect(result.output.contains("Default model: \(Self.gemma)"))
    #expect(result.output.contains("Image model: \(Self.gemma)"))
    #expect(!result.errors.contains("no catalog"))
    #expect(try events() == before + 1)
    let refused = harness.run("models scan --yes --if-revision 1")
    #expect(refused.exitCode == 1)
    #expect(try events() == before + 1)
  }

  @Test func `a scan can write agents, and leaves the defaults`() throws {
    let harness = self.harness()
    _ = harness.run("agents add alpha")
    _ = harness.run("agents add beta")
    let result = harness.run("models scan --yes --agent alpha,beta --json")
    let document = try JSON.parse(result.output)
    #expect(document["scopes"]?.array?.map { $0["scope"]?.string } == ["alpha", "beta"])
    #expect(fallbacks(harness, "--agent beta") == "\(Self.gemma)\n")
    #expect(try harness.context().read { try $0.configuration(at: .defaults).routes[.text] } == nil)
  }

  @Test(arguments: [
    ("2 1", [Self.gemma, Self.mixtral]), ("2,2", [Self.gemma]), ("1", [Self.mixtral]),
    ("", [Self.mixtral, Self.gemma]),
  ])
  func `on a terminal one chooses by numbers, in order`(typed: String, expected: [String]) throws {
    var harness = self.harness { request in
      // Nothing takes an image, so that there is one question.
      if case .plain(let bytes) = request.body,
        String(decoding: bytes, as: UTF8.self).contains("image_url")
      {
        return .answer(400, #"{"error":{"message":"no images"}}"#)
      }
      return Self.answer(request)
    }
    harness.terminalWidth = 80
    harness.typed = typed
    let result = harness.run("models scan")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(fallbacks(harness) == expected.joined(separator: "\n") + "\n")
    #expect(result.errors.contains("1  * \(Self.mixtral)"))
    #expect(result.errors.contains("tool 900ms | img fail | ctx 256k | 31b"))
  }

  @Test func `an answer that makes no sense is asked for again, then refused`() throws {
    var harness = self.harness()
    harness.terminalWidth = 80
    harness.typed = "7"
    let result = harness.run("models scan")
    #expect(result.exitCode == 65)
    #expect(result.errors.split(separator: "Give numbers from 1 to 2").count == 3)
    #expect(fallbacks(harness).isEmpty)
  }

  @Test(arguments: ["q", nil])
  func `a choice can be called off`(typed: String?) throws {
    var harness = self.harness()
    harness.terminalWidth = 80
    harness.typed = typed
    let result = harness.run("models scan")
    #expect(result.exitCode == 0)
    #expect(result.output == "Model scan cancelled.\n")
    #expect(fallbacks(harness).isEmpty)
  }

  @Test func `an interrupt at the choice ends the scan at once`() throws {
    var harness = self.harness()
    harness.terminalWidth = 80
    harness.typesInterrupt = true
    let result = harness.run("models scan")
    #expect(result.exitCode == 130)
    #expect(result.output == "Model scan cancelled.\n")
    #expect(fallbacks(harness).isEmpty)
  }

  @Test func `nothing chosen is an error`() throws {
    var harness = self.harness()
    harness.terminalWidth = 80
    harness.typed = "0"
    let result = harness.run("models scan")
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("No models selected for fallbacks."))
  }

  @Test func `without a credential there is a notice and no request to a model`() throws {
    var harness = self.harness()
    harness.environment = harness.environment.setting("OPENROUTER_API_KEY", nil)
    let transport = ScriptedTransport(Self.answer)
    harness.transport = transport
    let result = harness.run("models scan --yes")
    #expect(result.exitCode == 0)
    #expect(result.errors.contains("No OpenRouter credential"))
    #expect(result.output.contains("Found 2 OpenRouter free models (metadata only"))
    #expect(transport.requests.map(\.url) == ["https://openrouter.ai/api/v1/models"])
    let refused = harness.run("models scan --yes --set-default")
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("Cannot apply metadata-only OpenRouter scan results."))
  }

  @Test func `the requests are those of a tool and of a pixel, with the key as a secret`() throws {
    var harness = self.harness()
    let transport = ScriptedTransport(Self.answer)
    harness.transport = transport
    _ = harness.run("models scan --yes --timeout 777 --concurrency 7")
    let list = try #require(transport.requests.first)
    #expect(list.secrets == [])
    let posts = transport.requests.filter { $0.method == .post }
    #expect(
      posts.map(\.url)
        == Array(repeating: "https://openrouter.ai/api/v1/chat/completions", count: 3))
    #expect(transport.requests.allSatisfy { $0.timeoutMilliseconds == 777 })
    #expect(transport.limits.dropFirst().allSatisfy { $0.parallel == 7 })
    #expect(posts.allSatisfy { $0.header("Authorization")?.secret?.revealText() == Self.secret })
    let bodies = try posts.map { post in
      guard case .plain(let bytes) = post.body else { return JSON.null }
      return try JSON.parse(bytes)
    }
    #expect(bodies[0]["tool_choice"] == "required")
    #expect(bodies[0]["temperature"] == 0)
    #expect(bodies[0]["max_tokens"] == 32)
    #expect(bodies[0]["tools"]?.array?.first?["function"]?["name"] == "ping")
    #expect(bodies[2]["max_tokens"] == 16)
    #expect(bodies[2]["model"] == "google/gemma-31b-it:free")
    let image = bodies[2]["messages"]?.array?.first?["content"]?.array?.last?["image_url"]?["url"]
    #expect(image?.string?.hasPrefix("data:image/png;base64,iVBOR") == true)
  }

  @Test func `a secret that a server repeats is not shown, nor what acts on a terminal`() throws {
    let harness = self.harness { request in
      guard request.method == .post else {
        return .answer(
          200,
          #"{"data":[{"id":"a/b:free","name":"\u001b[2Jx","modality":"text\u0007"},{"id":"a/c\u001b[0m:free"}]}"#
        )
      }
      return .answer(401, "{\"error\":{\"message\":\"no \u{FFFD} \(Self.secret)\"}}")
    }
    let result = harness.run("models scan --yes --json")
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("No tool-capable OpenRouter free models found."))
    #expect(!result.errors.contains(Self.secret))
    let list = harness.run("models scan --no-probe")
    #expect(!list.output.contains("\u{1B}"))
    #expect(!list.output.contains("\u{7}"))
  }

  @Test func `an interrupted scan changes nothing`() throws {
    let harness = self.harness { request in
      request.method == .post
        ? .fault(.interrupted, "It was interrupted.") : Self.answer(request)
    }
    let result = harness.run("models scan --yes")
    #expect(result.exitCode == 130)
    #expect(fallbacks(harness).isEmpty)
  }

  @Test func `the loaded catalog serves where nobody is to be asked`() throws {
    var harness = self.harness()
    #expect(harness.run("models scan --offline --no-probe").exitCode == 1)
    harness.input = SampleNetwork.openRouter
    _ = harness.run("models catalog import -")
    let online = try JSON.parse(harness.run("models scan --no-probe --json").output)
    let transport = ScriptedTransport([])
    harness.transport = transport
    let offline = try JSON.parse(harness.run("models scan --offline --no-probe --json").output)
    #expect(transport.requests.isEmpty)
    func sorted(_ document: JSON) -> [String] {
      (document["results"]?.array ?? []).map { $0.text(.compact) }.sorted()
    }
    #expect(sorted(offline) == sorted(online))
  }
}
