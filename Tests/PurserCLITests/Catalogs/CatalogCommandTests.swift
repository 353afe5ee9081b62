import HTTPKit
import JSONKit
import PurserDomain
import PurserStore
import PurserTestSupport
import SecretKit
import SystemKit
import Synchronization
import Testing

@testable import PurserCLI

/// The commands about catalogs, over a transport that answers from a script.
struct CatalogCommandTests {
  /// A store with nothing in it, and answers that a test can change.
  private struct World {
    let folder: TemporaryFolder
    var harness: ProgramHarness
    let network: ScriptedTransport
    private let answers: Answers

    final class Answers: Sendable {
      let byURL = Mutex<[String: HTTPOutcome]>([:])
    }

    init(_ variables: [String: String] = [:]) throws {
      folder = try TemporaryFolder()
      let answers = Answers()
      self.answers = answers
      network = ScriptedTransport { request in
        answers.byURL.withLock { $0[request.url] } ?? .fault(.unreachable, "Nothing answers.")
      }
      harness = ProgramHarness(in: folder)
      harness.transport = network
      for (name, value) in variables {
        harness.environment = harness.environment.setting(name, value)
      }
      _ = harness.run("init")
    }

    func answer(_ url: String, _ outcome: HTTPOutcome) {
      answers.byURL.withLock { $0[url] = outcome }
    }

    func events() throws -> Int {
      try harness.context().read { try $0.trail.events().count }
    }
  }

  private static let openRouter = "https://openrouter.ai/api/v1/models"
  private static let modelsDev = "https://models.dev/api.json"

  @Test func `a refresh loads, then asks only for what is new`() throws {
    let world = try World()
    world.answer(
      Self.openRouter,
      .answer(
        200, SampleNetwork.openRouter,
        headers: [("ETag", "\"v1\""), ("Last-Modified", "Mon, 02 Feb 2026 00:00:00 GMT")]))
    let first = world.harness.run("models refresh --source openrouter")
    #expect(first.exitCode == 0)
    #expect(first.output.contains("openrouter: 3 models, 3 new"))
    #expect(first.errors == "")
    #expect(world.network.requests.last?.header("If-None-Match") == nil)

    let events = try world.events()
    world.answer(Self.openRouter, .answer(304))
    let second = world.harness.run("models refresh --source openrouter")
    #expect(second.output.contains("openrouter: not changed since the last load"))
    #expect(world.network.requests.last?.header("If-None-Match")?.visible == "\"v1\"")
    #expect(
      world.network.requests.last?.header("If-Modified-Since")?.visible
        == "Mon, 02 Feb 2026 00:00:00 GMT")
    #expect(try world.events() == events)

