/// Which model a credential is tried on where nobody names one.
package enum ProbeModel {
  /// Returns the first of `candidates` that belongs to `provider`, else the best of its `catalog`, else `usual`; nil
  /// when there is none.
  ///
  /// `candidates` are the models of the configuration: default, fallbacks, image model, its fallbacks, allowlist;
  /// `catalog` the ids of the models that are known of the provider; `usual` the id its manifest names.
  package static func choose(
    of provider: String, candidates: [ModelRef], catalog: @autoclosure () throws -> [String],
    usual: String? = nil
  ) rethrows -> ModelRef? {
    if let first = candidates.first(where: { $0.provider == provider }) { return first }
    let id = best(of: try catalog(), provider: provider) ?? usual
    return id.map { ModelRef(provider: provider, model: $0) }
  }

  /// The first of a catalog; of Anthropic's the cheapest that is sure to be there.
  private static func best(of catalog: [String], provider: String) -> String? {
    guard provider == "anthropic" else { return catalog.first }
    return catalog.enumerated().min {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }?.element
  }

  private static func rank(_ id: String) -> Int {
    if let date = id.droppingPrefix("claude-haiku-4-5-"), date.utf8.count == 8,
      date.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
    {
      return 0
    }
    if id == "claude-haiku-4-5" { return 1 }
    let families = ["claude-sonnet-5", "claude-sonnet-4-6", "claude-sonnet-4-"]
    if let place = families.firstIndex(where: id.hasPrefix) { return 2 + place }
    return id.hasPrefix("claude-3-") ? 6 : 5
  }
}
