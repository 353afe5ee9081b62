/// How often answers took how long.
package struct Latencies: Equatable, Sendable {
  /// Milliseconds and how many answers took so long, from the quickest.
  private var counts: [(milliseconds: Int64, count: Int)]
  /// How many answers there are.
  package let count: Int

  /// Makes them from `counts`, in any order.
  package init(_ counts: [(milliseconds: Int64, count: Int)]) {
    let summed = counts.reduce(into: [:]) { $0[$1.milliseconds, default: 0] += $1.count }
    self.counts = summed.filter { $0.value > 0 }.sorted { $0.key < $1.key }
      .map { (milliseconds: $0.key, count: $0.value) }
    count = self.counts.reduce(0) { $0 + $1.count }
  }

  /// The least length that `share` (above 0, to 1) of the answers did not exceed, by nearest rank; nil without answers.
  package func percentile(_ share: Double) -> Int64? {
    guard count > 0 else { return nil }
    let rank = max(Int((share * Double(count)).rounded(.up)), 1)
    var seen = 0
    for entry in counts {
      seen += entry.count
      if seen >= rank { return entry.milliseconds }
    }
    return counts.last?.milliseconds
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.counts.elementsEqual(right.counts) { $0 == $1 }
  }
}
