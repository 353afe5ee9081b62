/// What a `models.json` is made from besides the providers: how the present file counts, and how its
/// readers spell a reference to a key.
package enum ModelsDocument {
  /// How an export treats the file that is there.
  package enum Mode: String, CaseIterable, Sendable {
    /// The file's own providers stay, and its key and endpoint where the rules say so.
    case merge
    /// The file is ignored.
    case replace
  }

  /// How a key that stands somewhere else is named in the file. The readers of the file changed this
  /// incompatibly in mid 2026, so an export has to know which reader it writes for.
  package enum Dialect: String, CaseIterable, Sendable {
    /// `NAME`: readers before that change, and the gateways.
    case legacy
    /// `$NAME`: readers since.
    case dollar
    /// The value itself.
    case literal
  }
}
