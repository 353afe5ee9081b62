/// What of a scan is best, and what is offered first.
package enum ScanRanking {
  /// Returns the results for people: those that take images first, then by how quickly they called a tool, by context, size
  /// and name. A failed check counts as no latency, however quickly it failed.
  package static func text(_ results: [ScanResult]) -> [ScanResult] {
    sorted(results, latency: \.tool.goodLatency) { left, right in
      left.image.isOK == right.image.isOK ? nil : left.image.isOK
    }
  }

  /// Returns the results by how quickly they took an image, then by context, size and name.
  package static func images(_ results: [ScanResult]) -> [ScanResult] {
    sorted(results, latency: \.image.goodLatency) { _, _ in nil }
  }

  /// Returns what may become a fallback, best first: the models that called a tool.
  package static func candidates(_ results: [ScanResult]) -> [ScanResult] {
    text(results.filter(\.tool.isOK))
  }

  /// Returns what may become a fallback for images, best first: the models that took one.
  package static func imageCandidates(_ results: [ScanResult]) -> [ScanResult] {
    images(results.filter(\.image.isOK))
  }

  /// Returns the first `count` of the candidates; where some also take images, only those count.
  package static func preselected(_ candidates: [ScanResult], count: Int) -> [ScanResult] {
    let both = candidates.filter(\.image.isOK)
    return Array((both.isEmpty ? candidates : both).prefix(max(0, count)))
  }

  private static func sorted(
    _ results: [ScanResult], latency: (ScanResult) -> TimeSpan?,
    first: (ScanResult, ScanResult) -> Bool?
  ) -> [ScanResult] {
    // The place keeps equal ones in their order.
    results.enumerated().sorted { left, right in
      if let answer = first(left.element, right.element) { return answer }
      let times = (latency(left.element), latency(right.element))
      if times.0 != times.1 {
        return (times.0?.milliseconds ?? .max) < (times.1?.milliseconds ?? .max)
      }
      let (a, b) = (left.element.model, right.element.model)
      let contexts = (a.contextLength ?? 0, b.contextLength ?? 0)
      if contexts.0 != contexts.1 { return contexts.0 > contexts.1 }
      let sizes = (a.parameters ?? 0, b.parameters ?? 0)
      if sizes.0 != sizes.1 { return sizes.0 > sizes.1 }
      if a.ref != b.ref { return a.ref.key.precedesInLists(b.ref.key) }
      return left.offset < right.offset
    }.map(\.element)
  }
}
