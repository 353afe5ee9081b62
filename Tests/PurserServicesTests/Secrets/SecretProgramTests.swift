import Foundation
import Glibc
import PurserDomain
import PurserServices
import PurserTestSupport
import Testing

@Suite struct SecretProgramTests {
  private static let planted = "sk-PlantedPlantedPlanted0000000000"

  @Test func `one program is asked once for all of its secrets`() throws {
    var world = try SecretWorld()
    try world.program(
      #"""
      cat > "$0.request"
      echo '{"protocolVersion":1,"values":{"a/b":"one","c":"two","n":5},"errors":{"d":{"message":"no"}}}'
      """#, as: "vault")
    #expect(
      try world.texts(
        "exec:vault:a/b", "exec:vault:c", "exec:vault:d", "exec:vault:e", "exec:vault:n")
        == ["one", "two", "<failed>", "<not_found>", "<unusable>"])
    #expect(world.runs(of: "vault") == 1)
    #expect(
      try world.folder.text("vault.sh.request")
        == #"{"protocolVersion":1,"provider":"vault","ids":["a/b","c","d","e","n"]}"# + "\n")
  }

  @Test func `a program may print one secret alone where JSON is not insisted on`() throws {
    var world = try SecretWorld()
    try world.program("echo secret-$1", as: "plain") {
      $0.requiresJSON = false
      $0.arguments = ["lab; echo x"]
    }
    try world.program("echo secret", as: "strict")
    #expect(try world.texts("exec:plain:key") == ["secret-lab; echo x"])
    #expect(try world.texts("exec:plain:a", "exec:plain:b") == ["<unusable>", "<unusable>"])
    #expect(try world.texts("exec:strict:key") == ["<unusable>"])
  }

  @Test func `a program gets the variables it is given and no others`() throws {
    var world = try SecretWorld(["VAULT": "v", "OTHER": "o"])
    try world.program(#"echo "$VAULT-$OTHER-$SET""#, as: "plain") {
      $0.requiresJSON = false
      $0.passedVariables = ["VAULT", "UNSET"]
      $0.variables["SET"] = "s"
    }
    #expect(try world.texts("exec:plain:key") == ["v--s"])
  }

  @Test func `a program that fails, shouts or lies gives a reason and none of its words`() throws {
    var world = try SecretWorld()
    let words: [(String, script: String, step: UnresolvedSecret.Step)] = [
      ("fails", "echo \(Self.planted); echo \(Self.planted) >&2; exit 3", .failed),
      ("dies", "echo \(Self.planted); kill -9 $$", .failed),
      ("large", "while :; do echo \(Self.planted); done", .tooLarge),
      ("bytes", #"printf '\377\376\(Self.planted)'"#, .unusable),
      ("lines", "echo \(Self.planted); echo \(Self.planted)", .unusable),
      ("nothing", "true", .unusable),
      ("control", #"printf '\033[2J\(Self.planted)'"#, .unusable),
      ("version", #"echo '{"protocolVersion":2,"values":{"key":"\#(Self.planted)"}}'"#, .failed),
    ]
    for (name, script, _) in words {
      try world.program(script, as: name) { $0.requiresJSON = false }
    }
    for (name, _, step) in words {
      let failure = try #require(try world.failure("exec:\(name):key"))
      #expect(failure.step == step, "\(name)")
      #expect(!"\(failure)".contains("Planted"), "\(failure)")
    }
    #expect(UnresolvedSecret.reason == "unresolved_ref")
  }

  @Test func `much on standard error is no fault`() throws {
    var world = try SecretWorld()
    try world.program("head -c 3000000 /dev/zero >&2; echo fine", as: "noisy") {
      $0.requiresJSON = false
    }
    #expect(try world.texts("exec:noisy:key") == ["fine"])
  }

  @Test func `a program that hangs is killed with what it started`() throws {
    var world = try SecretWorld()
    try world.program(
      #"sleep 600 & echo $! > "$0.child"; mv "$0.child" "$0.pid"; wait"#, as: "hangs")
    // Long enough for the script to get to its waiting on a busy machine.
    world.limits.timeoutMilliseconds = 3000
    #expect(try world.failure("exec:hangs:key")?.step == .timedOut)
    let child = try #require(
      Int32(world.folder.text("hangs.sh.pid").trimmingCharacters(in: .newlines)))
    // What was killed is gone as soon as somebody took its end.
    while kill(child, 0) == 0, try Self.state(of: child) != "Z" { usleep(10_000) }
  }

  @Test func `a program that is missing or open to others is not run`() throws {
    var world = try SecretWorld()
    try world.program("echo secret", as: "open", mode: 0o722) { $0.requiresJSON = false }
    try world.program("echo secret", as: "still", mode: 0o600) { $0.requiresJSON = false }
    world.declarations["missing"] = SecretProviderDeclaration(.program(.init(command: "/no/such")))
    world.declarations["relative"] = SecretProviderDeclaration(.program(.init(command: "pass")))
    #expect(
      try world.texts("exec:open:k", "exec:still:k", "exec:missing:k", "exec:relative:k")
        == ["<insecure>", "<failed>", "<not_found>", "<not_allowed>"])
    #expect(world.runs(of: "open") == 0)
  }

  private static func state(of process: Int32) throws -> String? {
    let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return text?.split(separator: ")").last?.split(separator: " ").first.map(String.init)
  }
}
