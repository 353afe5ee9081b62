import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser audit verify`
struct AuditVerify: Command {
  var seal: String?

  static let declaration = Declaration<Self>(
    "verify", "Check that nobody altered the trail or the tables behind it.",
    Option(
      "seal", "Also check that this seal, noted earlier, still stands in the chain.",
      value: "digest"),
    examples: ["purser audit verify", "purser audit verify --json"],
    discussion: """
      Recomputes the chain of seals, replays every change and compares the result with the tables, looks \
      whether the schema is as this program made it, and opens what is sealed. Needs the master key of the \
      store; what another key seals is counted as not checked. States of profiles, leases and catalogs are \
      derived and not compared. Exit code 1 when something does not fit. The chain alone cannot show that its \
      newest events were cut off: note the newest seal somewhere else and give it with --seal.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> AuditVerifyView {
    if let seal, !AuditTrail.isSeal(seal) {
      throw UsageError(
        .invalidValue,
        "'\(seal.printable(limit: 80))' is no seal: one is 'blake2b:' and 64 digits.",
        subject: "--seal", hint: "Give it whole, as 'purser audit verify' prints it.")
    }
    let store = try context.presentStore()
    let report = try context.composition.stores.verify(store)
    let secrets = try store.read { try VerifySecrets(vault: context.vault).run(in: $0) }
    let structure = try store.integrityCheck()
    let isSealFound = try seal.map { seal in try store.read { try $0.trail.hasSeal(seal) } }
    return AuditVerifyView(
      report: report, secrets: secrets, structure: structure, isSealFound: isSealFound)
  }
}

/// What the check found.
struct AuditVerifyView: View {
  let report: AuditReport
  /// Sealed values that were changed, moved or lost.
  let secrets: VerifySecrets.Report
  /// What SQLite's own check says of the file; empty when all is well.
  let structure: [String]
  /// Whether the seal that was asked for is in the chain; nil when none was.
  let isSealFound: Bool?

  private var faults: [AuditFault] { report.faults + secrets.faults }
  private var isSound: Bool { faults.isEmpty && structure.isEmpty && isSealFound != false }

  var exitCode: ExitCode { isSound ? .done : .no }

  var text: Text {
    var text: Text = [
      "Checked \(report.eventCount) events, \(report.changeCount) changes, \(report.rowCount) rows."
    ]
    for fault in faults { text.append("- \(fault.message)") }
    for line in structure { text.append("- The file is damaged: \(line)") }
    if secrets.uncheckedCount > 0 {
      let count = secrets.uncheckedCount
      text.append(
        "Not checked: \(count) sealed \(count == 1 ? "value" : "values") of another master key.")
    }
    if isSealFound == false {
      text.append(
        "- The seal that was asked for is not in the chain: events were cut off or altered.")
    }
    text.append(
      isSound
        ? "\(Line("The trail is sound.", .green))" : "\(Line("The trail is not sound.", .red))")
    if let seal = report.newestSeal { text.append("Newest seal: \(seal)") }
    return text
  }

  var plain: Text {
    var rows: [[Line]] = [
      ["sound", isSound ? "yes" : "no"], ["events", "\(report.eventCount)"],
      ["changes", "\(report.changeCount)"], ["rows", "\(report.rowCount)"],
      ["uncheckedSecrets", "\(secrets.uncheckedCount)"],
    ]
    if let isSealFound { rows.append(["sealFound", isSealFound ? "yes" : "no"]) }
    if let seal = report.newestSeal { rows.append(["newestSeal", "\(seal)"]) }
    rows += faults.map { ["fault", "\($0.kind.rawValue)", "\($0.table)", "\($0.message)"] }
    rows += structure.map { ["damage", "\($0)"] }
    return Text(rows.map(Line.row))
  }

  var json: JSON {
    var json: JSONObject = [
      "sound": .bool(isSound), "events": .number(JSONNumber(report.eventCount)),
      "changes": .number(JSONNumber(report.changeCount)),
      "rows": .number(JSONNumber(report.rowCount)),
      "faults": .array(faults.map(Self.json)),
      "structure": .array(structure.map { .string($0) }),
      "uncheckedSecrets": .number(JSONNumber(secrets.uncheckedCount)),
    ]
    json["newestSeal"] = report.newestSeal.map { .string($0) }
    json["sealFound"] = isSealFound.map { .bool($0) }
    return .object(json)
  }

  private static func json(_ fault: AuditFault) -> JSON {
    var json: JSONObject = [
      "kind": .string(fault.kind.rawValue), "table": .string(fault.table),
      "message": .string(fault.message),
    ]
    json["event"] = fault.event.map { .number(JSONNumber($0)) }
    json["key"] = fault.key.map { .string($0) }
    return .object(json)
  }
}
