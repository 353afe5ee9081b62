import Foundation
import PurserDomain
import PurserServices
import PurserTestSupport
import SecretKit
import SystemKit

/// A folder with files and programs that keep secrets.
struct SecretWorld {
  let folder: TemporaryFolder
  var declarations: [String: SecretProviderDeclaration] = [:]
  var defaults: [String: String] = [:]
  var environment: Environment
  var limits = SecretResolver.Limits()

  init(_ variables: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    environment = Environment(variables).setting("HOME", folder.path)
    // A machine of four busy cores may take long to start a shell.
    limits.timeoutMilliseconds = 60_000
  }

  /// Writes a file of secrets, mode 0600 unless told otherwise, and declares it.
  mutating func file(
    _ text: String, as name: String, mode: Int = 0o600,
    _ reading: SecretProviderDeclaration.File.Mode = .json
  ) throws {
    let path = try folder.write(text, to: name + ".secrets")
    try Self.setMode(path, mode)
    declarations[name] = SecretProviderDeclaration(
      .file(.init(path: path, mode: reading)))
  }

  /// Writes a shell script that leaves a line in `NAME.runs` for each run, and declares it.
  mutating func program(
    _ script: String, as name: String, mode: Int = 0o700,
    _ change: (inout SecretProviderDeclaration.Program) -> Void = { _ in }
  ) throws {
    let path = try folder.write(
      "#!/bin/sh\necho run >>'\(folder.path(name + ".runs"))'\n" + script + "\n", to: name + ".sh")
    try Self.setMode(path, mode)
    var program = SecretProviderDeclaration.Program(
      command: path, variables: ["PATH": "/usr/bin:/bin"])
    change(&program)
    if mode == 0o700 {
      // Other tests start programs meanwhile, which hold the script open for writing for a moment; the
      // system does not run such a file itself.
      program.command = "/bin/sh"
      program.arguments.insert(path, at: 0)
    }
    declarations[name] = SecretProviderDeclaration(.program(program))
  }

  private static func setMode(_ path: String, _ mode: Int) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  /// How often the program of that name ran.
  func runs(of name: String) -> Int {
    ((try? folder.text(name + ".runs")) ?? "").split(separator: "\n").count
  }

  /// The secret or, in angle brackets, the step at which it failed; for each reference as typed.
  func texts(_ references: String...) throws -> [String] {
    let parsed = references.map(Self.reference)
    let outcomes = try resolver.resolve(parsed)
    return parsed.map { reference in
      switch outcomes[reference] {
      case .success(let secret): secret.revealText() ?? ""
      case .failure(let error): "<\(error.step.rawValue)>"
      case nil: "<none>"
      }
    }
  }

  /// Why a reference gave no secret.
  func failure(_ text: String) throws -> UnresolvedSecret? {
    if case .failure(let error) = try resolver.resolve(Self.reference(text)) { error } else { nil }
  }

  private var resolver: SecretResolver {
    SecretResolver(
      declarations: declarations, defaults: defaults, environment: environment, limits: limits)
  }

  private static func reference(_ text: String) -> SecretReference {
    let parts = text.split(separator: ":", maxSplits: 2).map(String.init)
    return SecretReference(source: parts[0], provider: parts[1], id: parts[2])
  }
}
