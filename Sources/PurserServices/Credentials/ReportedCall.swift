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
  package var retryAfter: ReportedFailure.Reset?
  package var latencyMilliseconds: Int64?
  package var tokensIn: Int64?
  package var tokensOut: Int64?
  /// When it ended.
  package var at: Timestamp?
  /// The members that cannot be what they are for and were left out: no number of a call is worth losing its outcome.
  package var leftOut: [String] = []

  /// The most bytes a line may have.
  package static let maximumBytes = 131_072

  /// Reads `{"outcome":"success","profile":ID,…}`. Members that are null count as absent, unknown ones are left
  /// out of account.
  ///
  /// Throws `invalid`, naming the member and repeating no value, for what is no object, has no outcome or
  /// profile, or has a member that cannot be. Latency and tokens that cannot be are left out.
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
    status = try members.status("status")
    code = try members.code("code")
    message = try members.text("message")
    retryAfter = try members.wait("retryAfter")
    latencyMilliseconds = members.count("latencyMs", &leftOut)
    tokensIn = members.count("tokensIn", &leftOut)
    tokensOut = members.count("tokensOut", &leftOut)
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
      report.failure = FailureEvidence(reportedStatus: status, code: code, message: message)
      report.retryAfter = retryAfter
    }
    report.latencyMilliseconds = latencyMilliseconds
    report.tokensIn = tokensIn
    report.tokensOut = tokensOut
    report.at = at
    return report
  }
}

extension FailureEvidence {
  /// What a runtime tells of a failure. The status 0 is what it has of a call without an answer; of one that tells nothing else
  /// that is what happened.
  package init(reportedStatus status: Int?, code: String?, message: String?) {
    let isSilent = (code ?? "").isEmpty && (message ?? "").isEmpty
    self.init(
      status: status == 0 ? nil : status, code: code,
      message: status == 0 && isSilent ? "network error" : message)
  }
}

/// What may stand for a profile, an agent or a model in a report.
package enum ReportedName {
  /// The name without blanks around it; nil for one that is blank, is longer than any that is stored or cannot be shown.
  package static func fit(_ text: String) -> String? {
    let name = text.trimmed
    return name.isEmpty || name.utf8.count > TextLimit.name || name.hasUnprintable ? nil : name
  }
}

/// When a provider says that it will serve again, as `Retry-After` has it.
package enum ReportedWait {
  /// So many seconds, parts of a millisecond counted as a whole one and beyond 300 years 300 years; nil below nothing.
  package static func reset(_ seconds: Double) -> ReportedFailure.Reset? {
    guard seconds >= 0 else { return nil }
    return .after(TimeSpan(milliseconds: Int64((min(seconds, 1e10) * 1000).rounded(.up))))
  }

  /// The same of digits with at most one point, or a date of HTTP; nil for any other text.
  package static func reset(_ text: String) -> ReportedFailure.Reset? {
    // Years of two digits went out of use with their century, and any near instant tells that one.
    let present = Timestamp(milliseconds: 1_767_225_600_000)
    if let date = Timestamp(httpDate: text, now: present) { return .at(date) }
    let digits = text.trimmed.utf8
    guard digits.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E }) else { return nil }
    return Double(text.trimmed).flatMap { reset($0) }
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
      throw Self.fault(name, "a name of at most \(TextLimit.name) bytes")
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

  /// A status of HTTP, or 0 for no answer.
  func status(_ name: String) throws(DomainError) -> Int? {
    guard let value = value(name) else { return nil }
    guard let number = Self.number(value).flatMap({ Int(exactly: $0) }),
      number == 0 || (100...999).contains(number)
    else { throw Self.fault(name, "a number from 100 to 999, or 0 for no answer") }
    return number
  }

  /// A number to be kept beside the outcome, whole; what is none is noted in `leftOut`.
  func count(_ name: String, _ leftOut: inout [String]) -> Int64? {
    guard let value = value(name) else { return nil }
    if let whole = value.int64, whole >= 0 { return whole }
    guard let number = Self.number(value), number >= 0, let whole = Int64(exactly: number.rounded())
    else {
      leftOut.append(name)
      return nil
    }
    return whole
  }

  /// Runtimes pass on what their libraries give them, which may be text.
  private static func number(_ value: JSON) -> Double? {
    if let number = value.double { return number }
    guard let text = value.string?.trimmed, !text.isEmpty,
      text.utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E })
    else { return nil }
    return Double(text)
  }

  /// A word for a failure, which some APIs number.
  func code(_ name: String) throws(DomainError) -> String? {
    if let number = value(name)?.number { return number.text }
    return try text(name)
  }

  func wait(_ name: String) throws(DomainError) -> ReportedFailure.Reset? {
    guard let value = value(name) else { return nil }
    let reset =
      value.double.map { ReportedWait.reset($0) } ?? value.string.map { ReportedWait.reset($0) }
    guard let reset = reset ?? nil else {
      throw Self.fault(name, "a number of seconds or a date of HTTP")
    }
    return reset
  }

  /// Milliseconds or seconds since 1970, or RFC 3339. As milliseconds, what is small enough to be seconds lies in the
  /// early seventies, when nobody called a model.
  func instant(_ name: String) throws(DomainError) -> Timestamp? {
    guard let value = value(name) else { return nil }
    // As text, eight digits may be a day; what is no instant of this century is none at all.
    if let number = Self.number(value), number > (value.string == nil ? 0 : 1e9),
      number <= Double(StoredCredential.latestExpiry)
    {
      let milliseconds = number > 100_000_000_000 ? number : number * 1000
      return Timestamp(milliseconds: Int64(milliseconds.rounded()))
    }
    guard let text = value.string, let instant = try? Timestamp(text) else {
      throw Self.fault(name, "an instant: milliseconds or seconds since 1970, or RFC 3339")
    }
    return instant
  }
}