    world.answer(Self.openRouter, .answer(200, SampleNetwork.openRouter))
    let third = world.harness.run("models refresh --source openrouter --json")
    let document = try JSON.parse(third.output)
    #expect(document["catalogs"]?.array?.first?["status"] == "unchanged")
    #expect(document["event"] == .null)
    #expect(try world.events() == events)
  }

  @Test func `a server that was not asked so cannot say that nothing changed`() throws {
    let world = try World()
    world.answer(Self.openRouter, .answer(304))
    let result = world.harness.run("models refresh --source openrouter")
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("HTTP 304"))
  }

  @Test func `one list that cannot be had leaves the others, and the exit code says so`() throws {
    let world = try World()
    world.answer(Self.openRouter, .answer(200, SampleNetwork.openRouter))
    world.answer(
      Self.modelsDev,
      .answer(503, "<html><title>Down \u{1B}[31m</title>", headers: [("Content-Type", "text/html")])
    )
    let result = world.harness.run("models refresh")
    #expect(result.exitCode == 69)
    #expect(result.output.contains("openrouter: 3 models, 3 new"))
    #expect(result.output.contains("models.dev: failed: HTTP 503: Down"))
    #expect(!result.output.contains("\u{1B}"))
    #expect(
      world.harness.run("models catalog list --plain").output.split(separator: "\n").count == 3)
  }

  @Test(arguments: [
    (HTTPOutcome.answer(200, "<html>"), 65, "web page"),
    (.answer(200, "{\"data\":"), 65, "not JSON"),
    (.answer(200, "{\"data\":[]}"), 65, "no models"),
    (.answer(200, "[]"), 65, "not a list of models as 'openrouter'"),
    (.answer(404, "{\"error\":{\"message\":\"gone\"}}"), 69, "HTTP 404: gone"),
    (.fault(.timedOut, "No complete answer within 30000 ms."), 69, "No complete answer"),
    (.fault(.tooLarge, "The answer is larger than 33554432 bytes."), 69, "larger than"),
    (.fault(.interrupted, "It was interrupted."), 130, "interrupted"),
  ])
  func `an answer that is no list is refused in words`(
    outcome: HTTPOutcome, code: Int32, words: String
  ) throws {
    let world = try World()
    world.answer(Self.openRouter, outcome)
    let result = world.harness.run("models refresh --source openrouter")
    #expect(result.exitCode == code, "\(result.errors)")
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.output == "")
  }

  @Test func `a provider's own list is asked for with its credential, which appears nowhere`()
    throws
  {
    let secret = "FAKE-groq-0123456789abcdef"
    let world = try World(["GROQ_API_KEY": secret])
    world.answer(
      "https://api.groq.com/openai/v1/models",
      .answer(200, #"{"data":[{"id":"llama-3","context_window":8192}]}"#))
    let result = world.harness.run("models refresh --provider groq")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("provider groq: 1 models, 1 new"))
    let sent = try #require(world.network.requests.last?.header("Authorization"))
    #expect(sent.secret?.revealText() == secret)
    let list = world.harness.run("models catalog list --source provider --json").output
    #expect(list.contains("\"contextWindow\": 8192"))
    #expect(!(result.output + result.errors + list).contains(secret))

    world.answer(
      "https://api.groq.com/openai/v1/models",
      .answer(401, "{\"error\":{\"message\":\"bad key \(secret)\"}}"))
    let refused = world.harness.run("models refresh --provider groq")
    #expect(refused.exitCode == 69)
    #expect(!refused.errors.contains(secret))
    #expect(refused.errors.contains("HTTP 401"))
  }

  @Test func `a refused provider pointed at a page that does not know it`() throws {
    let world = try World()
    _ = world.harness.run("providers add bare --base-url http://127.0.0.1:9 --api google-vertex")
    for (provider, next) in [
      ("bare", "providers show bare"), ("nowhere", "providers list"),
      ("google-vertex", "plugins show google-vertex"),
    ] {
      let result = world.harness.run("models refresh --provider \(provider)")
      #expect(result.exitCode != 0)
      #expect(result.errors.contains("Hint: purser \(next)\n"), "\(result.errors)")
      #expect(world.harness.run(next).exitCode == 0)
    }
    #expect(world.network.requests.isEmpty)
  }

  @Test func `a dry run says what would change and changes nothing`() throws {
    let world = try World()
    world.answer(Self.openRouter, .answer(200, SampleNetwork.openRouter))
    let events = try world.events()
    let result = world.harness.run("models refresh --source openrouter --dry-run")
    #expect(result.output.contains("would be updated"))
    #expect(result.output.contains("3 new"))
    #expect(try world.events() == events)
    #expect(world.harness.run("models catalog list").output.contains("No catalog is loaded"))
  }

  @Test(arguments: [
    "models refresh --timeout 0", "models refresh --timeout 1e3", "models refresh --source nowhere",
    "models refresh --url https://x.example",
    "models refresh --source openrouter,models.dev --url https://x",
    "models refresh --source openrouter --url ftp://x",
    "models refresh --source openrouter --provider groq",
    "models refresh --source openrouter --url https://user:pass@x.example",
    "models refresh --source openrouter --url https://user:pass@\u{301}x.example",
    "models catalog list --limit -1", "models catalog list --new-since soon",
    "models catalog diff --since 1h", "models catalog diff x.json --since '1h ago'",
    "models scan --offline", "models scan --no-probe --set-image", "models scan --timeout -1",
    "models scan --min-params 1e9", "models scan --concurrency 0",
    "models scan --max-candidates 1.5",
  ])
  func `wrong options are refused with a hint`(line: String) throws {
    let world = try World()
    let result = world.harness.run(line)
    #expect(result.exitCode == 64, "\(result.errors)")
    #expect(result.output == "")
    #expect(world.network.requests.isEmpty)
    #expect(!result.errors.contains("pass@"))
  }

  @Test func `retired and unknown models in use are marked where a catalog covers them`() throws {
    let world = try World()
    var harness = world.harness
    _ = harness.run("models set openrouter/acme/large")
    _ = harness.run("models fallbacks add openrouter/acme/never")
    _ = harness.run("models fallbacks add openai/gpt-9")
    let before = harness.run("models list --json").output
    #expect(!before.contains("catalog"))
    #expect(!harness.run("models status").output.contains("Catalog"))

    harness.input = SampleNetwork.openRouter
    _ = harness.run("models catalog import -")
    #expect(harness.run("models status").output.contains("unknown"))
    #expect(!harness.run("models status").output.contains("gpt-9 "))
    harness.input = #"{"data":[{"id":"acme/other","architecture":{}}]}"#
    harness.clock = .fixed(Timestamp(milliseconds: 1_770_000_060_000))
    #expect(harness.run("models catalog import -").output.contains("1 new, 3 retired"))

    let list = try JSON.parse(harness.run("models list --json").output)["models"]?.array ?? []
    #expect(list.map { $0["catalog"]?.string } == ["retired", "unknown", nil])
    #expect(list[0]["missing"] == false)
    #expect(list[0]["contextWindow"] == 131_072)
    let status = harness.run("models status").output
    #expect(
      status.contains("- openrouter/acme/large retired: no catalog lists it since 2026-02-02T02:41")
    )
    #expect(status.contains("- openrouter/acme/never unknown"))
    let document = try JSON.parse(harness.run("models status --json").output)
    #expect(
      document["catalog"]?.array?.map { $0["standing"]?.string } == ["retired", "unknown"])
  }

  @Test
  func `variants and other ids of a listed model are not unknown, nor is a server of one's own`()
    throws
  {
    let world = try World()
    var harness = world.harness
    harness.input =
      #"{"data":[{"id":"acme/m","canonical_slug":"acme/m-0101","architecture":{}}]}"#
    _ = harness.run("models catalog import -")
    for model in ["acme/m:nitro", "acme/m-0101", "acme/m"] {
      _ = harness.run("models set openrouter/\(model)")
      #expect(!harness.run("models status").output.contains("unknown"), "\(model)")
    }
    _ = harness.run("models set openrouter/acme/m:nope")
    #expect(harness.run("models status").output.contains("unknown"))
    _ = harness.run("providers add openrouter --base-url http://127.0.0.1:9/v1")
    #expect(!harness.run("models status").output.contains("unknown"))
  }

  @Test func `a catalog changes no route, and its models are among all models`() throws {
    let world = try World()
    let harness = world.harness
    _ = harness.run("models set openai/gpt-5.2")
    let before = try harness.context().read { try $0.configurations() }
    world.answer(Self.openRouter, .answer(200, SampleNetwork.openRouter))
    world.answer(Self.modelsDev, .answer(200, SampleNetwork.modelsDev))
    _ = harness.run("models refresh")
    #expect(try harness.context().read { try $0.configurations() } == before)
    let all = harness.run("models list --all").output
    #expect(all.contains("openrouter/google/gemma-31b-it:free        text+image 256k     no    no"))
    #expect(
      all.contains(
        "openai/gpt-5.2                             text+image 391k     no    no    default"))
    #expect(
      harness.run("models list --all --provider openrouter --plain").output
        == "openrouter/acme/large\nopenrouter/acme/mixtral-8x7b:free\nopenrouter/google/gemma-31b-it:free\n"
    )
  }

  @Test func `a list can be searched, and compared with a file and an earlier time`() throws {
    let world = try World()
    var harness = world.harness
    harness.input = SampleNetwork.openRouter
    _ = harness.run("models catalog import -")
    #expect(
      harness.run("models catalog list --free --plain").output.split(separator: "\n").count == 2)
    #expect(
      harness.run("models catalog list --search MIXTRAL --plain").output
        == "openrouter/acme/mixtral-8x7b:free\n")
    #expect(harness.run("models catalog list --retired").output == "No models found.\n")
    #expect(harness.run("models catalog list --provider openai").output == "No models found.\n")

    harness.input = """
      {"data":[{"id":"acme/large","name":"Large","context_length":200000,"architecture":{},
       "pricing":{"prompt":"0.000003","completion":"0.000015"},"supported_parameters":["tools"]},{"id":"acme/new"}]}
      """
    let diff = harness.run("models catalog diff -")
    #expect(diff.exitCode == 0)
    #expect(
      diff.output == """
        openrouter: 1 new, 2 retired, 1 changed
        + openrouter/acme/new
        - openrouter/acme/mixtral-8x7b:free
        - openrouter/google/gemma-31b-it:free
        ~ openrouter/acme/large contextWindow 131072 -> 200000

        """)
    harness.clock = .fixed(Timestamp(milliseconds: 1_770_000_060_000))
    _ = harness.run("models catalog import -")
    #expect(
      harness.run("models catalog diff --since '30s ago' --plain").output == """
        +\topenrouter/acme/new
        -\topenrouter/acme/mixtral-8x7b:free
        -\topenrouter/google/gemma-31b-it:free

        """)
    #expect(
      harness.run("models catalog list --new-since '30s ago' --plain").output
        == "openrouter/acme/new\n")
    #expect(
      harness.run("models catalog list --retired --plain").output.split(separator: "\n").count == 2)
    world.answer(Self.openRouter, .answer(200, SampleNetwork.openRouter))
    let fresh = harness.run("models catalog diff")
    #expect(fresh.output.contains("openrouter: 2 new, 1 retired, 1 changed"))
  }

  @Test func `the past has no catalogs, so nothing is claimed of it`() throws {
    let world = try World()
    var harness = world.harness
    _ = harness.run("models set openrouter/acme/never")
    harness.input = SampleNetwork.openRouter
    _ = harness.run("models catalog import -")
    #expect(harness.run("models list").output.contains("unknown"))
    #expect(!harness.run("models list --at 2").output.contains("unknown"))
  }
}
