import Foundation
import JSONKit
import PurserDomain
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

@Suite struct ProvidersKeyTests {
  @Test func `a key that begins as commands do was refused as one`() throws {
    let world = try ProvidersWorld()
    try world.done(
      "add lab --base-url https://lab.example --api openai-completions --model m --key-stdin",
      input: "!Tr0ub4dorXk29")
    let take = "models resolve --model lab/m --with-credential"
    let key = world.harness.run(take)
    #expect(key.exitCode == 0 && key.output.contains("!Tr0ub4dorXk29"), "\(key)")
    // One with a key of a known service in it is a command, as status says, too.
    try world.done("set lab --key-stdin", input: "!echo \(ProvidersWorld.secret)")
    let command = world.harness.run(take)
    #expect(command.exitCode == 1, "\(command)")
    #expect(command.errors.contains("It is a command, which runtimes run themselves."))
    try #require(world.harness.run("models set lab/m").exitCode == 0)
    let status = world.harness.run("models status")
    #expect(status.output.contains("command"), "\(status)")
  }

  private static let add = "add lab --base-url https://lab.example --api openai-completions "

  @Test(arguments: [
    ("--key-env LAB_KEY", KeyReference.environment(name: "LAB_KEY")),
    ("--key-env lab_key", .environment(name: "lab_key")),
    ("--key-command '!pass show lab'", .command(text: "!pass show lab")),
    ("--key-command 'pass show lab'", .command(text: "!pass show lab")),
    (
      "--key-ref file:vault:/lab/key",
      .secretRef(source: "file", provider: "vault", id: "/lab/key")
    ),
    (
      "--key-ref env:default:LAB_KEY", .secretRef(source: "env", provider: "default", id: "LAB_KEY")
    ),
    ("--key-marker ollama-local", .marker(word: "ollama-local")),
    ("--no-key", .none),
    ("", .none),
  ])
  func `a reference is stored as what it is`(words: String, key: KeyReference) throws {
    let world = try ProvidersWorld()
    try world.done(Self.add + words)
    #expect(try world.stored("lab")?.key == key)
    #expect(try world.secretCount() == 0)
  }

  @Test func `a literal is sealed wherever it comes from`() throws {
    var world = try ProvidersWorld()
    world.harness.environment = world.harness.environment.setting("NOW", ProvidersWorld.secret)
    try world.folder.write(ProvidersWorld.secret + "\n", to: "key.txt")
    let pipe = Pipe()
    pipe.fileHandleForWriting.write(Data(ProvidersWorld.secret.utf8))
    try pipe.fileHandleForWriting.close()
    let ways = [
      "--key-stdin", "--key-file ~/key.txt", "--key-from-env NOW",
      "--key-fd \(pipe.fileHandleForReading.fileDescriptor)", "--key-prompt",
    ]
    for (place, way) in ways.enumerated() {
      let result = try world.done(
        "add p\(place) --base-url https://lab.example \(way)",
        input: ProvidersWorld.secret, typed: ProvidersWorld.secret)
      #expect(try world.key("p\(place)") == ProvidersWorld.secret, "\(way)")
      #expect(!result.errors.contains("white space"))
    }
    #expect(try world.secretCount() == 5)
  }

  @Test func `white space around a key is left out and told`() throws {
    let world = try ProvidersWorld()
    let result = try world.done(Self.add + "--key-stdin", input: "  \(ProvidersWorld.secret) \n\n")
    #expect(result.errors.contains("Note: white space around the value was left out."))
    #expect(try world.key("lab") == ProvidersWorld.secret)
  }

  @Test func `a value that reads like a reference is sealed and told`() throws {
    let world = try ProvidersWorld()
    let result = try world.done(Self.add + "--key-stdin", input: "${LAB_KEY}")
    #expect(result.errors.contains("it is sealed as it stands"))
    #expect(try world.key("lab") == "${LAB_KEY}")
  }

  @Test(arguments: [
    "", " \n", "a\u{0}b", "\(ProvidersWorld.secret)\n\(ProvidersWorld.secret)",
    "\(ProvidersWorld.secret)\u{1B}[2J", String(repeating: "k", count: 65_537),
    String(repeating: "k", count: 70_000),
  ])
  func `what cannot be a key is refused and not repeated`(value: String) throws {
    let world = try ProvidersWorld()
    let result = world.run(Self.add + "--key-stdin", input: value)
    #expect(result.exitCode == 65, "\(result.errors)")
    #expect(!result.errors.contains(ProvidersWorld.secret))
    #expect(!result.errors.contains("kkkk"))
    #expect(try world.stored("lab") == nil)
  }

  @Test(arguments: [
    "--key-env \(ProvidersWorld.secret)", "--key-env AKIAIOSFODNN7EXAMPLE",
    "--key-command '!curl -H key:\(ProvidersWorld.secret)'",
    "--key-marker \(ProvidersWorld.secret)",
    "--key-ref \(ProvidersWorld.secret)", "--key-ref env:default:\(ProvidersWorld.secret)",
    "--key \(ProvidersWorld.secret)", "\(ProvidersWorld.secret)", "--\(ProvidersWorld.secret)",
    "--key-stdin=\(ProvidersWorld.secret)", "--key-fd \(ProvidersWorld.secret)",
    "--header Authorization=\(ProvidersWorld.secret)", "--header x-api-key=abcdefgh",
    "--header \(ProvidersWorld.secret)", "--header X-Team=\(ProvidersWorld.secret)",
    "--header-stdin \(ProvidersWorld.secret):", "--header-from-env \(ProvidersWorld.secret)",
    "--base-url https://me:\(ProvidersWorld.secret)@lab.example",
    "--base-url https://lab.example?api_key=\(ProvidersWorld.secret)",
    "--base-url \(ProvidersWorld.secret)", "--api \(ProvidersWorld.secret)",
    "--auth-mode \(ProvidersWorld.secret)", "--model \(ProvidersWorld.secret)",
    "--context-window \(ProvidersWorld.secret) --model x", "--input \(ProvidersWorld.secret)",
  ])
  func `a key in a wrong place is refused and not repeated`(words: String) throws {
    let world = try ProvidersWorld()
    for form in ["", " --json"] {
      let result = world.run("add lab \(words)\(form)")
      #expect(result.exitCode == 64, "\(result.errors)")
      #expect(result.output == "")
      #expect(!result.errors.contains("PlantedPlanted"), "\(result.errors)")
      #expect(!result.errors.contains("AKIA"))
      #expect(!result.errors.contains("abcdefgh"))
    }
    #expect(try world.stored("lab") == nil)
  }

