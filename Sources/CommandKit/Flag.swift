extension ParameterDescription {
  /// What every program takes beside its own options; the scanner knows it by itself.
  static let version = Flag("version", "Show the version.", short: "V").description
}

/// A name alone: present or not. A negatable flag has a default and accepts `--no-NAME`.
package struct Flag: Parameter {
  fileprivate let description: ParameterDescription
  private let fallback: Bool

  /// Declares a flag. `name` has no dashes, `help` is a sentence.
  package init(
    _ name: String,
    _ help: String,
    short: Character? = nil,
    aliases: [String] = [],
    isHidden: Bool = false
  ) {
    fallback = false
    description = ParameterDescription(
      kind: .flag, name: name, aliases: aliases, short: short, valueName: name, help: help,
      isHidden: isHidden)
  }

  /// Declares a flag that can be switched on with `--NAME` and off with `--no-NAME`.
  package init(_ name: String, _ help: String, negatableWithDefault fallback: Bool) {
    self.fallback = fallback
    description = ParameterDescription(
      kind: .flag, name: name, valueName: name, help: help,
      defaults: [fallback ? "--\(name)" : "--no-\(name)"], isNegatable: true)
  }

  package var descriptions: [ParameterDescription] { [description] }

  package func read(_ words: WordReader) throws(UsageError) -> Bool {
    guard let last = words.takeOption(description.name).last else { return fallback }
    return !last.isNegated
  }
}
