import PurserTestSupport
import Testing

/// `scripts/install`, with a program that a test makes.
struct InstallTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(try Repository.text("scripts/install"), to: "scripts/install")
  }

  /// Installs a program whose text for `failing` ends in the middle.
  private func install(failing: String) throws -> ProgramResult {
    let program = try folder.write(
      """
      #!/bin/sh
      echo "half of $*"
      [ "$*" = "\(failing)" ] && exit 3
      echo "all of $*"
      """, to: "program")
    try folder.setMode("program", 0o755)
    try folder.write("#!/bin/sh\necho '\(program)'\n", to: "scripts/build-release")
    try folder.setMode("scripts/build-release", 0o755)
    return try ProgramRunner(
      environment: ["PATH": "/usr/bin:/bin"], program: "/usr/bin/bash"
    ).run([folder.path("scripts/install"), "--prefix", folder.path("prefix")])
  }

  @Test func `half a completion took the place of the one that was installed`() throws {
    let name = "prefix/share/zsh/site-functions/_purser"
    #expect(try install(failing: "nothing").exitCode == 0)
    let whole = "half of completion zsh\nall of completion zsh\n"
    #expect(try folder.text(name) == whole)
    #expect(try folder.mode(name) == 0o644 && folder.mode("prefix/bin/purser") == 0o755)
    let result = try install(failing: "completion zsh")
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("_purser' was not written."))
    #expect(try folder.text(name) == whole)
    #expect(!folder.exists(name + ".new"))
  }
}
