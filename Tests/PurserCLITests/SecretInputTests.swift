import CommandKit
import Foundation
import PurserDomain
import PurserServices
import PurserTestSupport
import SecretKit
import SystemKit
import Testing

@testable import PurserCLI

@Suite struct SecretInputTests {
  private static let secret = "sk-PlantedPlantedPlanted0000000000"
  let folder: TemporaryFolder
  var harness: ProgramHarness

  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    try folder.write(Self.secret + "\n", to: "key.txt")
  }

  private func read(_ input: SecretInput, _ harness: ProgramHarness) throws -> String? {
    try input.read("API key of 'lab'", in: harness.context()).value.revealText()
  }

  @Test func `a secret is read from wherever it is`() throws {
    var harness = harness
    harness.environment = harness.environment.setting("NOW", Self.secret)
    harness.input = Self.secret
    let pipe = Pipe()
    pipe.fileHandleForWriting.write(Data(Self.secret.utf8))
    try pipe.fileHandleForWriting.close()
    let sources: [SecretSource] = [
      .standardInput, .variable("NOW"), .file("~/key.txt"),
      .descriptor(pipe.fileHandleForReading.fileDescriptor),
    ]
    for source in sources {
      #expect(try read(SecretInput(source: source), harness) == Self.secret, "\(source)")
    }
    harness.terminalWidth = 80
    harness.typed = Self.secret
    #expect(try read(SecretInput(), harness) == Self.secret)
  }

  @Test func `without a word and without a terminal nothing is waited for`() {
    let error = #expect(throws: UsageError.self) { try read(SecretInput(), harness) }
    #expect(error?.hint?.contains("--stdin") == true)
  }

  @Test(arguments: [
    ("\u{FEFF}abc-key\n", "byte-order mark", trimmed: false),
    ("\u{FEFF} abc-key", "byte-order mark", trimmed: true),
    ("abc-key ", "white space", trimmed: true),
  ])
  func `what is left out is told`(text: String, word: String, trimmed: Bool) throws {
    let given = try GivenSecret(Array(text.utf8), from: "standard input")
    #expect(given.value.revealText() == "abc-key")
    #expect(given.wasTrimmed == trimmed)
    #expect(given.hadByteOrderMark == (word == "byte-order mark"))
  }

  @Test(arguments: [
    ("${LAB_KEY}", GivenSecret.Likeness.variable), ("OPENAI_API_KEY", .variable),
    ("!pass show lab", .command), ("x-${LAB_KEY}", .template), ("ollama-local", .marker),
    ("<YOUR_API_KEY>", .placeholder),
  ])
  func `a value that was meant otherwise is recognised`(
    text: String, likeness: GivenSecret.Likeness
  ) throws {
    #expect(try GivenSecret(Array(text.utf8), from: "x").likeness == likeness)
  }

  @Test(
    arguments: [
      [], [0x20, 0x0A], [0xEF, 0xBB, 0xBF], [0x61, 0x0A, 0x62], [0x61, 0x0D, 0x62],
      [0x61, 0, 0x62],
      [0xFF, 0xFE, 0x61, 0], [0x61, 0x1B, 0x62], [UInt8](repeating: 0x6B, count: 65_537),
    ] as [[UInt8]])
  func `what cannot be a key is refused`(bytes: [UInt8]) {
    let error = #expect(throws: DomainError.self) { try GivenSecret(bytes, from: "x") }
    #expect(error?.code == .invalid)
  }

  @Test(arguments: [
    "sk-ant-PlantedPlanted", "anthropic:sk-ant-PlantedPlanted", "openai/sk-PlantedPlanted00",
    "name=ghp_PlantedPlanted", "--sk-ant-PlantedPlanted",
  ])
  func `a key in the place of a name is refused and not repeated`(value: String) {
    let error = #expect(throws: DomainError.self) {
      try KeyLikeText.check(parameter: "--profile-id", value: value)
    }
    #expect(error.map { "\($0)".contains("Planted") } == false)
    #expect(error?.subject == "--profile-id")
  }

  @Test(arguments: [
    "anthropic:default", "openai-codex:me@example.com", "google:acct_8f3b2c91d7", "lab", "sk-short",
  ])
  func `an ordinary name may be one`(value: String) throws {
    try KeyLikeText.check(parameter: "--profile-id", value: value)
  }
}
