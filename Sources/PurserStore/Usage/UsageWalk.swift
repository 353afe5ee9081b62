import PurserDomain

/// From one account to the next in their order, past those that a filter does not want.
struct UsageWalk {
  private let filter: UsageFilter
  /// In the order of the database; nil when every scope is wanted.
  private let scopes: [String]?

  /// Where the next account is looked for.
  enum Step: Equatable {
    /// The first of a provider at a scope, or the first behind.
    case at(provider: String, scope: String)
    case after(UsageAccount)
    case afterProvider(String)
  }

  /// Time and limit of `filter` do not count.
  init(_ filter: UsageFilter) {
    self.filter = filter
    scopes = filter.scopes.map { scopes in
      scopes.map(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  /// The first step; nil when nothing is wanted.
  var start: Step? {
    let provider = filter.provider ?? ""
    guard let scopes else { return .at(provider: provider, scope: "") }
    return scopes.first.map { .at(provider: provider, scope: $0) }
  }

  /// Returns the step that leads on from an account; nil when none that is wanted can follow.
  func step(from account: UsageAccount) -> Step? {
    let provider = account.provider
    if let wanted = filter.provider, wanted != provider { return nil }
    guard let scopes else { return .after(account) }
    let place = scopes.partition(before: account.scope.text)
    guard place < scopes.count else {
      return filter.provider == nil ? .afterProvider(provider) : nil
    }
    if scopes[place] == account.scope.text { return .after(account) }
    return .at(provider: provider, scope: scopes[place])
  }

  /// Whether an account is wanted.
  func admits(_ account: UsageAccount) -> Bool {
    guard filter.provider.map({ $0 == account.provider }) ?? true,
      filter.profile.map({ $0 == account.profile }) ?? true
    else { return false }
    guard let scopes else { return true }
    let place = scopes.partition(before: account.scope.text)
    return place < scopes.count && scopes[place] == account.scope.text
  }
}

extension [String] {
  /// How many of these, which are sorted by their bytes, stand before `text`.
  fileprivate func partition(before text: String) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].utf8.lexicographicallyPrecedes(text.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}
