/// One line of an allowlist, read.
package enum AllowPattern: Equatable, Sendable {
  /// One model.
  case exact(ModelRef)
  /// Every model of a provider whose name begins with `prefix`, which is empty or ends in a slash.
  case wildcard(provider: String, prefix: String)

  /// Why a line could not be read.
  package enum Fault: String, Error, Equatable, Sendable {
    case empty = "it is empty"
    case emptySegment = "a part between the slashes is empty"
    case whiteSpace = "it holds white space"
    case control = "it holds a control character"
    case wildcard = "'*' is allowed only alone, as the last part after a provider"
    case unreadable = "it names no model"
    case tooLong = "it is longer than 512 bytes"
  }

  /// Reads an entry of a policy: an alias, `provider/model`, `provider/*` or `provider/prefix/*`.
  ///
  /// Parts are trimmed; an empty part, white space or control characters inside one, and a `*` anywhere but alone at the end
  /// are faults. A bare name is read as `resolver` reads it.
  package init(_ text: String, resolver: ModelResolver) throws(Fault) {
    let trimmed = text.trimmed
    if trimmed.isEmpty { throw .empty }
    if let alias = resolver.aliases.lookup(trimmed) {
      self = .exact(alias.target)
      return
    }
    if isPlainReference(trimmed), let ref = resolver.resolve(trimmed)?.ref {
      self = .exact(ref)
      return
    }
    let parts = segments(trimmed)
    if let fault = fault(of: parts) { throw fault }
    let stars = parts.filter { $0.holds("*") }
    if stars.isEmpty {
      guard let ref = resolver.resolve(parts.joined(separator: "/"))?.ref else { throw .unreadable }
      self = .exact(ref)
      return
    }
    guard stars.count == 1, parts.last == "*", parts.count > 1 else { throw .wildcard }
    self = Self.wildcard(parts, naming: resolver.naming)
  }

  /// Reads a key of a `models` map, which older gateways take as their allowlist: a reference without aliases,
  /// or `provider/*`. Anything the reference rules accept is accepted.
  package init(mapKey text: String, naming: ModelNaming, defaultProvider: String) throws(Fault) {
    let parts = text.holds("*") ? segments(text.trimmed) : []
    if parts.count > 1, parts.last == "*", !parts.contains("") {
      self = Self.wildcard(parts, naming: naming)
      return
    }
    guard let ref = naming.reference(text, defaultProvider: defaultProvider) else {
      throw text.trimmed.isEmpty ? .empty : .unreadable
    }
    self = .exact(ref)
  }

  /// Whether a line of a policy can name `ref` alone.
  package static func canName(_ ref: ModelRef) -> Bool {
    let parts = segments(ref.key)
    return parts.joined(separator: "/") == ref.key && !ref.key.holds("*") && fault(of: parts) == nil
  }

  private static func wildcard(_ parts: [String], naming: ModelNaming) -> AllowPattern {
    let prefix = parts.dropFirst().dropLast().map { $0 + "/" }.joined()
    return .wildcard(provider: naming.provider(parts[0]), prefix: prefix)
  }

  /// Whether the pattern covers `ref`, by whole parts and with regard to case.
  package func matches(_ ref: ModelRef) -> Bool {
    switch self {
    case .exact(let model): model == ref
    case .wildcard(let provider, let prefix):
      ref.provider == provider && ref.model.utf8.count > prefix.utf8.count
        && ref.model.utf8.starts(with: prefix.utf8)
    }
  }

  /// The provider whose models it covers.
  package var provider: String {
    switch self {
    case .exact(let ref): ref.provider
    case .wildcard(let provider, _): provider
    }
  }

  /// The canonical spelling, as an entry would be written.
  package var text: String {
    switch self {
    case .exact(let ref): ref.key
    case .wildcard(let provider, let prefix): "\(provider)/\(prefix)*"
    }
  }
}

/// Whether `text` is printable ASCII without `*`, white space or an empty part: nearly every line is.
private func isPlainReference(_ text: String) -> Bool {
  var last = UInt8(ascii: "/")
  for byte in text.utf8 {
    if byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "*") { return false }
    if byte == UInt8(ascii: "/"), last == byte { return false }
    last = byte
  }
  return last != UInt8(ascii: "/")
}

/// What keeps a line from naming anything, whatever it would name.
private func fault(of parts: [String]) -> AllowPattern.Fault? {
  if parts.contains("") { return .emptySegment }
  let scalars = parts.lazy.flatMap(\.unicodeScalars)
  if scalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) { return .control }
  return scalars.contains(where: \.isScriptSpace) ? .whiteSpace : nil
}

private func segments(_ text: String) -> [String] {
  text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    .map { (String($0) ?? "").trimmed }
}
