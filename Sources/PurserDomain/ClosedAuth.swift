/// A provider in use that nothing serves, although something is stored for it.
package struct ClosedAuth: Equatable, Sendable {
  /// The canonical provider.
  package let provider: String
  /// What cannot be had and why, such as `openai:work undecryptable`.
  package let faults: [String]

  /// Sums up the phrases of the provider's closed profiles and what keeps its configured key from being had; nil when there is
  /// neither.
  package init?(_ provider: String, _ profiles: [String], keyFault: Eligibility?) {
    let faults = profiles + (keyFault.map { ["models.json \($0.closedWord)"] } ?? [])
    guard !faults.isEmpty else { return nil }
    (self.provider, self.faults) = (provider, faults)
  }
}

extension AuthProfile {
  /// Its id and why what is stored cannot be had: it does not open, or no declaration leads to it. Nil unless that is so.
  package var closedPhrase: String? {
    if secret == .undecryptable { return "\(id) \(Eligibility.undecryptable.closedWord)" }
    return exclusion == .unresolvedRef ? "\(id) \(Eligibility.unresolvedRef.closedWord)" : nil
  }
}

extension Eligibility {
  /// The word of lists for what is stored and cannot be had.
  package var closedWord: String { self == .unresolvedRef ? "unresolved" : rawValue }
}
