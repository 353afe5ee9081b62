package import PurserDomain

/// What the tokens of one model cost.
package enum ProbePrice: Equatable, Sendable {
  /// Nothing: a listing, or a server of one's own.
  case free
  /// Micro-dollars per million tokens.
  case known(input: Int64, output: Int64)
  /// Nobody says.
  case unknown

  /// Reads a model's prices; one that has a price for one side only counts as unknown.
  package init(_ cost: ModelCost?) {
    guard let input = cost?.inputMicroUSD, let output = cost?.outputMicroUSD, input >= 0,
      output >= 0
    else {
      self = .unknown
      return
    }
    self = .known(input: input, output: output)
  }

  /// Returns the price of so many tokens, rounded up to whole micro-dollars; nil when it is unknown.
  package func cost(input: Int64, output: Int64) -> Money? {
    switch self {
    case .free: return Money(microUSD: 0)
    case .unknown: return nil
    case .known(let inputPrice, let outputPrice):
      let (left, isLeftOver) = input.multipliedReportingOverflow(by: inputPrice)
      let (right, isRightOver) = output.multipliedReportingOverflow(by: outputPrice)
      let (sum, isOver) = left.addingReportingOverflow(right)
      guard !isLeftOver, !isRightOver, !isOver, sum <= .max - 999_999 else { return nil }
      return Money(microUSD: (sum + 999_999) / 1_000_000)
    }
  }
}
