import Foundation
import PurserTestSupport
import Testing

/// A secret that is typed on a real terminal, which `script` of util-linux makes.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
struct SecretPromptTests {
  private static let add =
    "\"$PURSER\" providers add lab --base-url https://lab.example --api openai-completions --key-prompt"

  /// Types `keys` (as `printf` writes them) when the prompt has appeared, and returns what the terminal showed.
  private func typed(_ keys: String, in world: FleetWorld) throws -> String {
    try world.succeed("init")
    let result = try world.shell(
      """
      mkfifo keys
      script -qefc '\(Self.add); echo "ended $?"; stty -a | grep -o -e "-*echo "' shown <keys >/dev/null &
      exec 8>keys
      until grep -q "Key of" shown 2>/dev/null; do sleep 0.05; done
      printf '\(keys)' >&8
      until grep -q "^ *-*echo" shown; do sleep 0.05; done
      exec 8>&-
      wait
      cat shown
      """)
    return result.output
  }

  @Test func `the first interrupt at a question ends the command`() throws {
    let world = try FleetWorld(examples: false)
    try world.succeed("init")
    try world.succeed("agents", "add", "main")
    let result = try world.shell(
      """
      mkfifo keys
      script -qefc '"$PURSER" agents remove main; echo "ended $?"' shown <keys >/dev/null &
      exec 8>keys
      until grep -q "y/N" shown 2>/dev/null; do sleep 0.05; done
      printf '\\003' >&8
      n=0
      until grep -q "^ended" shown || [ $n -ge 100 ]; do sleep 0.05; n=$((n + 1)); done
      exec 8>&-
      wait
      cat shown
      """)
    #expect(result.output.contains("ended 130"), "\(result)")
    #expect(try world.sqlite("SELECT count(*) FROM agent") == "1")
  }

  @Test func `a typed key is not shown, but its ends are told`() throws {
    let world = try FleetWorld(examples: false)
    let shown = try typed("sk-typed-0123456789abcdef\\n", in: world)
    #expect(!shown.contains("sk-typed-0123456789abcdef"))
    #expect(shown.contains("Read sk-typed...89abcdef"), "\(shown)")
    #expect(shown.contains("ended 0"))
    #expect(try world.succeed("providers", "show", "lab").contains("sk-typed...89abcdef"))
  }

  @Test func `an interrupt at the prompt leaves the terminal as it was`() throws {
    let world = try FleetWorld(examples: false)
    let shown = try typed("sk-typed\\003", in: world)
    #expect(!shown.contains("sk-typed"))
    #expect(shown.contains("ended 130"), "\(shown)")
    #expect(shown.contains("\necho"), "\(shown)")
    #expect(try world.sqlite("SELECT count(*) FROM secret") == "0")
  }
}
