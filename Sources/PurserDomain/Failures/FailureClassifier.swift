/// Tells from what a runtime reports what kind of failure it was.
///
/// The order of the evidence: what was reported as known; codes that decide against anything; the status, reported or at the
/// head of the text, with the text at hand; without one reported, a certificate that was refused; codes; the text.
package enum FailureClassifier {
  /// Returns the class of `evidence` and what decided; never fails, and takes time by the length of the texts,
  /// of which at most 64 KiB are looked at.
  package static func classify(_ evidence: FailureEvidence) -> FailureVerdict {
    if let reported = evidence.reported {
      return FailureVerdict(reason: reported, rule: "reported")
    }
    return FailureReading(evidence).verdict
  }
}

/// The evidence of one failure, read.
private struct FailureReading {
  let evidence: FailureEvidence
  let provider: String?
  let text: FailureRuleBook.Reading
  /// The code and the error type, in lower case and without what no code has.
  let code: String?
  let type: String?
  /// What all words together say; nil when none of them says anything.
  let said: FailureVerdict?

  init(_ evidence: FailureEvidence) {
    self.evidence = evidence
    provider = evidence.provider
    text = FailureRuleBook.reading(FailureMessage(evidence.message ?? ""))
    code = evidence.code.flatMap(Self.word)
    type = evidence.errorType.flatMap(Self.word)
    said = Self.said(text, code: code, type: type, evidence: evidence)
  }

  private static func word(_ text: String) -> String? {
    let word = String(decoding: FailureMessage(String(text.prefix(256))).bytes, as: UTF8.self)
    return word.isEmpty ? nil : word
  }

  var verdict: FailureVerdict {
    for code in [code, type].compactMap({ $0 }) + text.text.members(of: "code") {
      if let reason = FailureCodes.decisive[code] {
        return FailureVerdict(reason: reason, rule: "code \(code)")
      }
    }
    let codeStatus = code.flatMap { $0.utf8.count == 3 ? Int($0) : nil }
    if let status = evidence.status ?? codeStatus,
      let verdict = verdict(status: status, isExplicit: true)
    {
      return verdict
    }
    if evidence.status == nil, let status = text.text.leadingStatus,
      let verdict = verdict(status: status, isExplicit: false)
    {
      return verdict
    }
    if evidence.status == nil, let rule = text.rule(of: .certificate, provider: provider) {
      return FailureVerdict(reason: .tlsCertificate, rule: "message: \(rule.name)")
    }
    if evidence.status == nil, let code, isCertificate(code) {
      return FailureVerdict(reason: .tlsCertificate, rule: "code of a certificate")
    }
    for code in [code, type].compactMap({ $0 }) {
      if let reason = FailureCodes.codes[code] {
        return FailureVerdict(reason: reason, rule: "code \(code)")
      }
    }
    if let said { return said }
    if let status = text.text.memberStatus, evidence.status == nil,
      let verdict = verdict(status: status, isExplicit: false)
    {
      return verdict
    }
    return FailureVerdict(reason: nil, rule: "nothing")
  }

  private func isCertificate(_ code: String) -> Bool {
    FailureRuleBook.reading(FailureMessage(code))
      .rule(of: .certificate, provider: provider) != nil
  }

  /// Merges what the text says, then its details, the code and the type.
  private static func said(
    _ text: FailureRuleBook.Reading, code: String?, type: String?, evidence: FailureEvidence
  ) -> FailureVerdict? {
    let provider = evidence.provider
    var result = verdict(of: text, from: "message", provider: provider)
    for detail in evidence.details.prefix(8) {
      let reading = FailureRuleBook.reading(FailureMessage(detail))
      result = merged(result, verdict(of: reading, from: "detail", provider: provider))
    }
    for (name, word) in [("code", code), ("type", type)] {
      guard let word else { continue }
      if let reason = FailureCodes.codes[word] {
        result = merged(result, FailureVerdict(reason: reason, rule: "\(name) \(word)"))
      } else if FailureCodes.server.contains(word) {
        result = merged(result, FailureVerdict(reason: .serverError, rule: "\(name) \(word)"))
      } else {
        let reading = FailureRuleBook.reading(FailureMessage(word))
        result = merged(result, verdict(of: reading, from: name, provider: provider))
      }
    }
    // Runtimes know one word of an error only, and often give its type as the code.
    for (name, word) in [("type", type), ("code", code)] where result == nil {
      guard let word, let reason = FailureCodes.types[word] else { continue }
      result = FailureVerdict(reason: reason, rule: "\(name) \(word)")
    }
    return result
  }

