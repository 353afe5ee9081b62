import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@testable import PurserCLI

/// A key that is pasted without the id of a profile, and the last one that is removed.
@Suite struct SavedKeyTests {
  private let world: ReportWorld

  /// A world without profiles.
  init() throws {
    world = try ReportWorld()
    for id in ["openai:work", "openai:home", "anthropic:work"] {
      try world.done("models auth logout \(id) --yes")
    }
    try world.done("models set openai/gpt-5.2")
  }

  private static let paste = "models auth paste-api-key --provider openai"

  @discardableResult
  private func paste(_ key: String, _ options: String = "") throws -> String {
    try world.key(key)
    return try world.done("\(Self.paste) --from-file ~/key \(options)")
  }

  private func handed(_ options: String = "") throws -> String {
    try world.done("models resolve --with-credential --plain \(options)")
  }

  private func ids(_ options: String = "") throws -> [String] {
    try world.document("models auth list \(options)")["profiles"]?.array?
      .compactMap { $0["id"]?.string } ?? []
  }

  @Test func `a pasted key became a second profile and runs kept the old one`() throws {
    try paste("sk-old-0123456789", "--profile-id openai:default")
    let told = try paste("sk-new-0123456789")
    #expect(told.contains("Auth profile: openai:default (openai/api_key)"))
    #expect(told.contains("Its key was replaced"))
    #expect(try ids() == ["openai:default"])
    #expect(try handed() == "sk-new-0123456789\n")
    #expect(try paste("sk-new-0123456789").contains("It held this key already."))
    let written = try world.document("\(Self.paste) --from-file ~/key")
    #expect(written["profileId"] == "openai:default" && written["event"] == .null)
    #expect(written["profileIds"] == ["openai:default"])
  }

  @Test func `without a saved key one of the usual id is made, and then replaced`() throws {
    #expect(try !paste("sk-one-0123456789").contains("replaced"))
    try paste("sk-two-0123456789")
    #expect(try ids() == ["openai:manual"])
    #expect(try handed() == "sk-two-0123456789\n")
  }

  @Test func `of several keys the one that runs take first is replaced, though it rests`() throws {
    try paste("sk-a-0123456789", "--profile-id openai:a")
    try paste("sk-b-0123456789", "--profile-id openai:b")
    try world.done("models auth order set --provider openai openai:b openai:a")
    try world.done(
      "report failure --agent main --profile openai:b --model openai/gpt-5.2 --status 402"
    )
    #expect(try paste("sk-c-0123456789").contains("Auth profile: openai:b"))
    #expect(try handed() == "sk-c-0123456789\n")
    #expect(try ids() == ["openai:a", "openai:b"])
  }

  @Test func `a token is not replaced by a key, nor a shared key by one of an agent`() throws {
    try world.key("token-0123456789-abcdefghij")
    try world.done(
      "models auth paste-token --provider openai --profile-id openai:token --from-file ~/key")
    try paste("sk-shared-0123456789")
    #expect(try ids() == ["openai:manual", "openai:token"])
    try paste("sk-shared-two-0123456789", "--profile-id openai:shared")
    try world.done("models auth logout openai:manual --yes")
    #expect(try paste("sk-own-0123456789", "--agent ops").contains("openai:manual"))
    #expect(try ids("--agent ops") == ["openai:manual", "openai:shared", "openai:token"])
    #expect(try ids("--agent main") == ["openai:shared", "openai:token"])
  }

  @Test func `a saved key that is a reference is replaced`() throws {
    try world.done("\(Self.paste) --profile-id openai:ref --ref env:OPENAI_NOT_SET")
    #expect(try paste("sk-new-0123456789").contains("Auth profile: openai:ref"))
    #expect(try handed() == "sk-new-0123456789\n")
  }

  @Test func `a key that an order leaves out was not meant`() throws {
    try paste("sk-a-0123456789", "--profile-id openai:a")
    try paste("sk-b-0123456789", "--profile-id openai:b")
    try world.done("models auth order set --provider openai openai:b")
    #expect(try paste("sk-c-0123456789").contains("Auth profile: openai:b"))
  }

