import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// Bad input to the commands of credentials: each has one outcome, told in words and with an exit code, and no secret is
/// repeated.
@Suite struct BadInputTests {
  private static let planted = "sk-ant-PLANTEDPLANTEDPLANTED0123456789"

  // MARK: What the secret is

  /// The secret as it comes, the exit code, and a word of what is said.
  static let secrets: [(bytes: [UInt8], exit: Int32, word: String)] = [
    ([], 65, "is empty"),
    (Array(" \n\t\n".utf8), 65, "is empty"),
    ([0xEF, 0xBB, 0xBF], 65, "is empty"),
    (Array("first-PLANTED\nsecond".utf8), 65, "more than one line"),
    (Array("first-PLANTED\rsecond".utf8), 65, "more than one line"),
    (Array("PLANTED\u{0}x".utf8), 65, "NUL"),
    (Array("PLANTED\u{1B}[31m".utf8), 65, "control character"),
    ([UInt8](repeating: 0x41, count: 1 << 20), 65, "larger than"),
    ([0xFF, 0xFE, 0x41, 0x00], 65, "not UTF-8"),
    ([0x50, 0xC3, 0x28], 65, "not UTF-8"),
    ([0xEF, 0xBB, 0xBF] + Array("good-key-0123456789".utf8), 0, "byte-order mark"),
    (Array("good-key-0123456789 ".utf8), 0, "white space around"),
    (Array("\u{A0}good-key-0123456789\n".utf8), 0, "white space around"),
    (Array("good-key-0123456789\r\n".utf8), 0, ""),
    (Array("good-key-0123456789\n\n".utf8), 0, "white space around"),
    (Array("OPENAI_API_KEY".utf8), 0, "reads like the name of a variable"),
    (Array("<YOUR_API_KEY>".utf8), 0, "reads like a placeholder"),
    (Array("export OPENAI_API_KEY=PLANTED-0123".utf8), 0, "reads like a line of a shell"),
    (Array("PLANTED-key-of-base64-0123456789==".utf8), 0, ""),
  ]

