/// One line of `models list`.
package struct ModelRow: Equatable, Sendable {
  /// What the catalog or a provider definition says of a model.
  package struct Known: Equatable, Sendable {
    package var id: String
    package var name: String?
    package var input: [String]?
    package var contextWindow: Int64?
    package var baseURL: String?

    /// Makes a description; what is nil is not known.
    package init(
      id: String, name: String? = nil, input: [String]? = nil, contextWindow: Int64? = nil,
      baseURL: String? = nil
    ) {
      self.id = id
      self.name = name
      self.input = input
      self.contextWindow = contextWindow
      self.baseURL = baseURL
    }
  }

  /// Canonical key.
  package var key: String
  /// Display name; the id or the key where there is none.
  package var name: String
  /// Modalities joined with `+`, `-` when the model is not known.
  package var input: String
  /// Tokens; nil when not known.
  package var contextWindow: Int64?
  /// Whether its endpoint is on this machine; nil when the model is not known.
  package var local: Bool?
  /// Whether its provider has a credential; nil when the model is not known.
  package var available: Bool?
  /// Where the configuration names it, then `alias:a,b`, or `missing` at the end.
  package var tags: [String]
  /// Whether neither catalog nor configuration defines the model.
  package var missing: Bool
  /// What catalogs say of a configured model: `retired`, `unknown` or `deprecated`; nil for nothing. It stands among the
  /// tags as well.
  package var mark: String?

  /// Makes a row from its fields.
  package init(
    key: String, name: String, input: String, contextWindow: Int64?, local: Bool?, available: Bool?,
    tags: [String], missing: Bool, mark: String? = nil
  ) {
    self.key = key
    self.name = name
    self.input = input
    self.contextWindow = contextWindow
    self.local = local
    self.available = available
    self.tags = tags
    self.missing = missing
    self.mark = mark
    if let mark { self.tags.append(mark) }
  }

  /// Makes the row of a model; without `known` it is a missing one, which shows no aliases.
  package init(
    key: String, known: Known?, tags: [String], aliases: [String] = [], isAvailable: Bool,
    mark: String? = nil
  ) {
    guard let known else {
      self.init(
        key: key, name: key, input: "-", contextWindow: nil, local: nil, available: nil,
        tags: tags + ["missing"], missing: true, mark: mark)
      return
    }
    let named = known.name.flatMap { $0.isEmpty ? nil : $0 } ?? known.id
    let modalities = known.input.flatMap { $0.isEmpty ? nil : $0 } ?? ["text"]
    self.init(
      key: key, name: named, input: modalities.joined(separator: "+"),
      contextWindow: known.contextWindow, local: known.baseURL.map(LocalURL.isLocal) ?? false,
      available: isAvailable,
      tags: tags + (aliases.isEmpty ? [] : ["alias:" + aliases.joined(separator: ",")]),
      missing: false, mark: mark)
  }

  /// The heading of the table.
  package static var header: String {
    cells(["Model", "Input", "Ctx", "Local", "Auth", "Tags"])
  }

  /// The row as a line of the table, without control characters and cut to its columns.
  package var line: String {
    func word(_ flag: Bool?) -> String { flag.map { $0 ? "yes" : "no" } ?? "-" }
    return Self.cells([
      Columns.truncated(key.printable(limit: 500), 42), input.isEmpty ? "-" : input.printable(),
      Columns.tokens(contextWindow), word(local), word(available),
      tags.map { $0.printable() }.joined(separator: ","),
    ])
  }

  private static func cells(_ texts: [String]) -> String {
    zip(texts, [42, 10, 8, 5, 5, 0]).map { Columns.padded($0, $1) }.joined(separator: " ")
  }
}