  @Test func `logout said that no profile remains while an agent had its own`() throws {
    try paste("sk-shared-0123456789", "--profile-id openai:a")
    try paste("sk-ops-0123456789", "--profile-id openai:own --agent ops")
    let first = try world.done("models auth logout openai:a --yes")
    #expect(
      first.contains("No auth profiles of openai remain for the defaults; with their own: ops."))
    #expect(!first.contains("No auth profiles remain"))
    let last = try world.done("models auth logout openai:own --agent ops --yes")
    #expect(last.contains("No auth profiles remain for openai."))
  }

  @Test func `logout of all agents at once says that nothing remains`() throws {
    try paste("sk-own-0123456789", "--profile-id openai:own --all-agents")
    let told = try world.done("models auth logout openai:own --all-agents --yes")
    #expect(told.contains("No auth profiles remain for openai."))
    #expect(!told.contains("with their own"))
  }

  @Test func `an order that nobody set was said to be updated when it was cleared`() throws {
    let told = try world.done("models auth order clear --provider nope")
    #expect(told.hasPrefix("No change in "), "\(told)")
    let tried = try world.done("models auth order clear --provider nope --dry-run")
    #expect(tried.contains("There is no order override."), "\(tried)")
    try paste("sk-a-0123456789", "--profile-id openai:a")
    try world.done("models auth order set --provider openai openai:a")
    #expect(try world.done("models auth order clear --provider openai").hasPrefix("Updated "))
  }

  @Test(
    arguments: [
      "models auth logout openai:wrok --yes", "models auth refresh openai:wrok",
      "models auth order set --provider openai openai:wrok",
      "models auth cooldowns explain --profile openai:wrok",
      "models auth cooldowns clear --profile openai:wrok",
      "sessions set s --agent ops --model openai/m --profile openai:wrok",
    ])
  func `a profile that was nearly named right got no suggestion`(line: String) throws {
    try paste("sk-a-0123456789", "--profile-id openai:work")
    let failed = world.run(line)
    #expect(failed.exitCode == 1, "\(failed.errors)")
    #expect(failed.errors.contains("Did you mean 'openai:work'?"), "\(failed.errors)")
  }

  @Test func `a credential of another kind was replaced without a word`() throws {
    try world.key("a-token-0123456789")
    try paste("sk-a-0123456789")
    let line = "models auth paste-token --provider openai --from-file ~/key"
    try world.key("a-token-0123456789")
    let token = world.run(line)
    #expect(
      token.errors.contains("'openai:manual' held an API key until now, which was replaced"),
      "\(token.errors)")
    try world.key("sk-b-0123456789")
    let key = world.run("\(Self.paste) --from-file ~/key")
    #expect(key.errors.contains("held a token until now"), "\(key.errors)")
    #expect(!key.output.contains("Its key was replaced"))
    #expect(
      world.run("\(Self.paste) --from-file ~/key").output.contains("It held this key already."))
  }

  @Test func `a login was advised where an order leaves out the key that is there`() throws {
    try paste("sk-a-0123456789", "--profile-id openai:a")
    try world.done("models auth order set --provider openai --none --agent ops")
    let page = try world.done("models status --agent ops")
    #expect(
      page.contains("`purser models auth order get --provider openai --agent ops`"), "\(page)")
    #expect(!page.contains("purser models auth login --provider openai"))
  }

  @Test(arguments: ["1767225600000", "1767225600"])
  func `an instant for a length was called a key`(instant: String) throws {
    try world.key("a-token-0123456789")
    let result = world.run(
      "models auth paste-token --provider openai --expires-in \(instant) --from-file ~/key")
    #expect(result.exitCode != 0 && !result.errors.contains("looks like a key"))
    #expect(result.errors.contains("such as 365d"), "\(result.errors)")
  }
}