  @Test(arguments: secrets.indices)
  func `a secret is taken, trimmed and said to be, or refused`(index: Int) throws {
    let (bytes, exit, word) = Self.secrets[index]
    let world = try ReportWorld()
    try world.folder.write(bytes, to: "key")
    for line in [
      "models auth paste-api-key --provider openai --profile-id openai:new --from-file ~/key",
      "models auth paste-token --provider openai --profile-id openai:new --from-file ~/key",
    ] {
      let result = world.run(line)
      #expect(result.exitCode == exit && result.errors.contains(word), "\(line): \(result)")
      #expect(!(result.output + result.errors).contains("PLANTED"), "\(line): \(result)")
      #expect(
        try world.document("models auth list")["profiles"]?.array?.count == (exit == 0 ? 4 : 3))
    }
  }

  @Test(
    arguments: [
      ("openai", nil), ("nosuch", "Define it with: purser providers add nosuch"),
      ("opnai", "Did you mean 'openai'?"), ("house", nil), ("stored", nil),
    ] as [(String, String?)])
  func `a provider that nobody knows is told of`(provider: String, advice: String?) throws {
    let world = try ReportWorld()
    try world.folder.write(Array("good-key-0123456789".utf8), to: "key")
    try world.folder.write(
      Array(#"{"version": 1, "id": "house", "name": "House"}"#.utf8),
      to: ".config/purser/providers/house.json")
    _ = try world.done("providers add stored --base-url https://stored.example.com/v1")
    for command in ["paste-api-key", "paste-token", "login --method api-key"] {
      let result = world.run("models auth \(command) --provider \(provider) --from-file ~/key")
      #expect(result.exitCode == 0, "\(result)")
      #expect(result.errors.contains("is not known") == (advice != nil), "\(result)")
      #expect(result.errors.contains(advice ?? ""), "\(result)")
    }
  }

  // MARK: A secret in the wrong place

  @Test(arguments: [
    "models auth paste-api-key --provider KEY --from-file ~/key",
    "models auth paste-api-key --provider openai --profile-id KEY --from-file ~/key",
    "models auth paste-api-key --provider openai --profile-id openai:KEY --from-file ~/key",
    "models auth paste-api-key KEY --provider openai --from-file ~/key",
    "models auth paste-api-key --provider openai --api-key KEY",
    "models auth paste-api-key --provider openai --from-env KEY",
    "models auth paste-api-key --provider openai --from-fd KEY",
    "models auth paste-token --provider openai --expires-in KEY --from-file ~/key",
    "models auth paste-token --provider openai --agent KEY --from-file ~/key",
    "models auth add --provider openai --method KEY --from-file ~/key",
    "models auth logout KEY --yes", "models auth logout openai:KEY --yes",
    "models auth order set --provider openai KEY",
    "models auth order set --provider KEY openai:work",
    "models auth order get --provider KEY", "models auth list --provider KEY",
    "models auth list --agent KEY", "models auth history --profile KEY",
    "models auth history --kind KEY", "models auth cooldowns list --provider KEY",
    "models auth cooldowns explain --profile KEY", "models auth cooldowns clear --profile KEY",
    "models auth refresh --profile KEY --command /bin/true",
    "report success --profile KEY", "report success --profile openai:work --agent KEY",
    "report success --profile openai:work --model KEY",
    "report failure --profile openai:work --code KEY",
    "report failure --profile openai:work --status KEY", "report batch KEY",
    "report batch --batch-size KEY",
  ])
  func `a key in a wrong place is refused and not repeated`(line: String) throws {
    let world = try ReportWorld()
    try world.key("good-key-0123456789")
    let typed = line.replacing("KEY", with: Self.planted)
    for form in ["", " --json"] {
      let result = world.run(typed + form, input: "")
      #expect(result.exitCode != 0, "\(result)")
      #expect(!(result.output + result.errors).contains("PLANTED"), "\(result)")
    }
    let trail = try world.done("audit log --limit 0 --json")
    #expect(!trail.contains("PLANTED"))
  }

  // MARK: What is not there, and what cannot be

  /// The line, the exit code, and a word of what is said.
  static let lines: [(line: String, exit: Int32, word: String)] = [
    ("models auth paste-token --provider openai --expires-in 0 --from-file ~/key", 64, "duration"),
    ("models auth paste-token --provider openai --expires-in -5d --from-file ~/key", 64, ""),
    ("models auth paste-token --provider openai --expires-in soon --from-file ~/key", 64, ""),
    (
      "models auth paste-token --provider openai --expires-in 300000000d --from-file ~/key", 65,
      "later than any date"
    ),
    (
      "models auth paste-token --provider openai --expires-in 99999999999999999999d --from-file ~/key",
      64, ""
    ),
    ("models auth paste-token --provider openai --expires-in 1.5d --from-file ~/key", 0, ""),
    (
      "models auth add --provider openai --method api-key --expires-in 5d --from-file ~/key", 64,
      "does not expire"
    ),
    ("models auth paste-api-key --provider 'a b' --from-file ~/key", 0, ""),
    ("models auth paste-api-key --provider openai --from-file ~/none", 1, "none"),
    ("models auth paste-api-key --provider openai --from-file ~", 74, "regular file"),
    ("models auth paste-api-key --provider openai --from-env NOT_SET_HERE", 65, "not set"),
    ("models auth paste-api-key --provider openai --agent nobody --from-file ~/key", 1, "nobody"),
    (
      "models auth paste-api-key --provider anthropic --profile-id openai:work --from-file ~/key",
      1, "is for openai"
    ),
    ("models auth logout openai:nobody --yes", 1, "not found"),
    ("models auth logout openai:work --agent ops --yes", 1, "not found for agent"),
    ("models auth order set --provider openai openai:nobody", 1, "not found"),
    ("models auth order set --provider openai anthropic:work", 1, "is for anthropic"),
    ("models auth order set --provider openai", 64, "Missing profile ids"),
    ("models auth list --provider nowhere", 0, ""),
    ("models auth list --agent nobody", 1, "nobody"),
    ("models auth cooldowns clear --profile openai:nobody", 1, "not found"),
    ("models auth cooldowns clear", 64, "what to clear"),
    ("models auth cooldowns explain --profile openai:nobody", 1, "not found"),
    ("models auth refresh --profile openai:work --command /bin/true", 65, "nothing to be renewed"),
    ("models auth refresh --profile openai:nobody --command /bin/true", 1, "not found"),
    ("models auth refresh --profile openai:work --command true", 64, "not absolute"),
    ("models auth refresh --profile openai:work", 65, "An API key does not expire"),
    ("report success --profile openai:nobody", 1, "not found"),
    ("report success", 64, "--profile"),
    ("report success --profile openai:work --agent nobody", 1, "nobody"),
    ("report success --profile openai:work --model nowhere/nothing", 0, ""),
    ("report success --profile openai:work --latency-ms -1", 64, "--latency-ms"),
    ("report failure --profile openai:work --status 7", 64, "--status"),
    ("report failure --profile openai:work --retry-after -1", 64, "--retry-after"),
    (
      "report failure --profile openai:work --retry-after 'Wed, 31 Feb 2026 00:00:00 GMT'", 64,
      "date"
    ),
    ("report failure --profile openai:work", 0, ""),
    ("report batch --batch-size 0", 64, "--batch-size"),
  ]

  @Test(arguments: lines.indices)
  func `what is not there or cannot be has one outcome`(index: Int) throws {
    let (line, exit, word) = Self.lines[index]
    let world = try ReportWorld()
    try world.key("good-key-0123456789")
    let result = world.run(line)
    #expect(result.exitCode == exit && result.errors.contains(word), "\(line): \(result)")
    #expect(result.exitCode == 0 || result.output == "", "\(line): \(result)")
  }

  // MARK: The master key

  /// What is done to the key's file, the exit code of storing a key, and a word of what is said.
  @Test(
    arguments: [
      ("missing", 78, "key"), ("wrong", 77, "not the one of this store"), ("open", 77, "chmod 600"),
      ("short", 65, "key"), ("folder", 74, "key"),
    ] as [(String, Int32, String)])
  func `a master key that cannot be used is told, and lists go on`(
    fault: String, exit: Int32, word: String
  ) throws {
    let world = try ReportWorld()
    let name = ".config/purser/master.key"
    let good = try world.folder.text(name)
    try world.folder.remove(name)
    switch fault {
    case "wrong":
      try world.folder.write(String(repeating: "5a", count: 32) + "\n", to: name)
      try world.folder.setMode(name, 0o600)
    case "open":
      try world.folder.write(good, to: name)
      try world.folder.setMode(name, 0o644)
    case "short":
      try world.folder.write("5a5a\n", to: name)
      try world.folder.setMode(name, 0o600)
    case "folder": try world.folder.makeFolder(name)
    default: break
    }
    try world.key("good-key-0123456789")
    let stored = world.run(
      "models auth paste-api-key --provider openai --profile-id openai:new --from-file ~/key")
    #expect(stored.exitCode == exit && stored.errors.contains(word), "\(stored)")
    let listed = world.run("models auth list --json")
    #expect(listed.exitCode == 0, "\(listed)")
    #expect(!(stored.errors + listed.output + listed.errors).contains(good.prefix(20)))
  }
}
