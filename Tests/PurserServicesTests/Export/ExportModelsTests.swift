import Foundation
import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

struct ExportModelsTests {
  let fleet: ExportFleet

  init() throws { fleet = try ExportFleet(agents: ["alpha", "beta"]) }

  @Test func `each agent gets a private file in a private folder, on record`() throws {
    let outcome = try fleet.run()
    #expect(outcome.plan.files.map(\.state) == [.missing, .missing])
    #expect(outcome.eventID != nil)
    for agent in ["alpha", "beta"] {
      #expect(try fleet.folder.mode("\(agent)/agent") == 0o700)
      #expect(try fleet.folder.mode("\(agent)/agent/models.json") == 0o600)
      let document = try JSON.parse(fleet.folder.bytes("\(agent)/agent/models.json"))
      #expect(document["providers"]?["lab"]?["apiKey"] == "LAB_KEY")
    }
    let files = try fleet.exports()
    #expect(files.map(\.agent) == ["alpha", "beta"])
    #expect(files.map(\.path) == ["alpha", "beta"].map(fleet.path))
    #expect(files.allSatisfy { $0.event == outcome.eventID && $0.digest.hasPrefix("blake2b:") })
    #expect(files.allSatisfy { !$0.withSecrets && $0.keptJSON == "[]" && $0.mode == "merge" })
    #expect(try fleet.store.read { try $0.trail.eventCount() } == 3)
    #expect(try fleet.store.verifyTrail().isSound)
  }

  @Test func `a file of which only the white space was changed follows the store`() throws {
    try fleet.run()
    let text = try fleet.folder.text("alpha/agent/models.json")
    try fleet.folder.write(text.replacing("  ", with: "\t") + "\n\n", to: "alpha/agent/models.json")
    #expect(try fleet.plan().files.map(\.state) == [.current, .current])
    #expect(try fleet.run().plan.writes.isEmpty)
    try fleet.setEndpoint("https://new")
    #expect(try fleet.run().plan.files.map(\.state) == [.stale, .stale])
    #expect(try fleet.folder.text("alpha/agent/models.json").contains("https://new"))
  }

  @Test func `a second run writes nothing, and leaves inode, time and trail alone`() throws {
    try fleet.run()
    let before = try FileStatus.of(fleet.path("alpha"))
    let outcome = try fleet.run()
    #expect(outcome.eventID == nil)
    #expect(outcome.plan.files.map(\.state) == [.current, .current])
    #expect(!outcome.plan.hasDrift)
    #expect(try FileStatus.of(fleet.path("alpha")) == before)
    #expect(try fleet.store.read { try $0.trail.eventCount() } == 3)
  }

