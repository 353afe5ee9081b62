/// Which models of OpenRouter's list a scan looks at.
package struct ScanFilter: Equatable, Sendable {
  /// Billions of parameters at least, floored; below 1 means any, and then the size need not be known.
  package var minParameters: Double?
  /// Days at most, floored; below 1 means any. A model without a date is never too old.
  package var maxAgeDays: Double?
  /// The text before the id's first slash, in any case of letters; blank means any.
  package var vendor: String?

  /// Makes a filter; without words it takes every free model.
  package init(
    minParameters: Double? = nil, maxAgeDays: Double? = nil, vendor: String? = nil
  ) {
    self.minParameters = minParameters
    self.maxAgeDays = maxAgeDays
    self.vendor = vendor
  }

  /// Returns the free models that fit, in the order of the list.
  package func apply(to models: [ScanModel], now: Timestamp) -> [ScanModel] {
    let wanted = vendor?.trimmed.scriptLowercased ?? ""
    let least = floored(minParameters, limit: 1e9)
    let days = floored(maxAgeDays, limit: 1e6)
    return models.filter { model in
      guard model.isFree else { return false }
      guard wanted.isEmpty || (model.vendor ?? model.id).scriptLowercased == wanted else {
        return false
      }
      guard least < 1 || (model.parameters ?? 0) >= Double(least) else { return false }
      guard days >= 1, let created = model.createdAt else { return true }
      return (now - created).milliseconds <= days * 86_400_000
    }
  }

  private func floored(_ value: Double?, limit: Double) -> Int64 {
    guard let value, value > 0 else { return 0 }
    return Int64(min(value, limit).rounded(.down))
  }
}