  /// An overflow wins; billing is more than a limit; anything is more than a matter of form; a failure that the
  /// server owns up to is more than its words.
  private static func merged(_ first: FailureVerdict?, _ second: FailureVerdict?)
    -> FailureVerdict?
  {
    guard let first else { return second }
    guard let second else { return first }
    switch (first.reason, second.reason) {
    case (.contextOverflow, _): return first
    case (_, .contextOverflow), (.rateLimit, .billing): return second
    case (.format, .some), (.timeout, .serverError), (.noErrorDetails, .serverError): return second
    default: return first
    }
  }

  private static func verdict(
    of reading: FailureRuleBook.Reading, from source: String, provider: String?
  ) -> FailureVerdict? {
    guard let rule = reading.rule(of: .message, provider: provider) else { return nil }
    switch rule.answer {
    case .failure(let reason):
      return FailureVerdict(reason: reason, rule: "\(source): \(rule.name)")
    case .nothing: return FailureVerdict(reason: nil, rule: "\(source): \(rule.name)")
    case .payment:
      let payment = payment(reading.text, provider: provider)
      return FailureVerdict(reason: payment.reason ?? .billing, rule: "\(source): \(payment.rule)")
    }
  }

  /// What `status` means with these words at hand; nil when it means nothing. A status that only stands in the
  /// text is not `isExplicit`.
  private func verdict(status: Int, isExplicit: Bool) -> FailureVerdict? {
    let name = "status \(status)"
    if status == 402 { return payment(isExplicit: isExplicit) }
    if status == 413, isExplicit, let rule = text.rule(of: .tooLarge, provider: provider) {
      return FailureVerdict(reason: .contextOverflow, rule: "\(name), \(rule.name)")
    }
    guard let row = StatusRule.row(for: status) else { return nil }
    let plain = FailureVerdict(reason: row.otherwise, rule: name)
    if status == 401 || status == 403 {
      if text.rule(of: .permanentAuth, provider: provider) != nil
        || said?.reason == .authPermanent
      {
        return FailureVerdict(reason: .authPermanent, rule: "\(name), credential revoked")
      }
      if text.rule(of: .message, provider: provider, answering: .failure(.billing)) != nil
        || said?.reason == .billing
      {
        return FailureVerdict(reason: .billing, rule: "\(name), billing")
      }
      return plain
    }
    if text.text.isPage, status == 408 || status >= 499 { return plain }
    guard let said else {
      let isEmpty = (status == 400 || status == 422) && text.text.isBare
      return isEmpty ? FailureVerdict(reason: nil, rule: "\(name) without a body") : plain
    }
    if status == 429, said.reason == .billing, isAmbiguousBalance { return plain }
    guard let reason = said.reason else {
      return status == 400 || status == 422 ? said : plain
    }
    guard row.text.contains(reason), reason != row.otherwise else { return plain }
    return FailureVerdict(reason: reason, rule: "\(name), \(said.rule)")
  }

  /// Whether a limit may be meant: some providers say that a balance is too low for the current minute.
  private var isAmbiguousBalance: Bool {
    !text.text.places(of: "insufficient account balance").isEmpty && type == nil
      && text.text.members(of: "type").isEmpty
      && !["xai", "moonshot", "kimi"].contains(provider ?? "")
  }

  private func payment(isExplicit: Bool) -> FailureVerdict? {
    if text.text.isBare {
      if let said, said.reason == .rateLimit { return said }
      return FailureVerdict(reason: .billing, rule: "status 402")
    }
    let isMarked = isExplicit || FailureShape.status402.matches(text.text)
    let payment = Self.payment(text.text, provider: provider)
    guard let reason = payment.reason ?? (isMarked ? .billing : nil) else { return nil }
    return FailureVerdict(reason: reason, rule: "status 402, \(payment.rule)")
  }

  /// What the table for 402 says of `text` without its own mark and addresses; no reason when no row holds.
  private static func payment(_ text: FailureMessage, provider: String?) -> FailureVerdict {
    let stripped = FailureMessage(lowered: text.withoutPaymentMark)
    let rule = FailureRuleBook.reading(stripped).rule(of: .payment, provider: provider)
    guard let rule, case .failure(let reason) = rule.answer else {
      return FailureVerdict(reason: nil, rule: "HTTP 402")
    }
    return FailureVerdict(reason: reason, rule: rule.name)
  }
}

extension FailureMessage {
  /// The text behind a leading status and `payment required`, without addresses.
  fileprivate var withoutPaymentMark: [UInt8] {
    var rest = bytes[restStart...]
    if rest.starts(with: "payment required".utf8) { rest = rest.dropFirst(16) }
    var kept: [UInt8] = []
    while let byte = rest.first {
      if rest.starts(with: "https://".utf8) || rest.starts(with: "http://".utf8) {
        // In JSON and in a page an address ends with its quote or bracket.
        rest = rest.drop { $0 > 0x20 && !"\"'`<>)\\".utf8.contains($0) }
      } else {
        kept.append(byte)
        rest = rest.dropFirst()
      }
    }
    return kept
  }
}
