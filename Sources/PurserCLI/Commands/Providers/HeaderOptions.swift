import CommandKit
import PurserDomain
import PurserServices
import SystemKit

/// Headers that a provider wants.
struct HeaderOptions: Equatable, Sendable {
  var plain: [NamedText]
  var fromInput: String?
  var fromVariables: [NamedText]
  var removed: [String]

  static let parameters = ParameterGroup(
    title: "Headers",
    Option(
      "header", "Send this header; its value is ordinary text, $NAME, ${NAME} or !command.",
      value: "name=value", separator: nil, isSensitive: true),
    Option(
      "header-stdin", "Read the value of this header from standard input and seal it.",
      value: "name"),
    Option(
      "header-from-env", "Read the value of a header from a variable now and seal it.",
      value: "name=variable", separator: nil, isSensitive: true),
    Option("remove-header", "Do not send this header any more.", value: "name"),
    build: HeaderOptions.init(plain:fromInput:fromVariables:removed:))

  /// Returns what becomes of the headers; reads the values that are literals.
  func changes(
    in context: CommandContext
  ) throws -> [(name: String, change: ProviderEdit.Header)] {
    let names =
      removed + plain.map(\.name) + fromVariables.map(\.name) + [fromInput].compactMap { $0 }
    // The values are in no record; the names are stored and shown.
    if names.contains(where: { !KeyLikeText.parts(of: $0).isEmpty }) { throw UsageError.typedKey() }
    try refuseRepeated(
      plain.map(\.name) + fromVariables.map(\.name) + [fromInput].compactMap { $0 })
    var changes: [(name: String, change: ProviderEdit.Header)] = []
    for name in removed { changes.append((try checked(name), .clear)) }
    for header in plain {
      guard !header.value.hasReplacement else {
        throw UsageError(
          .invalidValue,
          "The value for '--header <name=value>' holds U+FFFD, which stands for bytes that are no UTF-8.",
          hint: "Give the value in UTF-8.")
      }
      let isSet = { context.environment.nonEmpty($0) != nil }
      let fault = TypedKey.headerFault(name: header.name, value: header.value, isSet: isSet)
      if let fault {
        let isName = HeaderName.fault(in: header.name) == nil
        throw UsageError(
          .invalidValue,
          isName
            ? "The header '\(header.name)' is not accepted on the command line."
            : "The value for '--header <name=value>' is invalid.", hint: fault.hint)
      }
      changes.append((header.name, .text(KeyText.braced(header.value, isSet: isSet))))
    }
    for header in fromVariables {
      let name = try checked(header.name)
      let value = try context.secret(from: .variable(header.value), prompt: "")
      changes.append((name, .secret(value)))
    }
    if let fromInput {
      let name = try checked(fromInput)
      changes.append((name, .secret(try context.secret(from: .standardInput, prompt: ""))))
    }
    return changes
  }

  /// Names of headers are one whatever their letters' case is, so only one of two values could be meant.
  private func refuseRepeated(_ names: [String]) throws(UsageError) {
    var seen: [String: String] = [:]
    for name in names {
      guard let other = seen.updateValue(name, forKey: name.scriptLowercased) else { continue }
      throw UsageError(
        .invalidValue, "The header '\(other.printable(limit: 80))' is given two values.",
        hint: "Give each header once.")
    }
  }

  private func checked(_ name: String) throws(UsageError) -> String {
    guard let fault = HeaderName.fault(in: name) else { return name }
    throw UsageError(.invalidValue, "A header's name is invalid.", hint: fault)
  }
}

/// A name and a text as they are typed: `X-Team=blue`.
struct NamedText: ArgumentValue, Equatable {
  let name: String
  let value: String

  init(argument: String) throws(ArgumentFault) {
    guard let (name, value) = argument.split(atFirst: "="), !name.isEmpty, !value.isEmpty else {
      throw ArgumentFault("Write it as NAME=VALUE.")
    }
    self.name = name
    self.value = value
  }

  var argumentText: String { "\(name)=\(value)" }
}