  @Test func `a key in place of an id or a variable is not repeated either`() throws {
    let world = try ProvidersWorld()
    for verb in ["add", "set", "show", "remove"] {
      let result = world.run("\(verb) \(ProvidersWorld.secret) --base-url https://x.example")
      #expect(result.exitCode == 64)
      #expect(!result.errors.contains("Planted"), "\(result.errors)")
    }
    let result = world.run(Self.add + "--key-from-env \(ProvidersWorld.secret)")
    #expect(result.exitCode == 64)
    #expect(!result.errors.contains("Planted"))
  }

  @Test(arguments: [
    ("--key-env A_KEY --key-stdin", "The key is given in 2 ways."),
    ("--key-stdin --header-stdin X-Key", "Standard input can give one value only."),
    ("--key-fd 2", "is invalid for '--key-fd <n>'"),
    ("--key-marker something", "The value for '--key-marker <word>' is invalid."),
    ("--key-ref ftp:default:X", "The value for '--key-ref <source:provider:id>' is invalid."),
    ("--key-prompt --no-input", "Nothing can be asked with --no-input."),
  ])
  func `ways that do not go together are refused`(words: String, message: String) throws {
    let result = try ProvidersWorld().run(Self.add + words)
    #expect(result.exitCode == 64)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test func `without a terminal nothing is asked, and on one nothing is read in the open`() throws
  {
    var world = try ProvidersWorld()
    #expect(world.run(Self.add + "--key-prompt").exitCode == 69)
    world.harness.terminalWidth = 80
    let result = world.run(Self.add + "--key-stdin", input: ProvidersWorld.secret)
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("--key-prompt"))
  }

  @Test func `a secret is in no output, no trail and no byte of the store`() throws {
    var world = try ProvidersWorld()
    world.harness.environment = world.harness.environment.setting("NOW", ProvidersWorld.secret)
    var outputs = ""
    let lines = [
      Self.add + "--key-stdin --header-from-env x-api-key=NOW --dry-run",
      Self.add + "--key-stdin --header-from-env x-api-key=NOW",
      "set lab --key-stdin --agent ops --json",
      "set lab --base-url https://b.example --agent coder",
      "show lab", "show lab --json", "list --all-agents --json", "remove lab --yes --json",
    ]
    for line in lines {
      let result = try world.done(line, input: ProvidersWorld.secret)
      outputs += result.output + result.errors
    }
    for line in ["audit log --json", "audit show 3 --json", "audit show 4", "audit verify"] {
      let result = world.harness.run(line)
      #expect(result.exitCode == 0, "\(result.errors)")
      outputs += result.output + result.errors
    }
    #expect(!outputs.contains("PlantedPlanted"))
    #expect(try world.files(holding: "PlantedPlanted") == [])
    #expect(try world.key("lab", at: .named("coder")) == ProvidersWorld.secret)
  }

  @Test func `the same key again changes nothing`() throws {
    let world = try ProvidersWorld()
    try world.done(Self.add + "--key-stdin --header-from-env x=HOME", input: ProvidersWorld.secret)
    let result = try world.done(
      "set lab --key-stdin --header-from-env x=HOME", input: ProvidersWorld.secret)
    #expect(result.output.hasPrefix("No change in "))
    let other = try world.done("set lab --key-stdin", input: "sk-other-0123456789abcdef")
    #expect(other.output.hasPrefix("Updated "))
    #expect(try world.secretCount() == 2)
  }

  @Test func `a key that is replaced by a reference is forgotten`() throws {
    let world = try ProvidersWorld()
    try world.done(
      Self.add + "--key-stdin --header-from-env X-K=HOME", input: ProvidersWorld.secret)
    try world.done("set lab --key-env LAB_KEY --remove-header x-k")
    #expect(try world.secretCount() == 0)
    #expect(try world.stored("lab")?.headersJSON == nil)
  }

  @Test func `a header that is not sent was removed without a word`() throws {
    let world = try ProvidersWorld()
    try world.done(Self.add + "--header X-Team=blue")
    let result = world.run("set lab --remove-header x-taem")
    #expect(result.exitCode == 1, "\(result)")
    #expect(result.errors.contains("The provider sends no header 'x-taem'."), "\(result)")
    #expect(result.errors.contains("It sends: 'X-Team'"), "\(result)")
    try world.done("set lab --remove-header x-team")
  }

  @Test func `nothing is sealed under another master key`() throws {
    var world = try ProvidersWorld()
    world.harness.environment = world.harness.environment.setting(
      "PURSER_KEY", String(repeating: "ab", count: 32))
    for dryRun in ["", " --dry-run"] {
      let result = world.run(Self.add + "--key-stdin" + dryRun, input: ProvidersWorld.secret)
      #expect(result.exitCode == 77, "\(result.errors)")
    }
    #expect(try world.secretCount() == 0)
  }
}
