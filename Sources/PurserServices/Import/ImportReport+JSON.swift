package import JSONKit
import PurserDomain

extension ImportReport {
  /// The report as one document: `schema/json/import.schema.json`.
  package var json: JSON {
    var document: JSONObject = ["directory": .string(directory)]
    document["configFile"] = configFile.map(JSON.string) ?? .null
    document["dryRun"] = .bool(isPreview)
    document["event"] = eventID.map { .number(JSONNumber($0)) } ?? .null
    document["changeCount"] = .number(JSONNumber(changeCount))
    document["counts"] = .object(
      JSONObject(
        ImportKind.allCases.compactMap { kind in
          counts[kind].map { (key: kind.rawValue, value: $0.json) }
        }))
    document["findings"] = .array(findings.map(\.json))
    document["omittedFindings"] = .number(JSONNumber(omittedFindings))
    return .object(document)
  }
}

extension ImportCount {
  fileprivate var json: JSON {
    [
      "read": .number(JSONNumber(read)), "stored": .number(JSONNumber(stored)),
      "unchanged": .number(JSONNumber(unchanged)), "skipped": .number(JSONNumber(skipped)),
    ]
  }
}

extension ImportReport.Entry {
  fileprivate var json: JSON {
    var object: JSONObject = [
      "severity": .string(finding.kind.rawValue), "kind": .string(kind.rawValue),
      "file": .string(finding.file),
    ]
    object["line"] = finding.line.map { .number(JSONNumber($0)) }
    object["column"] = finding.column.map { .number(JSONNumber($0)) }
    if finding.path != .root { object["key"] = .string(finding.path.description) }
    object["agentId"] = agent.map { .string($0.text) }
    object["message"] = .string(finding.message)
    object["hint"] = finding.hint.map(JSON.string)
    object["cause"] = finding.cause.map(JSON.string)
    return .object(object)
  }
}
