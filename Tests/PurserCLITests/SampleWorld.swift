import CommandKit
import Foundation
import PurserDomain
import PurserTestSupport
import SystemKit

@testable import PurserCLI

/// A home folder with the sample fleet at `~/.openclaw` and a store that has it imported.
struct SampleWorld {
  let folder: TemporaryFolder
  let harness: ProgramHarness

  init() throws {
    folder = try TemporaryFolder()
    var harness = ProgramHarness(in: folder)
    harness.transport = SampleNetwork.transport
    self.harness = harness
    // Not with the owner of the repository, who may be somebody else.
    try folder.copy(Repository.root + "/Examples/fleet", to: ".openclaw")
    try expectDone("init")
    try expectDone("import ~/.openclaw --quiet")
    try harness.record([.sample(7200), .sample(60, .rateLimit, error: "HTTP 429: slow down")])
    try secretFile("openrouter-models.json", SampleNetwork.openRouter)
    try secretFile("token.txt", "sample-token-0123456789-abcdefghij")
    try secretFile("setup-token.txt", "sk-ant-oat01-" + String(repeating: "s4mple", count: 14))
    try secretFile("work.txt", "sample-key-of-work-0123456789")
    try secretFile("home.txt", "sample-key-of-home-0123456789")
    for name in ["work", "home"] {
      try expectDone(
        "models auth paste-api-key --provider openai --profile-id openai:\(name) --from-file ~/\(name).txt --quiet"
      )
    }
  }

  /// Runs an example of a declaration, `~` standing for the home as in a shell.
  func run(_ line: String, adding words: [String] = []) -> RunResult {
    let typed = ShellWords(line).words.dropFirst().map { word in
      word == "~" || word.hasPrefix("~/") ? folder.path + word.dropFirst() : word
    }
    return harness.run(words: words + typed)
  }

  private func secretFile(_ name: String, _ text: String) throws {
    try text.write(toFile: folder.path(name), atomically: true, encoding: .utf8)
  }

  private func expectDone(_ line: String) throws {
    let result = run("purser \(line)")
    guard result.exitCode == 0 else { throw SampleFault(line: line, result: result) }
  }
}

/// The sample could not be made.
struct SampleFault: Error {
  let line: String
  let result: RunResult
}
