import PurserDomain

/// What a catalog's document held besides models, counted and with a few names of each kind.
package struct CatalogReport: Equatable, Sendable {
  /// What can be remarked of an entry.
  package enum Remark: String, Sendable, CaseIterable {
    /// It is no object; it is left out.
    case notAnObject = "not_an_object"
    /// It has no id that can be one; it is left out.
    case noID = "no_id"
    /// An earlier entry has its id; the earlier one counts.
    case doubled
    /// It says nothing of its prices.
    case noPrice = "no_price"
    /// Its price depends on the request.
    case variablePrice = "variable_price"
    /// A price is below zero; that price is not kept.
    case negativePrice = "negative_price"
    /// A price is no number; that price is not kept.
    case unreadablePrice = "unreadable_price"
    /// It does not say how much it takes.
    case noContext = "no_context"
    /// Its id begins with `~`: it stands for whatever model is the newest.
    case movingName = "moving_name"
    /// It will be taken away on a day that is named.
    case ending

    /// What is remarked, as words behind a number.
    package var words: String {
      switch self {
      case .notAnObject: "left out: no object"
      case .noID: "left out: no id"
      case .doubled: "left out: the id is there twice"
      case .noPrice: "without a price"
      case .variablePrice: "with a price that varies"
      case .negativePrice: "with a price below zero, not kept"
      case .unreadablePrice: "with a price that is no number, not kept"
      case .noContext: "without a context window"
      case .movingName: "with a name that moves (~)"
      case .ending: "that end on a day that is named"
      }
    }
  }

  /// Entries of one kind.
  package struct Found: Equatable, Sendable {
    package var remark: Remark
    package var count: Int
    /// The first few, cleaned.
    package var examples: [String]
  }

  /// Entries of the document, those that are left out included.
  package internal(set) var entries = 0
  private var counts: [Remark: Found] = [:]

  /// Nothing found yet.
  package init() {}

  /// What was found, in the order of `Remark`.
  package var found: [Found] { Remark.allCases.compactMap { counts[$0] } }

  mutating func note(_ remark: Remark, _ name: String) {
    var found = counts[remark] ?? Found(remark: remark, count: 0, examples: [])
    found.count += 1
    let shown = name.printable(limit: 80)
    if found.examples.count < 3, !shown.isEmpty { found.examples.append(shown) }
    counts[remark] = found
  }
}
