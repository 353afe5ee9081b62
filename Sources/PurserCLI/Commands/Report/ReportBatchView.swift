import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// What became of the lines of a run.
struct ReportTotals {
  /// The most faults that are told one by one.
  static let mostFaults = 100

  /// Lines of the input, blank ones too.
  var lines = 0
  private(set) var succeeded = 0
  private(set) var failed = 0
  private(set) var windows = 0
  private(set) var refused = 0
  private(set) var events: [Int64] = []
  /// The first ones, by line.
  private(set) var faults: [RecordBatch.Fault] = []
  /// Members that were left out of lines that were kept; the first ones.
  private(set) var remarks: [(line: Int, member: String)] = []
  private(set) var remarkCount = 0
  private var places: [ProfileKey: Int] = [:]
  private(set) var profiles: [Profile] = []

  /// A profile over all batches.
  struct Profile {
    let stored: StoredProfile
    var state: ProfileState
    var succeeded: Int
    var failed: Int
    var windows: Int
  }

  var recorded: Int { succeeded + failed }

  mutating func refuse(_ fault: RecordBatch.Fault) {
    refused += 1
    guard faults.count < Self.mostFaults else { return }
    let place = faults.firstIndex { $0.line > fault.line } ?? faults.endIndex
    faults.insert(fault, at: place)
  }

  mutating func remark(on member: String, line: Int) {
    remarkCount += 1
    if remarks.count < Self.mostFaults { remarks.append((line, member)) }
  }

  mutating func add(_ outcome: RecordBatch.Outcome, of count: Int, event: Int64?) {
    if let event { events.append(event) }
    for fault in outcome.faults { refuse(fault) }
    for profile in outcome.profiles {
      succeeded += profile.succeeded
      failed += profile.failed
      windows += profile.windows
      let key = ProfileKey(scope: profile.stored.scope, id: profile.stored.id)
      if let place = places[key] {
        profiles[place].state = profile.state
        profiles[place].succeeded += profile.succeeded
        profiles[place].failed += profile.failed
        profiles[place].windows += profile.windows
      } else {
        places[key] = profiles.count
        profiles.append(
          Profile(
            stored: profile.stored, state: profile.state, succeeded: profile.succeeded,
            failed: profile.failed, windows: profile.windows))
      }
    }
  }
}

/// What became of many reports: counts, each profile afterwards, and the lines that were left out.
struct ReportBatchView: View {
  private let totals: ReportTotals
  private let isDryRun: Bool
  private let now: Timestamp

  init(_ totals: ReportTotals, isDryRun: Bool, now: Timestamp) {
    self.totals = totals
    self.isDryRun = isDryRun
    self.now = now
  }

  var exitCode: ExitCode { totals.refused == 0 ? .done : .no }

  var text: Text {
    var text = Text()
    if isDryRun { text.append("Dry run: nothing was recorded.") }
    text.append(
      "Recorded: \(totals.recorded) (\(totals.succeeded) succeeded, \(totals.failed) failed)")
    if !totals.profiles.isEmpty {
      var table = Table("Scope", "Profile", "Succeeded", "Failed", "Windows", "Now")
      for profile in totals.profiles {
        table.append([
          "\(profile.stored.scope.text)", "\(profile.stored.id)", "\(profile.succeeded)",
          "\(profile.failed)", "\(profile.windows)", standing(profile),
        ])
      }
      text.append(table)
    }
    if totals.remarkCount > 0 {
      text.append("Left out of lines: \(totals.remarkCount)")
      for remark in totals.remarks {
        text.append("  Line \(remark.line): its '\(remark.member)' is no number that can be kept.")
      }
    }
    guard totals.refused > 0 else { return text }
    text.append("Refused: \(totals.refused)")
    for fault in totals.faults { text.append("  Line \(fault.line): \(fault.message)") }
    if totals.refused > totals.faults.count {
      text.append("  … and \(totals.refused - totals.faults.count) more")
    }
    return text
  }

  var plain: Text { ["\(totals.recorded)" + Line.tab + "\(totals.refused)"] }

  private func standing(_ profile: ReportTotals.Profile) -> Line {
    guard let closure = profile.state.closure(now: now) else { return "free" }
    let reason = closure.reason?.rawValue ?? "unknown"
    return "\(closure.kind.rawValue) \(closure.remaining.remaining) (\(reason))"
  }

  var json: JSON {
    [
      "dryRun": .bool(isDryRun),
      "events": .array(totals.events.map { .number(JSONNumber($0)) }),
      "lines": .number(JSONNumber(totals.lines)),
      "recorded": .number(JSONNumber(totals.recorded)),
      "succeeded": .number(JSONNumber(totals.succeeded)),
      "failed": .number(JSONNumber(totals.failed)),
      "windows": .number(JSONNumber(totals.windows)),
      "refused": .number(JSONNumber(totals.refused)),
      "faults": .array(
        totals.faults.map { fault in
          [
            "line": .number(JSONNumber(fault.line)), "code": .string(fault.code),
            "message": .string(fault.message),
          ]
        }),
      "remarks": .array(
        totals.remarks.map {
          ["line": .number(JSONNumber($0.line)), "member": .string($0.member)]
        }),
      "profiles": .array(totals.profiles.map(json)),
    ]
  }

  private func json(_ profile: ReportTotals.Profile) -> JSON {
    let closure = profile.state.closure(now: now)
    return [
      "scope": .string(profile.stored.scope.text), "profileId": .string(profile.stored.id),
      "succeeded": .number(JSONNumber(profile.succeeded)),
      "failed": .number(JSONNumber(profile.failed)),
      "windows": .number(JSONNumber(profile.windows)),
      "errorCount": .number(JSONNumber(profile.state.errorCount)),
      "kind": closure.map { .string($0.kind.rawValue) } ?? .null,
      "reason": closure?.reason.map { .string($0.rawValue) } ?? .null,
      "until": closure.map { .number(JSONNumber($0.until.milliseconds)) } ?? .null,
    ]
  }
}
