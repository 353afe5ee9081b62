/// The first lines of `models status`.
package struct StatusHeader: Equatable, Sendable {
  /// Paths as shown.
  package var configPath: String
  package var agentDirectory: String
  /// The default model, and the text it was configured as when that differs.
  package var resolvedDefault: String
  package var writtenDefault: String
  package var fallbacks: [String]
  package var imageModel: String?
  package var imageFallbacks: [String]
  /// Name and model of each alias, in order.
  package var aliases: [(name: String, model: String)]
  /// The lines of the allowlist.
  package var allowed: [String]
  /// Whether a list is in force; without lines it then allows nothing.
  package var isLimited: Bool
  /// Where the four values come from (`agent`, `defaults`), shown when an agent was asked for; nil otherwise.
  package var sources: Sources?

  /// The layers of the values that an agent may override.
  package struct Sources: Equatable, Sendable {
    package var primary: String
    package var fallbacks: String
    package var imageModel: String
    package var imageFallbacks: String

    /// Makes the four words.
    package init(primary: String, fallbacks: String, imageModel: String, imageFallbacks: String) {
      self.primary = primary
      self.fallbacks = fallbacks
      self.imageModel = imageModel
      self.imageFallbacks = imageFallbacks
    }
  }

  /// Makes a header from its values.
  package init(
    configPath: String, agentDirectory: String, resolvedDefault: String, writtenDefault: String,
    fallbacks: [String], imageModel: String?, imageFallbacks: [String],
    aliases: [(name: String, model: String)], allowed: [String], isLimited: Bool = false,
    sources: Sources? = nil
  ) {
    self.configPath = configPath
    self.agentDirectory = agentDirectory
    self.resolvedDefault = resolvedDefault
    self.writtenDefault = writtenDefault
    self.fallbacks = fallbacks
    self.imageModel = imageModel
    self.imageFallbacks = imageFallbacks
    self.aliases = aliases
    self.allowed = allowed
    self.isLimited = isLimited
    self.sources = sources
  }

  package static func == (left: Self, right: Self) -> Bool { left.lines == right.lines }

  /// The lines, each a label padded to 14 characters, a colon and the value; `-` stands for none.
  package var lines: [String] {
    func source(_ word: String?) -> String { word.map { " (\($0))" } ?? "" }
    func list(_ texts: [String]) -> String { texts.isEmpty ? "-" : texts.joined(separator: ", ") }
    let from =
      writtenDefault.isEmpty || writtenDefault == resolvedDefault
      ? "" : " (from \(writtenDefault))"
    return [
      Self.line("Config", configPath),
      Self.line("Agent dir", agentDirectory),
      Self.line("Default" + source(sources?.primary), resolvedDefault + from),
      Self.line(
        "Fallbacks (\(fallbacks.count))" + source(sources?.fallbacks), list(fallbacks)),
      Self.line("Image model" + source(sources?.imageModel), imageModel ?? "-"),
      Self.line(
        "Image fallbacks (\(imageFallbacks.count))" + source(sources?.imageFallbacks),
        list(imageFallbacks)),
      Self.line("Aliases (\(aliases.count))", list(aliases.map { "\($0.name) -> \($0.model)" })),
      Self.line(
        "Configured models (\(allowed.count))",
        allowed.isEmpty ? isLimited ? "none" : "all" : list(allowed)),
    ]
  }

  /// One line: the label padded to 14 characters, a colon and the value without control characters, `-` when empty.
  package static func line(_ label: String, _ value: String) -> String {
    "\(Columns.padded(label, 14)): \(value.isEmpty ? "-" : value.printable(limit: 4000))"
  }
}
