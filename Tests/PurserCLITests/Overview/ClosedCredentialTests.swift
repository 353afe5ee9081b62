import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// What the pages of a fleet say of credentials that cannot be opened or are none.
@Suite struct ClosedCredentialTests {
  /// Why the one key of the provider is of no use.
  enum Fault: String, CaseIterable {
    case noKey, otherKey, command, marked, word

    var secret: String {
      switch self {
      case .noKey, .otherKey: "sk-0123456789abcdefgh"
      case .command: "export OPENAI_API_KEY=sk-0123456789"
      case .marked: "!curl -H 'Authorization: Bearer sk-0123456789abcdefgh' https://h"
      case .word: "secretref-managed"
      }
    }
  }

  private func world(_ fault: Fault, inConfig: Bool = false) throws -> ReportWorld {
    var world = try ReportWorld()
    for id in ["openai:work", "openai:home"] {
      try world.done("models auth logout \(id) --yes")
    }
    try world.done("models set openai/gpt-5")
    try world.key(fault.secret)
    if inConfig {
      try world.done(
        "providers add openai --base-url https://openai.example/v1 --model gpt-5 --key-file ~/key")
    } else {
      try world.done(
        "models auth paste-api-key --provider openai --profile-id openai:a --from-file ~/key")
    }
    switch fault {
    case .noKey:
      world.harness.environment = world.harness.environment.setting(
        "PURSER_KEY_FILE", world.folder.path + "/none")
    case .otherKey:
      let other = try ReportWorld()
      let key = try FileReader.read(
        other.folder.path + "/.config/purser/master.key", limit: 4096)
      world.harness.environment = world.harness.environment.setting(
        "PURSER_KEY", String(decoding: key, as: UTF8.self).trimmingSuffix())
    case .command, .marked, .word: break
    }
    return world
  }

  @Test(arguments: Fault.allCases)
  func `pages of a fleet called a credential fine that the agent's own page calls missing`(
    fault: Fault
  ) throws {
    let world = try world(fault)
    let one = try world.document("models status --agent main")
    #expect(one["auth"]?["missingProvidersInUse"] == ["openai"], "\(one)")
    for line in ["models status --all-agents", "models status --all-agents --check"] {
      let agents = try world.document(line)["agents"]
      #expect(agents?[0]?["missingProvidersInUse"] == ["openai"], "\(line)")
    }
    let overview = try world.document("overview --agent main")
    // What does not open is there, and another thing than a word that was never a key.
    let isClosed = [.noKey, .otherKey].contains(fault)
    #expect(
      overview["agents"]?[0]?["auth"]?["status"] == (isClosed ? "unusable" : "missing"))
    #expect(world.run("models status --all-agents --check").exitCode == 1)
  }

  @Test(arguments: [Fault.noKey, .otherKey])
  func `a sealed key of a provider that does not open counts as none in every view`(
    fault: Fault
  ) throws {
    let world = try world(fault, inConfig: true)
    for line in ["models status --all-agents", "models status --all-agents --check"] {
      let agents = try world.document(line)["agents"]
      #expect(agents?[0]?["missingProvidersInUse"] == ["openai"], "\(line)")
    }
    let overview = try world.document("overview")
    #expect(overview["agents"]?[0]?["auth"]?["status"] == "unusable")
    #expect(overview["attention"]?[0]?["message"] == "models.json undecryptable")
    #expect(try world.document("models list")["models"]?[0]?["available"] == false)
  }

  @Test(arguments: [Fault.noKey, .otherKey])
  func `what does not open was called missing, with a login to store it again`(
    fault: Fault
  ) throws {
    let world = try world(fault)
    let page = world.run("models status --agent main").output
    #expect(!page.contains("Missing auth") && !page.contains("models auth login"), "\(page)")
    #expect(page.contains("Unusable auth\n- openai openai:a undecryptable\n"), "\(page)")
    let fleet = world.run("models status --all-agents").output
    #expect(fleet.contains("openai:a undecryptable"), "\(fleet)")
    let row = try world.document("models status --all-agents")["agents"]?[0]
    #expect(row?["undecryptableProfiles"]?.array?.contains("openai:a") == true)
    let overview = world.run("overview --agent main")
    #expect(overview.output.contains("unusable: openai"), "\(overview)")
    #expect(overview.output.contains("openai:a undecryptable"), "\(overview)")
    #expect(overview.errors.split(separator: "\n").count == 1, "\(overview.errors)")
  }

  @Test func `the key file was named as if it were there`() throws {
    let world = try world(.noKey)
    let text = try world.done("store info")
    #expect(
      text.contains(
        "/none (not there; put the key of this store there, or point PURSER_KEY_FILE at it)\n"),
      "\(text)")
    #expect(try world.document("store info")["keyFileExists"] == false)
    let whole = try ReportWorld()
    #expect(try whole.document("store info")["keyFileExists"] == true)
    #expect(try !whole.done("store info").contains("not there"))
  }

  @Test(arguments: [(Fault.noKey, "no master key"), (.otherKey, "not the one of this store")])
  func `readers say why nothing opens`(fault: Fault, words: String) throws {
    let world = try world(fault)
    for line in ["models auth list", "models status", "models resolve", "overview"] {
      let result = world.run(line)
      #expect(result.errors.lowercased().contains(words), "\(line): \(result)")
    }
  }
}

extension String {
  fileprivate func trimmingSuffix() -> String {
    var text = self
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
