package import PurserDomain

/// Tells failures apart and writes down what is kept of them; the same evidence is looked at once.
package final class FailureJudge {
  /// What was made of one failure.
  package struct Judgement: Sendable {
    package let verdict: FailureVerdict
    /// The reported code, fit to be stored.
    package let code: String?
    /// What decided and, where it may be kept, what the provider said.
    package let detail: String
  }

  private var known: [FailureEvidence: Judgement] = [:]
  // Runtimes send the same few texts again and again; a hostile one must not fill the memory.
  private static let mostKnown = 2_048
  private static let longestKnown = 4_096
  private static let longestText = 300

  /// Makes a judge that knows nothing yet.
  package init() {}

  /// Returns what `evidence` says; never fails.
  package func judge(_ evidence: FailureEvidence) -> Judgement {
    if let judgement = known[evidence] { return judgement }
    let verdict = FailureClassifier.classify(evidence)
    let judgement = Judgement(
      verdict: verdict, code: evidence.code.map { Redaction.redacted($0, limit: 100) },
      detail: Self.detail(of: evidence, verdict))
    if known.count < Self.mostKnown, (evidence.message?.utf8.count ?? 0) <= Self.longestKnown {
      known[evidence] = judgement
    }
    return judgement
  }

  /// What decided, and behind it the provider's text without credentials. Of a refused credential the text is left
  /// out: providers repeat the key in it, and not each key looks like one.
  private static func detail(of evidence: FailureEvidence, _ verdict: FailureVerdict) -> String {
    let rule = verdict.rule.printable(limit: 200)
    if verdict.reason == .auth || verdict.reason == .authPermanent { return rule }
    guard let message = evidence.message?.trimmed, !message.isEmpty else { return rule }
    let text = Redaction.redacted(ProviderError(message).readable, limit: longestText)
    return text.isEmpty ? rule : "\(rule); \(text)"
  }
}
