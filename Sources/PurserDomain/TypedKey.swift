/// Reads references to keys as people type them. What looks like the key itself is refused, and no fault
/// repeats what was typed.
package enum TypedKey {
  /// Why a text is no reference of the wanted kind.
  package struct Fault: Error, Equatable, Sendable {
    /// What to give instead, as a sentence.
    package let hint: String

    /// Makes a fault.
    package init(_ hint: String) {
      self.hint = hint
    }
  }

  /// Reads the name of an environment variable. A name that could be a key counts only when a provider is
  /// known by it or `isSet` knows it.
  package static func variable(
    _ text: String, isSet: (String) -> Bool
  ) throws(Fault) -> KeyReference {
    guard EnvironmentName.isValid(text) else {
      throw Fault("Give the name of a variable, not its value: letters, digits and '_'.")
    }
    let isName =
      EnvironmentName.isName(text) || ProviderEnvironment.standard.knows(text) || isSet(text)
    guard isName else {
      throw Fault(
        "It looks like a key, not like the name of a variable. A key is read with --key-stdin.")
    }
    return .environment(name: text)
  }

  /// Reads a shell command that prints the key, with or without its leading `!`.
  package static func command(_ text: String) throws(Fault) -> KeyReference {
    let trimmed = text.trimmed
    let command = trimmed.utf8.first == UInt8(ascii: "!") ? trimmed : "!" + trimmed
    guard !trimmed.isEmpty, trimmed != "!" else { throw Fault("Give a command.") }
    guard case .reference(.command(let kept)) = KeyText(command), PlainCommand.matches(kept) else {
      throw Fault(
        "The command holds what looks like a key, or a control character. It would be stored as it is."
      )
    }
    return .command(text: kept)
  }

  /// Reads a word that gateways write where a key is kept elsewhere or not needed.
  package static func marker(_ text: String) throws(Fault) -> KeyReference {
    let trimmed = text.trimmed
    guard KnownMarkers.contain(trimmed) else {
      throw Fault("It is none of the words that gateways know, such as ollama-local.")
    }
    return .marker(word: trimmed)
  }

  /// Reads `source:provider:id`; an id may hold colons.
  package static func secretRef(_ text: String) throws(Fault) -> KeyReference {
    guard let (source, rest) = text.trimmed.split(atFirst: ":"),
      let (provider, id) = rest.split(atFirst: ":")
    else { throw Fault("Write it as SOURCE:PROVIDER:ID, for example env:default:LAB_KEY.") }
    if let fault = KeyText.secretRefFault(source: source, provider: provider, id: id) {
      throw Fault("The reference cannot be used: \(fault).")
    }
    guard !SecretShape.hasKnownPrefix(id) else {
      throw Fault("The id looks like a key. A key is read with --key-stdin.")
    }
    return .secretRef(source: source, provider: provider, id: id)
  }
}

extension TypedKey {
  /// Says what is wrong with a header that stands on a command line, nil when it may: its value must be a
  /// reference or ordinary text.
  package static func headerFault(
    name: String, value: String, isSet: (String) -> Bool
  ) -> Fault? {
    if let fault = HeaderName.fault(in: name) { return Fault(fault) }
    if value.utf8.count > 8192 { return Fault("A header has at most 8192 bytes here.") }
    if value.hasUnprintable { return Fault("A header holds no control characters.") }
    if case .literal = HeaderText(name: name, value: value, isSet: isSet) {
      return Fault(
        "It may be a secret. Name a variable as $NAME, or use --header-stdin or --header-from-env.")
    }
    return nil
  }
}
