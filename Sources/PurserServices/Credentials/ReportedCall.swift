import JSONKit
package import PurserDomain

/// A call as a runtime writes it down: one line of JSON.
package struct ReportedCall: Equatable, Sendable {
  package var succeeded: Bool
  /// As written; nil stands for the current agent.
  package var agent: String?
  package var profile: String
  package var model: String?
  package var status: Int?
  package var code: String?
  package var message: String?
  /// When the provider says it will serve again.
  package var retryAfter: TimeSpan?
  package var latencyMilliseconds: Int64?
  package var tokensIn: Int64?
  package var tokensOut: Int64?
  /// When it ended.
  package var at: Timestamp?

  /// The most bytes a line may have.
  package static let maximumBytes = 131_072

  /// Reads `{"outcome":"success","profile":ID,…}`. Members that are null count as absent, unknown ones are left
  /// out of account.
  ///
  /// Throws `invalid`, naming the member and repeating no value, for what is no object, has no outcome or
  /// profile, or has a member that cannot be.
  ///
  /// `names` remembers which names were found fit, since the same few come again and again.
  package init(line: [UInt8], names: inout CheckedNames) throws(DomainError) {
    let members = ReportedMembers(object: try Self.object(line))
    let object = members.object
    switch object["outcome"]?.string {
    case "success": succeeded = true
    case "failure": succeeded = false
    default: throw ReportedMembers.fault("outcome", "success or failure")
    }
    guard let profile = try members.name("profile", &names) else {
      throw ReportedMembers.fault("profile", "the id of a profile")
    }
    self.profile = profile
    agent = try members.name("agent", &names)
    model = try members.name("model", &names, isModel: true)
    status = try members.number("status", 100...999).map { Int($0) }
    code = try members.code("code")
    message = try members.text("message")
    retryAfter = try members.seconds("retryAfter")
    latencyMilliseconds = try members.number("latencyMs")
    tokensIn = try members.number("tokensIn")
    tokensOut = try members.number("tokensOut")
    at = try members.instant("at")
  }

  private static func object(_ line: [UInt8]) throws(DomainError) -> JSONObject {
    var what = "it is not one"
    do throws(JSONError) {
      // What a provider said may have been cut in the middle of a character; its status counts all the same.
      let limits = JSONLimits(bytes: maximumBytes, replacesHalves: true)
      let bytes =
        String(validating: line, as: UTF8.self) == nil
        ? Array(String(decoding: line, as: UTF8.self).utf8) : line
      if let object = try JSON.parse(bytes, limits: limits).object { return object }
    } catch {
      what = "\(error.code.rawValue) at column \(error.column)"
    }
    throw DomainError(
      .invalid, "The line is no JSON object: \(what).", subject: "line",
      hint: "Write one object on each line.")
  }

  /// Returns the report of the call by `agent`.
  package func report(by agent: Agent.ID) -> RecordOutcome.Report {
    var report = RecordOutcome.Report(agent: agent, profile: profile)
    report.model = model
    if !succeeded {
      report.failure = FailureEvidence(status: status, code: code, message: message)
      report.retryAfter = retryAfter
    }
    report.latencyMilliseconds = latencyMilliseconds
    report.tokensIn = tokensIn
    report.tokensOut = tokensOut
    report.at = at
    return report
  }
}

/// What may stand for a profile, an agent or a model in a report.
package enum ReportedName {
  /// The name without blanks around it; nil for one that is blank, has more than 256 bytes or cannot be shown.
  package static func fit(_ text: String) -> String? {
    let name = text.trimmed
    return name.isEmpty || name.utf8.count > 256 || name.hasUnprintable ? nil : name
  }
}

