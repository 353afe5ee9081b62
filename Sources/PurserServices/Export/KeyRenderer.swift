import JSONKit
package import PurserDomain
package import SecretKit

/// Writes keys and headers as one dialect's readers understand them.
package struct KeyRenderer {
  package var dialect: ModelsDocument.Dialect
  /// Values of variables, for the literal dialect only.
  package var variables: [String: String]
  /// Opens a sealed value by its id, nil for one that does not open; nil where no secret may be written.
  package var unseal: ((Int64) throws -> SecretBytes?)?

  /// Needs `unseal` exactly where secrets were asked for.
  package init(
    dialect: ModelsDocument.Dialect, variables: [String: String] = [:],
    unseal: ((Int64) throws -> SecretBytes?)? = nil
  ) {
    self.dialect = dialect
    self.variables = dialect == .literal ? variables : [:]
    self.unseal = unseal
  }

  /// A text for the file, and what has to be said about it.
  struct Rendering: Equatable {
    var text: String
    var warning: String?
    /// Whether the text stands for a key kept elsewhere, so that it wins over what a file has.
    var isManaged = false
  }

  /// Returns the text for `key`, nil where none is given. Throws what opening a sealed value throws.
  func text(for key: KeyReference) throws -> Rendering? {
    switch key {
    case .none: return nil
    case .environment(let name): return variable(name)
    case .command(let text): return Rendering(text: text)
    case .marker(let word):
      if let name = KnownMarkers.variable(in: word) { return named(name, as: word) }
      guard dialect == .dollar, KeySpelling.isBareName(word) else {
        return Rendering(text: word, isManaged: true)
      }
      // Newer readers take upper-case words for variables; one that is sent itself is as good in small letters. [11.4]
      let isSent = KnownMarkers.isFiller(word) && !ProviderEnvironment.standard.knows(word)
      return Rendering(text: isSent ? word.scriptLowercased : "$" + word, isManaged: true)
    case .secretRef("env", _, let id): return variable(id)
    case .secretRef: return Rendering(text: KeySpelling.managedMarker, isManaged: true)
    case .template(let text): return template(text)
    case .placeholder(let text):
      return Rendering(
        text: dialect == .dollar ? KeySpelling.escaped(text) : text,
        warning: "The key has yet to be filled in.")
    case .sealed(let id, _): return try sealed(id)
    }
  }

  /// Returns the object with each header as text; members that cannot be one are left for the reader's
  /// rules to judge.
  func headers(_ headers: JSONObject) throws -> (object: JSONObject, warnings: [String: String]) {
    var result = JSONObject()
    var warnings: [String: String] = [:]
    for (name, value) in headers {
      let rendering = try header(value)
      result[name] = rendering.map { .string($0.text) } ?? value
      warnings[name] = rendering?.warning
    }
    return (result, warnings)
  }

  /// Returns the value with every sealed part replaced, at any depth.
  func resolved(_ value: JSON) throws -> JSON {
    switch value {
    case .object(let object):
      if let id = Self.sealedID(object) {
        // Kept for other readers, so not in the spelling of this file's keys.
        guard let text = try unseal?(id)?.revealText() else {
          return .string(KeySpelling.managedMarker)
        }
        return .string(text)
      }
      var result = JSONObject()
      for (key, member) in object { result[key] = try resolved(member) }
      return .object(result)
    case .array(let elements): return .array(try elements.map(resolved))
    default: return value
    }
  }

  /// The id in `{"$sealed": id, …}`.
  static func sealedID(_ object: JSONObject) -> Int64? { object["$sealed"]?.int64 }

  private func header(_ value: JSON) throws -> Rendering? {
    switch value {
    case .object(let object):
      if let id = Self.sealedID(object) { return try sealed(id) }
      guard let source = object["source"]?.string, let id = object["id"]?.string else { return nil }
      guard source == "env" else { return Rendering(text: KeySpelling.managedMarker) }
      // Older readers look a bare name up for headers too, but the gateways write this word.
      return named(id, as: "secretref-env:" + id)
    case .string(let text):
      if let name = KeySpelling.referencedName(in: text) {
        // A `$name` in small letters stands for itself to readers that fill nothing in. [11.4, 12.4]
        let isText =
          KeyText(text) == .literal && dialect != .dollar && (variables[name] ?? "").isEmpty
        return isText ? Rendering(text: text) : variable(name)
      }
      if let name = KnownMarkers.variable(in: text) { return named(name, as: text) }
      if text.utf8.first == UInt8(ascii: "!") { return Rendering(text: text) }
      if KeySpelling.holdsReference(text) { return template(text) }
      // As checks read it.
      if case .reference(.template) = KeyText(text) { return template(text) }
      let isName = KeySpelling.isBareName(text) && ProviderEnvironment.standard.knows(text)
      if isName { return variable(text) }
      return Rendering(text: dialect == .dollar ? KeySpelling.escaped(text) : text)
    default: return nil
    }
  }

  /// The variable `name` where the gateways write the marker `word` for it.
  private func named(_ name: String, as word: String) -> Rendering {
    dialect == .legacy ? Rendering(text: word, isManaged: true) : variable(name)
  }

  private func variable(_ name: String) -> Rendering {
    switch dialect {
    case .legacy: return Rendering(text: name, isManaged: true)
    case .dollar: return Rendering(text: "$" + name, isManaged: true)
    case .literal:
      guard let value = variables[name], !value.isEmpty else {
        return Rendering(
          text: name, warning: "'\(name)' is not set here, so its name was written.",
          isManaged: true)
      }
      return literal(value)
    }
  }

  private func template(_ text: String) -> Rendering {
    switch dialect {
    case .legacy:
      if let name = KeySpelling.referencedName(in: text) { return variable(name) }
      return Rendering(
        text: text, warning: "Readers of the legacy dialect do not fill in variables inside a text."
      )
    case .dollar: return Rendering(text: text)
    case .literal:
      guard let value = KeySpelling.expanded(text, value: { variables[$0] }) else {
        return Rendering(
          text: text, warning: "A variable of the text is not set here, so the text was written.")
      }
      return literal(value)
    }
  }

  private func sealed(_ id: Int64) throws -> Rendering {
    guard let unseal else { return Rendering(text: KeySpelling.managedMarker, isManaged: true) }
    guard let secret = try unseal(id) else {
      return Rendering(text: KeySpelling.managedMarker, isManaged: true)
    }
    guard let text = secret.revealText() else {
      return Rendering(
        text: KeySpelling.managedMarker, warning: "The key is not text and was not written.",
        isManaged: true)
    }
    // Sealed for a key in it, it is still a command, which readers of all dialects run. [11.4]
    if PlainCommand.isSealed(text) { return Rendering(text: text) }
    return literal(text)
  }

  /// A value to be read as itself, as far as the dialect can say that.
  private func literal(_ value: String) -> Rendering {
    if dialect == .dollar { return Rendering(text: KeySpelling.escaped(value)) }
    if value.utf8.first == UInt8(ascii: "!") {
      // Every reader would run it as a command.
      return Rendering(
        text: KeySpelling.managedMarker,
        warning: "A value that begins with '!' cannot be written in this dialect.", isManaged: true)
    }
    var warning: String?
    if KeySpelling.isBareName(value) {
      warning = "The value looks like the name of a variable; one of that name would win."
    } else if dialect == .literal, value.holds("$") {
      warning = "The value holds a '$', which newer readers take for a variable."
    }
    return Rendering(text: value, warning: warning)
  }
}
