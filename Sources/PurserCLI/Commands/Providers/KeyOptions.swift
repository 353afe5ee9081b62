import CommandKit
import PurserDomain
import PurserServices
import SystemKit

/// How a provider's key is given: by a reference, or as a literal that comes from anywhere but an argument.
struct KeyOptions: Equatable, Sendable {
  /// One way to give it.
  enum Way: Equatable, Sendable {
    case variable(String)
    case command(String)
    case secretRef(String)
    case marker(String)
    case secret(SecretSource)
    case none
  }

  /// Nil when nothing is said of the key.
  var way: Way?

  static let parameters = ParameterGroup(
    title: "Key",
    Option("key-env", "The key is in this environment variable.", value: "name"),
    Option("key-command", "The key is what this shell command prints.", value: "!command"),
    Option(
      "key-ref", "The key is kept by a SecretRef of the gateway.", value: "source:provider:id"),
    Option(
      "key-marker", "The gateway knows this word in place of a key, such as ollama-local.",
      value: "word"),
    Flag("key-stdin", "Read the key from standard input and seal it."),
    Option(
      "key-file", "Read the key from this file and seal it.", value: "path", completion: .files),
    Option(
      "key-from-env", "Read the key from this environment variable now and seal it.", value: "name"),
    Option("key-fd", "Read the key from this open file descriptor and seal it.", value: "n"),
    Flag("key-prompt", "Ask for the key on the terminal, without showing it, and seal it."),
    Flag("no-key", "Leave the provider without a key."),
    build: KeyOptions.checked)

  private static func checked(
    variable: String?, command: String?, secretRef: String?, marker: String?, stdin: Bool,
    file: PathText?, fromVariable: String?, descriptor: Int64?, prompt: Bool, none: Bool
  ) throws(UsageError) -> KeyOptions {
    let opened = try descriptor.map { number throws(UsageError) in
      try SecretSource(descriptor: number, option: "--key-fd")
    }
    let ways: [Way?] = [
      variable.map { .variable($0) }, command.map { .command($0) },
      secretRef.map { .secretRef($0) }, marker.map { .marker($0) },
      stdin ? .secret(.standardInput) : nil, file.map { .secret(.file($0.text)) },
      fromVariable.map { .secret(.variable($0)) },
      opened.map { .secret($0) },
      prompt ? .secret(.prompt) : nil, none ? Way.none : nil,
    ]
    let given = ways.compactMap { $0 }
    guard given.count <= 1 else {
      throw UsageError(
        .conflict, "The key is given in \(given.count) ways.",
        hint: "Keep one of the --key options.")
    }
    return KeyOptions(way: given.first)
  }

  /// Returns what becomes of the key; reads it where it is a literal. Nothing that looks like a key is
  /// accepted as a reference, or repeated.
  func change(
    of provider: Provider.ID, in context: CommandContext
  ) throws -> ProviderEdit.Key {
    let isSet: (String) -> Bool = { context.environment.nonEmpty($0) != nil }
    switch way {
    case nil: return .keep
    case .some(.none): return .clear
    case .variable(let name):
      return .reference(
        try typed("--key-env <name>", name) { (text: String) throws(TypedKey.Fault) in
          try TypedKey.variable(text, isSet: isSet)
        })
    case .command(let text):
      return .reference(try typed("--key-command <!command>", text, TypedKey.command))
    case .secretRef(let text):
      return .reference(try typed("--key-ref <source:provider:id>", text, TypedKey.secretRef))
    case .marker(let word):
      return .reference(try typed("--key-marker <word>", word, TypedKey.marker))
    case .secret(let source):
      return .secret(try context.secret(from: source, prompt: "Key of provider '\(provider)': "))
    }
  }

  private func typed(
    _ option: String, _ text: String, _ read: (String) throws(TypedKey.Fault) -> KeyReference
  ) throws(UsageError) -> KeyReference {
    do throws(TypedKey.Fault) {
      return try read(text)
    } catch {
      throw UsageError(
        .invalidValue, "The value for '\(option)' is invalid.", hint: error.hint)
    }
  }
}