/// The seconds after which a provider says that it will serve again.
package enum ReportedSeconds {
  /// The span of so many seconds, parts of a millisecond counted as a whole one; nil below nothing and beyond 300 years.
  package static func span(_ seconds: Double) -> TimeSpan? {
    guard seconds >= 0, seconds <= 10_000_000_000 else { return nil }
    return TimeSpan(milliseconds: Int64((seconds * 1000).rounded(.up)))
  }

  /// The same of digits with at most one point; nil for any other text.
  package static func span(_ text: String) -> TimeSpan? {
    let digits = text.trimmed.utf8
    guard digits.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E }) else { return nil }
    return Double(text.trimmed).flatMap { span($0) }
  }
}

/// Names that were looked at and may be stored and shown.
package struct CheckedNames: Sendable {
  private var known: Set<String> = []
  private static let mostKnown = 10_000

  /// None is known yet.
  package init() {}

  fileprivate func contains(_ name: String) -> Bool { known.contains(name) }

  fileprivate mutating func insert(_ name: String) {
    if known.count < Self.mostKnown { known.insert(name) }
  }
}

/// The members of one line, read by kind.
private struct ReportedMembers {
  let object: JSONObject

  static func fault(_ name: String, _ wanted: String) -> DomainError {
    DomainError(
      .invalid, "Its '\(name)' is not \(wanted).", subject: name,
      hint: "See: purser help report batch")
  }

  private func value(_ name: String) -> JSON? {
    guard let value = object[name], !value.isNull else { return nil }
    return value
  }

  func text(_ name: String) throws(DomainError) -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.string else { throw Self.fault(name, "a text") }
    return text
  }

  /// A text that is stored and shown as it is.
  func name(
    _ name: String, _ names: inout CheckedNames, isModel: Bool = false
  ) throws(DomainError) -> String? {
    guard let written = try text(name) else { return nil }
    if names.contains(written) { return written }
    guard let text = ReportedName.fit(written) else {
      throw Self.fault(name, "a name of at most 256 bytes")
    }
    // A profile and an agent have to be there; a model may be any.
    if isModel {
      try KeyLikeText.check(parameter: name, name: text)
    } else {
      try KeyLikeText.check(parameter: name, value: text)
    }
    // What passed as one kind of name must not pass as the other.
    if !KeyLikeText.isScrambled(text) { names.insert(text) }
    return text
  }

  func number(
    _ name: String, _ range: ClosedRange<Int64> = 0...(.max)
  ) throws(DomainError) -> Int64? {
    guard let value = value(name) else { return nil }
    // Runtimes pass on what their libraries give them, which may be text.
    guard let number = value.int64 ?? value.string.flatMap(Self.digits), range.contains(number)
    else {
      throw Self.fault(
        name,
        range.upperBound == .max
          ? "a whole number that is not negative"
          : "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private static func digits(_ text: String) -> Int64? {
    let text = text.trimmed
    return text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? Int64(text) : nil
  }

  /// A word for a failure, which some APIs number.
  func code(_ name: String) throws(DomainError) -> String? {
    if let number = value(name)?.number { return number.text }
    return try text(name)
  }

  func seconds(_ name: String) throws(DomainError) -> TimeSpan? {
    guard let value = value(name) else { return nil }
    let span =
      value.double.map { ReportedSeconds.span($0) } ?? value.string.map { ReportedSeconds.span($0) }
    guard let span = span ?? nil else { throw Self.fault(name, "a number of seconds") }
    return span
  }

  /// Milliseconds or seconds since 1970, or RFC 3339. As milliseconds, what is small enough to be seconds lies in the
  /// early seventies, when nobody called a model.
  func instant(_ name: String) throws(DomainError) -> Timestamp? {
    guard let value = value(name) else { return nil }
    if let number = value.int64, number > 0, number <= StoredCredential.latestExpiry {
      return Timestamp(milliseconds: number > 100_000_000_000 ? number : number * 1000)
    }
    guard let text = value.string, let instant = try? Timestamp(text) else {
      throw Self.fault(name, "an instant: milliseconds or seconds since 1970, or RFC 3339")
    }
    return instant
  }
}
