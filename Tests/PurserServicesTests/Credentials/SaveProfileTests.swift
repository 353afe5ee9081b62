import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import Testing

@Suite struct SaveProfileTests {
  let world: ProfileWorld

  init() throws { world = try ProfileWorld() }

  private func order(_ ids: [String], _ provider: String, at scope: String = "*") throws {
    _ = try world.write {
      try EditProfileOrder().set(ids, of: provider, at: world.scope(scope), in: $0)
    }
  }

  private func orders() throws -> [String] {
    try world.store.read { session in
      try session.profileOrders.list().map {
        "\($0.scope.text) \($0.provider): \($0.profiles.joined(separator: " "))"
      }
    }
  }

  @Test func `the same secret again changes nothing, another one ends the windows`() throws {
    #expect(try world.save("openai:work").formerKind == nil)
    try world.report("openai:work", status: 401)
    #expect(try world.save("openai:work").formerKind != nil)
    #expect(try world.state(of: "openai:work").cooldown != nil)
    try world.save("openai:work", key: "another-key-0123456789")
    #expect(try world.state(of: "openai:work").cooldown == nil)
    #expect(
      try world.events().suffix(2) == ["cleared openai:work", "rotated openai:work"]
        || world.events().suffix(2) == ["rotated openai:work", "cleared openai:work"])
    let secrets = try world.store.read { try $0.secrets.list() }
    #expect(try secrets.map(world.vault.text) == ["another-key-0123456789"])
  }

  @Test func `an id of another provider is refused`() throws {
    try world.save("openai:work")
    let refusal = world.refusal {
      try world.save("openai:work") { $0.provider = "anthropic" }
    }
    #expect(refusal == "conflict: Auth profile 'openai:work' is for openai, not anthropic.")
  }

  @Test func `a new profile goes to the front of an order that is there and makes none`() throws {
    try world.save("openai:a")
    #expect(try orders() == [])
    try order(["openai:a"], "openai")
    try world.save("openai:b")
    #expect(try orders() == ["* openai: openai:b openai:a"])
  }

  @Test func `an agent's own profile stands for the shared one and is told of`() throws {
    try world.save("openai:work")
    #expect(try world.save("openai:work", at: "ops").remarks.count == 1)
    #expect(try world.save("openai:work", key: "new-shared-key-01234").remarks.count == 1)
  }

  @Test func `a key of an agent was left out by the order of the defaults, and nothing said so`()
    throws
  {
    try world.save("openai:a")
    try order(["openai:a"], "openai")
    let told = try world.save("openai:b", at: "ops").remarks
    #expect(
      told == [
        "The order of the defaults leaves 'openai:b' out, so that runs do not try it; to have it tried first: "
          + "purser models auth order set --provider openai openai:b openai:a --agent ops"
      ])
    #expect(try world.save("openai:b", at: "ops").remarks == told, "the same key again")
    #expect(try orders() == ["* openai: openai:a"])
    try order(["openai:b", "openai:a"], "openai", at: "ops")
    #expect(try world.save("openai:c", at: "ops").remarks == [], "it went to the front")
    #expect(try world.save("openai:d").remarks == [])
  }

  /// An order that names nobody who is there holds when the configuration gave it; runs make good another one.
  @Test(arguments: [(StoredOrder.Source.store, 0), (.config, 1)])
  func `an order is told of where runs go by it`(source: StoredOrder.Source, count: Int) throws {
    try world.write {
      try $0.profileOrders.save(
        StoredOrder(scope: .defaults, provider: "groq", source: source, profiles: ["groq:gone"]))
    }
    let told = try world.save("groq:own", at: "ops").remarks
    #expect(told.count == count)
    #expect(told.allSatisfy { $0.hasSuffix("--provider groq groq:own --agent ops") }, "\(told)")
  }

  /// The order that is asked for and what becomes of it.
  @Test(arguments: [
    (["openai:a", "openai:a", "openai:b"], "openai:a openai:b"),
    (["openai:nobody"], "not_found: Auth profile 'openai:nobody' not found for the defaults."),
    (["anthropic:a"], "conflict: Auth profile 'anthropic:a' is for anthropic, not openai."),
    (["  "], "invalid: Missing profile ids. Provide one or more profile ids."),
    (["openai:own"], "not_found: Auth profile 'openai:own' not found for the defaults."),
  ])
  func `an order names profiles that are there, each once`(ids: [String], outcome: String) throws {
    for id in ["openai:a", "openai:b", "anthropic:a"] { try world.save(id) }
    try world.save("openai:own", at: "ops")
    let refusal = world.refusal { try order(ids, "openai") }
    let stored = try orders()
    #expect(refusal == outcome || stored == ["* openai: \(outcome)"], "\(refusal)")
  }

  @Test func `an order of an agent may name its own profiles and the shared ones`() throws {
    try world.save("openai:a")
    try world.save("openai:own", at: "ops")
    try order(["openai:own", "openai:a"], "openai", at: "ops")
    #expect(try orders() == ["ops openai: openai:own openai:a"])
  }

  @Test func `clearing an order is noted when there was one`() throws {
    try world.save("openai:a")
    try order(["openai:a"], "openai")
    let clear = {
      try world.write { try EditProfileOrder().clear("openai", at: .defaults, in: $0) }
    }
    #expect(try clear() == true)
    #expect(try clear() == false)
    #expect(try world.events() == ["order_changed openai", "order_changed openai"])
  }

  @Test func `a removed profile leaves no order, no secret and no state`() throws {
    for id in ["openai:a", "openai:b"] { try world.save(id) }
    try order(["openai:a", "openai:b"], "openai")
    try order(["openai:a"], "openai", at: "ops")
    try world.report("openai:a", status: 402)
    let outcome = try world.write {
      try RemoveProfile().run("openai:a", at: [.defaults], in: $0)
    }[0]
    #expect(outcome.changedOrders == 2 && outcome.leavesOthers)
    #expect(try orders() == ["* openai: openai:b"])
    #expect(try world.state(of: "openai:a") == .unused)
    #expect(try world.store.read { try $0.secrets.list().count } == 1)
    let again = world.refusal {
      _ = try world.write { try RemoveProfile().run("openai:a", at: [.defaults], in: $0) }
    }
    #expect(again == "not_found: Auth profile 'openai:a' not found for the defaults.")
  }

  @Test func `an order keeps an id that still stands at another scope it can see`() throws {
    try world.save("openai:a")
    try world.save("openai:a", at: "ops")
    try order(["openai:a"], "openai", at: "ops")
    _ = try world.write {
      try RemoveProfile().run("openai:a", at: [world.scope("ops")], in: $0)
    }
    #expect(try orders() == ["ops openai: openai:a"])
  }
}
