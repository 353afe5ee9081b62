import Foundation
import PurserTestSupport
import Testing

/// The completion scripts, run by the shells they are for. A shell that is not installed is not tried, and its test is
/// reported as skipped.
@Suite struct CompletionTests {
  private func world() throws -> FleetWorld {
    let world = try FleetWorld.imported()
    try world.folder.makeFolder("bin")
    try FileManager.default.createSymbolicLink(
      atPath: world.folder.path("bin/purser"), withDestinationPath: world.runner.program)
    world.runner.environment["PATH"] = world.folder.path("bin") + ":/usr/bin:/bin"
    for shell in ["bash", "zsh", "fish"] {
      try world.folder.write(try world.succeed("completion", shell), to: "purser.\(shell)")
    }
    try world.folder.write("{}", to: "some.json")
    let other = world.folder.path("home/other store.db")
    try world.succeed("--store", other, "init")
    try world.succeed("--store", other, "agents", "add", "special")
    return world
  }

  /// What `shell` finds for each line, whose last word is being typed.
  private func found(
    by shell: String, _ script: String, for lines: [[String]]
  ) throws -> [[String]] {
    let world = try world()
    let runner = ProgramRunner(
      environment: world.runner.environment, folder: world.folder.path, program: "/usr/bin/" + shell
    )
    return try lines.map { words in
      let result = try runner.run(["-c", script, "purser"] + words)
      #expect(result.exitCode == 0, "\(words): \(result)")
      #expect(result.errors == "", "\(words)")
      return result.output.split(separator: "\n").map(String.init)
    }
  }

  private static let lines = [
    ["models", "sta"], ["models", "status", "--agen"], ["models", "status", "--agent", "ma"],
    ["models", "status", "--agent=ma"], ["models", "set", ""],
    ["models", "catalog", "import", "som"], ["models", "status", "--agent", "\"ma"],
    ["models", "set", "acme-gateway\\/large"], ["import", "som"],
    ["--store", "'home/other store.db'", "models", "status", "--agent", "spec"],
    ["--store=$HOME/'other store.db'", "models", "status", "--agent", "spec"],
  ]

  private static func isInstalled(_ shell: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/" + shell)
  }

  @Test(.enabled(if: isInstalled("bash")))
  func `bash completes commands, options, agents and models`() throws {
    // Where files are meant, bash is told so and finds them itself. It parts words at an equals sign.
    var lines = Self.lines
    lines[3] = ["models", "status", "--agent", "=", "ma"]
    lines[10] = ["--store", "="] + ["$HOME/'other store.db'"] + lines[10].dropFirst()
    let found = try found(
      by: "bash",
      """
      compopt() { printf ':%s\\n' "$*"; }
      . ./purser.bash
      COMP_WORDS=(purser "$@"); COMP_CWORD=$#
      _purser
      [ ${#COMPREPLY[@]} = 0 ] || printf '%s\\n' "${COMPREPLY[@]}"
      """, for: lines)
    expect(found, agentIs: "main", filesAre: [":-o default"])
  }

  @Test(.enabled(if: isInstalled("bash")), arguments: ["\"", "'", ""])
  func `a name from a file acted when bash completed it inside quotes`(quote: String) throws {
    let world = try world()
    let name = #"q$(touch${IFS}PWN)`touch${IFS}PWN`"'\x"#
    try world.succeed(
      "providers", "add", "zlab", "--base-url", "http://h.example/v1", "--model", name)
    let script = """
      compopt() { :; }
      . ./purser.bash
      COMP_WORDS=(purser models set "$2zlab/"); COMP_CWORD=3
      _purser
      for word in "${COMPREPLY[@]}"; do eval "printf '%s' $2$word$2"; done
      """
    let runner = ProgramRunner(
      environment: world.runner.environment, folder: world.folder.path, program: "/usr/bin/bash")
    let result = try runner.run(["-c", script, "bash", "-", quote])
    #expect(result.output == "zlab/" + name, "\(result)")
    #expect(!FileManager.default.fileExists(atPath: world.folder.path("PWN")))
  }

  @Test(.enabled(if: isInstalled("zsh")))
  func `zsh completes commands, options, agents and models`() throws {
    // The completion system needs a terminal; the two of its functions that are called say what with.
    let found = try found(
      by: "zsh",
      """
      compdef() { :; }
      compset() { :; }
      _files() { print -r -- ":files $*"; }
      _describe() { print -rl -- "${(@P)2}"; }
      . ./purser.zsh
      words=(purser "$@"); CURRENT=$(( $# + 1 ))
      _purser
      :
      """, for: Self.lines)
    expect(found.map { $0.map { String($0.prefix { $0 != ":" }) } }, filesAre: [""])
  }

  @Test(.enabled(if: isInstalled("fish")))
  func `fish completes commands, options, agents and models`() throws {
    // In `fish -c` the words after the script are the arguments, the first one among them.
    let found = try found(
      by: "fish",
      """
      source ./purser.fish
      complete -C (string join ' ' -- $argv)
      :
      """, for: Self.lines)
    expect(
      found.map { $0.map { String($0.prefix { $0 != "\t" }) } }, filesAre: ["some.json"])
  }

  private func expect(
    _ found: [[String]], agentIs agent: String = "--agent=main", filesAre files: [String]
  ) {
    #expect(found.count == Self.lines.count)
    #expect(found[0] == ["status"])
    #expect(found[1] == ["--agent", "--agents"])
    #expect(found[2] == ["main"])
    #expect(found[3] == [agent])
    #expect(found[4].contains { $0.contains("/") }, "\(found[4])")
    #expect(found[5] == files)
    #expect(found[6] == ["main"], "in quotes")
    #expect(found[7] == ["acme-gateway/large-2"], "with a backslash")
    #expect(found[8] == files, "a configuration file as well as a folder")
    #expect(found[9] == ["special"], "of the store that the line names")
    #expect(found[10] == ["special"], "of the store that the line names in the other way")
  }
}