  @Test func `a stale file, an edited one and one never exported are told apart`() throws {
    try fleet.run()
    try fleet.folder.write(
      fleet.folder.text("beta/agent/models.json").replacing("https://lab", with: "https://mine"),
      to: "beta/agent/models.json")
    try fleet.setEndpoint("https://new")
    try fleet.addAgent("gamma")
    try fleet.folder.write("{\"providers\": {}}", to: "gamma/agent/models.json")
    try fleet.addAgent("delta")
    let plan = try fleet.plan()
    #expect(plan.files.map(\.state) == [.stale, .edited, .neverExported, .missing])
    #expect(plan.hasDrift)
    #expect(
      plan.files[0].differences().map { "\($0.kind) \($0.path)" }
        == ["changed providers.lab.baseUrl"])
    let edit = try #require(plan.files[1].differences().first)
    #expect(edit.path.description == "providers.lab.baseUrl")
    #expect(edit.present == "\"https://mine\"")
    #expect(edit.expected == "\"https://new\"")
    #expect(edit.isKept)
  }

  @Test func `an edit that a merge keeps is still found`() throws {
    try fleet.run()
    let text = try fleet.folder.text("alpha/agent/models.json")
    try fleet.folder.write(
      text.replacing("https://lab", with: "https://mine"), to: "alpha/agent/models.json")
    let file = try fleet.plan().files[0]
    #expect(file.state == .edited)
    #expect(!file.willWrite)
    #expect(file.differences().map(\.path.description) == ["providers.lab.baseUrl"])
    let replaced = try fleet.run(.init(agents: fleet.agents, mode: .replace))
    #expect(replaced.plan.writes.map(\.agent.text) == ["alpha"])
    #expect(try fleet.folder.text("alpha/agent/models.json") == text)
  }

  @Test func `a file that a reader respelled is no drift`() throws {
    try fleet.run()
    let text = try fleet.folder.text("alpha/agent/models.json")
    try fleet.folder.write(
      text.replacing("\"LAB_KEY\"", with: "\"$LAB_KEY\""), to: "alpha/agent/models.json")
    try Directories.setMode(fleet.path("alpha"), 0o600)
    #expect(try !fleet.plan().hasDrift)
    let legacy = try fleet.run(.init(agents: fleet.agents, dialect: .dollar))
    #expect(legacy.plan.writes.map(\.agent.text) == ["beta"])
    #expect(try fleet.folder.text("beta/agent/models.json").contains("\"$LAB_KEY\""))
  }

  @Test func `a file written with other options was said to lag behind the store`() throws {
    try fleet.seal("sk-FAKE0001planted", provider: "lab")
    try fleet.write { session in
      let own = ProviderDefinition(
        id: "own", writtenID: "own", baseURL: "https://own", api: "openai-completions",
        key: .environment(name: "MYK"), hasModels: false)
      try session.providers.save(own, at: .defaults)
    }
    try fleet.run()
    let dollar = try fleet.plan(.init(agents: fleet.agents, dialect: .dollar)).files[0]
    #expect(dollar.state == .stale)
    #expect(
      dollar.staleReason
        == StaleReason(
          storeHasMoved: false, options: [.init("dialect", then: "legacy", now: "dollar")]))
    #expect(
      dollar.differences().map { "\($0.path) \($0.present ?? "") \($0.expected ?? "")" }
        == [#"providers.own.apiKey "MYK" "$MYK""#])
    let open = try fleet.plan(.init(agents: fleet.agents, includesSecrets: true)).files[0]
    #expect(
      open.staleReason
        == StaleReason(
          storeHasMoved: false, options: [.init("keys", then: "sealed", now: "written")]))
    #expect(open.differences().map(\.path.description) == ["providers.lab.apiKey"])
    try fleet.setEndpoint("https://new")
    #expect(
      try fleet.plan().files[0].staleReason == StaleReason(storeHasMoved: true, options: []))
  }

  @Test func `a short name of a variable was hidden as if it were a key`() throws {
    try fleet.run()
    func setKey(_ name: String) throws {
      try fleet.write { session in
        var lab = try #require(try session.providers.find("lab", at: .defaults))
        lab.key = .environment(name: name)
        lab.headersJSON = "{\"X-Auth\": \"${\(name)H}\"}"
        try session.providers.save(lab, at: .defaults)
      }
    }
    try setKey("MYK")
    try fleet.run()
    try setKey("KEYX")
    let file = try fleet.plan().files[0]
    #expect(file.textDiff().contains("\n-      \"apiKey\": \"MYK\",\n"))
    #expect(file.textDiff().contains("\n+      \"apiKey\": \"KEYX\",\n"))
    #expect(file.textDiff().contains("\n-        \"X-Auth\": \"MYKH\"\n"))
    #expect(file.textDiff().contains("\n+        \"X-Auth\": \"KEYXH\"\n"))

    // A key that somebody wrote into the file reads like a name as well, and is one the store does not know.
    let text = try fleet.folder.text("alpha/agent/models.json")
    try fleet.folder.write(
      text.replacing("\"MYK\"", with: "\"AKIAFAKE0001PLANTED\""), to: "alpha/agent/models.json")
    let edited = try fleet.plan(.init(agents: fleet.agents, mode: .replace)).files[0]
    #expect(edited.willWrite)
    #expect(!edited.textDiff().contains("AKIAFAKE"))
    #expect(edited.differences().allSatisfy { $0.present?.contains("AKIAFAKE") != true })
  }

  @Test func `the diff shows what an export would write`() throws {
    try fleet.run()
    try fleet.setEndpoint("https://new")
    let diff = try fleet.plan().files[0].textDiff()
    #expect(diff.hasPrefix("--- \(fleet.path("alpha"))\n+++ \(fleet.path("alpha"))\n@@"))
    #expect(diff.contains("\n-      \"baseUrl\": \"https://lab\",\n"))
    #expect(diff.contains("\n+      \"baseUrl\": \"https://new\",\n"))
  }

  @Test func `wide permissions are drift and are narrowed without writing`() throws {
    try fleet.run()
    try Directories.setMode(fleet.path("alpha"), 0o644)
    #expect(try fleet.plan().files[0].wideMode == 0o644)
    #expect(try fleet.plan().hasDrift)
    let before = try FileStatus.of(fleet.path("alpha"))
    let outcome = try fleet.run()
    #expect(outcome.narrowed == [fleet.path("alpha")])
    let after = try FileStatus.of(fleet.path("alpha"))
    #expect(after?.mode == 0o600)
    #expect(after?.inode == before?.inode)
    #expect(after?.modifiedNanoseconds == before?.modifiedNanoseconds)
  }

  @Test func `a sealed key leaves with secrets only, is masked, and goes again`() throws {
    try fleet.seal("sk-FAKE0001planted", provider: "lab")
    try fleet.run()
    #expect(try fleet.key("alpha") == "secretref-managed")
    let request = ExportModels.Request(agents: fleet.agents, includesSecrets: true)
    let plan = try fleet.plan(request)
    #expect(plan.files[0].state == .stale)
    #expect(!plan.files[0].textDiff().contains("planted"))
    #expect(plan.files[0].differences().allSatisfy { $0.expected?.contains("planted") != true })
    try fleet.run(request)
    #expect(try fleet.key("alpha") == "sk-FAKE0001planted")
    #expect(try fleet.exports().suffix(2).allSatisfy(\.withSecrets))
    try fleet.run()
    #expect(try fleet.key("alpha") == "secretref-managed")
  }

  @Test func `the literal dialect is refused without secrets`() throws {
    let error = #expect(throws: StoreError.self) {
      try fleet.run(.init(agents: fleet.agents, dialect: .literal))
    }
    #expect(error?.code == .refused)
    #expect(
      try fleet.plan(.init(agents: fleet.agents, dialect: .literal)).files[0].state == .refused)
    try fleet.run(.init(agents: fleet.agents, dialect: .literal, includesSecrets: true))
    #expect(try fleet.key("alpha") == "FAKE-FROM-ENV")
  }

  @Test func `an agent's settings choose mode and dialect`() throws {
    try fleet.write { session in
      try session.settings.set("export.dialect", to: "dollar", at: .agent(fleet.agents[1]))
      try session.settings.set("models.mode", to: "replace", at: .defaults)
    }
    let plan = try fleet.plan()
    #expect(plan.files.map(\.dialect) == [.legacy, .dollar])
    #expect(plan.files.map(\.mode) == [.replace, .replace])
  }

  @Test func `an agent's own provider stands for that of the defaults`() throws {
    try fleet.write { session in
      try session.providers.save(
        ProviderDefinition(
          id: "lab", writtenID: "lab", baseURL: "https://beta", api: "anthropic-messages",
          key: .environment(name: "BETA_KEY"), hasModels: false), at: .agent(fleet.agents[1]))
    }
    try fleet.run()
    #expect(try fleet.key("alpha") == "LAB_KEY")
    #expect(try fleet.key("beta") == "BETA_KEY")
  }

  @Test func `all files go to a folder of their own when one is named`() throws {
    let out = fleet.folder.path("out")
    try fleet.run(.init(agents: fleet.agents, outputFolder: out))
    #expect(fleet.folder.exists("out/alpha/models.json"))
    #expect(fleet.folder.exists("out/beta/models.json"))
    #expect(!fleet.folder.exists("alpha"))
  }
}
