import Foundation
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserServices

/// Manifests of the admin: files and programs.
@Suite struct ProviderPluginsTests {
  let folder: TemporaryFolder
  let environment: Environment

  init() throws {
    folder = try TemporaryFolder()
    environment = Environment([
      "HOME": folder.path("home"), "XDG_CONFIG_HOME": folder.path("config"),
      "PATH": "\(folder.path("bin")):relative::/usr/bin:/bin", "OPENAI_API_KEY": "sk-planted",
    ])
  }

  private func file(_ name: String, _ text: String) throws {
    try folder.write(text, to: "config/purser/providers/\(name)")
  }

  private func program(_ name: String, _ script: String, in bin: String = "bin", mode: Int = 0o755)
    throws
  {
    let path = try folder.write("#!/bin/sh\n\(script)\n", to: "\(bin)/purser-provider-\(name)")
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  private func load() throws -> ProviderPlugins { try ProviderPlugins(environment: environment) }

  static func answer(_ id: String, _ more: String = "") -> String {
    #"{"protocolVersion":1,"manifest":{"version":1,"id":"\#(id)","name":"Lab"\#(more)}}"#
  }

  @Test func `a file adds a provider with all that it says`() throws {
    try file(
      "lab.json",
      #"""
      {"version": 1, "id": "lab", "name": "The lab", "aliases": ["lab-ai"],
       "baseUrl": "https://api.lab.example/v1", "api": "openai-completions", "authHeader": true,
       "headers": {"X-Team": "one"}, "preamble": "Be brief.", "environment": ["LAB_KEY"],
       "authMethods": ["oauth", "api-key"], "modelListing": "none",
       "usage": {"url": "https://api.lab.example/usage", "reader": "openrouter"}, "probeModel": "small",
       "login": {"tokenUrl": "https://api.lab.example/token", "clientId": "mine", "scopes": ["a"]}}
      """#)
    let plugins = try load()
    #expect(plugins.broken == [])
    let plugin = try #require(plugins.plugin("lab-ai"))
    #expect(plugin.origin == .file(folder.path("config/purser/providers/lab.json")))
    let manifest = plugin.manifest
    #expect(manifest.headers.map { [$0.name, $0.value] } == [["X-Team", "one"]])
    #expect(manifest.authMethods == [.oauth, .apiKey])
    #expect(!manifest.listsModels && manifest.modelListing == nil)
    #expect(manifest.login?.clientID == "mine")
    #expect(manifest.preamble == "Be brief.")
  }

  @Test func `a file stands for a program and both for what is bundled`() throws {
    try program("groq", "cat >/dev/null; echo '\(Self.answer("groq"))'")
    #expect(try load().plugin("groq")?.origin.word == "program")
    #expect(try load().plugin("groq")?.replaced == .bundled)
    try file("groq.json", #"{"version":1,"id":"groq","name":"Mine"}"#)
    let plugin = try #require(try load().plugin("groq"))
    #expect(plugin.origin.word == "file")
    #expect(plugin.replaced?.word == "program")
    #expect(plugin.manifest.name == "Mine")
  }

  @Test func `a broken file leaves what it would stand for`() throws {
    try file("groq.json", "{")
    let plugins = try load()
    #expect(plugins.plugin("groq")?.origin == .bundled)
    #expect(plugins.broken.map(\.id) == ["groq"])
  }

  static let faults: [(String, String)] = [
    ("", "it is not valid JSON (syntax)"),
    ("[]", "it is no JSON object"),
    (#"{"id":"lab","name":"x"}"#, "it has no 'version'"),
    (#"{"version":2,"id":"lab","name":"x"}"#, "its version is not 1"),
    (#"{"version":"1","id":"lab","name":"x"}"#, "'version' is of the wrong type (string)"),
    (#"{"version":1,"id":"other","name":"x"}"#, "its id is not 'lab', as its name says"),
    (#"{"version":1,"id":"lab"}"#, "it has no 'name'"),
    (#"{"version":1,"id":"lab","name":""}"#, "'name' is empty or too long"),
    (#"{"version":1,"id":"lab","name":"\u001b[2J"}"#, "'name' holds a control character"),
    (
      #"{"version":1,"id":"lab","name":"x","enviroment":[]}"#,
      "it has an unknown member 'enviroment'"
    ),
    (
      #"{"version":1,"id":"lab","name":"x","environment":["A B"]}"#,
      "'environment' holds what is no name of a variable"
    ),
    (
      #"{"version":1,"id":"lab","name":"x","aliases":["A"]}"#,
      "an alias is not in the form of a provider id"
    ),
    (
      #"{"version":1,"id":"lab","name":"x","aliases":["groq"]}"#,
      "its alias 'groq' is the name of another provider"
    ),
    (
      #"{"version":1,"id":"lab","name":"x","aliases":["z.ai"]}"#,
      "its alias 'z.ai' is the name of another provider"
    ),
    (
      #"{"version":1,"id":"lab","name":"x","baseUrl":"ftp://x/"}"#,
      "'baseUrl' is no http or https address"
    ),
    (
      #"{"version":1,"id":"lab","name":"x","baseUrl":"https://u:planted@x/"}"#,
      "'baseUrl' has no host, or a user and password"
    ),
    (
      #"{"version":1,"id":"lab","name":"x","baseUrl":"https://u:planted@"# + "\u{301}x/\"}",
      "'baseUrl' has no host, or a user and password"
    ),
    (
      #"{"version":1,"id":"lab","name":"x","headers":{"a b":"c"}}"#,
      "'headers' holds a name that is none"
    ),
    (
      #"{"version":1,"id":"lab","name":"x","headers":{"a":"b\r\nc: planted"}}"#,
      "a value of 'headers' is no line of text"
    ),
    (
      #"{"version":1,"id":"lab","name":"x","authMethods":["magic"]}"#,
      "'authMethods' holds a word that is unknown"
    ),
    (#"{"version":1,"id":"lab","name":"x","usage":{"reader":"a"}}"#, "'usage' has no 'url'"),
    (
      #"{"version":1,"id":"lab","name":"x","login":{"secret":"planted"}}"#,
      "it has an unknown member 'login.secret'"
    ),
    (#"{"version":1,"id":"lab","id":"lab","name":"x"}"#, "it is not valid JSON (duplicate_key)"),
    (String(repeating: " ", count: 70_000), "it cannot be read"),
  ]

  @Test(arguments: faults)
  func `a broken manifest is named and left out`(text: String, reason: String) throws {
    try file("lab.json", text)
    try file("fine.json", #"{"version":1,"id":"fine","name":"Fine"}"#)
    let plugins = try load()
    #expect(plugins.broken.map(\.reason) == [reason])
    #expect(plugins.plugin("lab") == nil)
    #expect(plugins.plugin("fine") != nil)
    #expect(!"\(plugins.broken)".contains("planted"))
  }

  @Test func `files of other kinds are passed over`() throws {
    try file(".hidden.json", "{")
    try file("notes.txt", "{")
    try folder.makeFolder("config/purser/providers/folder.json")
    #expect(try load().broken.map(\.reason) == ["it cannot be read"])
  }

  @Test func `a program is asked in the words of the protocol and gets no credential`() throws {
    try program(
      "lab",
      "cat >'\(folder.path("asked"))'; env >'\(folder.path("env"))'; echo '\(Self.answer("lab"))'")
    #expect(try load().plugin("lab")?.manifest.name == "Lab")
    #expect(
      try folder.text("asked") == #"{"protocolVersion":1,"command":"manifest","provider":"lab"}"#
        + "\n")
    #expect(try !folder.text("env").contains("planted"))
  }

  static let scripts: [(String, String)] = [
    ("exit 3", "the program ended with 3"),
    ("kill -9 $$", "the program was ended by a signal"),
    ("echo no", "the program does not answer with a JSON object"),
    ("echo '{}'", "the program answers in another version of the protocol"),
    (#"echo '{"protocolVersion":1}'"#, "the program's answer has no 'manifest'"),
    ("echo '\(answer("other"))'", "its id is not 'lab', as its name says"),
    ("while :; do echo planted; done", "the program writes too much"),
  ]

  @Test(arguments: scripts)
  func `a program that does not keep to the protocol is named and left out`(
    script: String, reason: String
  ) throws {
    try program("lab", script)
    let plugins = try load()
    #expect(plugins.broken.map(\.reason) == [reason])
    #expect(plugins.plugin("lab") == nil)
    #expect(plugins.plugin("groq") != nil)
  }

  @Test func `a program that others can change is not run`() throws {
    try program("lab", "touch '\(folder.path("ran"))'; echo '\(Self.answer("lab"))'", mode: 0o777)
    #expect(try load().broken.map(\.reason) == ["the program can be changed by others"])
    #expect(!folder.exists("ran"))
  }

  @Test func `only programs of absolute folders that can be run are asked`() throws {
    try program("plain", "exit 1", mode: 0o644)
    try program("Odd", "exit 1")
    try program("lab", "exit 1", in: "elsewhere")
    let plugins = try load()
    #expect(plugins.broken == [])
  }
}
