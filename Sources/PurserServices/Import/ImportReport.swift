import JSONKit
package import PurserDomain
package import PurserStore

/// What an import read, what it stored, and what it could not use.
package struct ImportReport: Sendable {
  /// A finding with the kind of thing and the agent it is about.
  package struct Entry: Sendable {
    package var kind: ImportKind
    /// The agent, nil when it is about none.
    package var agent: Agent.ID?
    package var finding: ImportFinding
  }

  /// The state directory, absolute.
  package var directory: String
  /// The configuration, absolute; nil when there is none.
  package var configFile: String?
  /// Whether nothing was kept because it was asked only what would be.
  package var isPreview: Bool
  /// The event in the trail; nil when nothing changed and in a preview.
  package var eventID: Int64?
  /// How many rows of configuration changed, or would have.
  package var changeCount: Int
  /// These rows in order; of an import empty when they were not asked for.
  package var changes: [AuditChange]
  /// Every kind that the directory has something of.
  package var counts: [ImportKind: ImportCount]
  /// Sorted by file, line and column.
  package var findings: [Entry]
  /// How many further findings were left out because one file had too many.
  package var omittedFindings: Int

  /// Whether a file or folder was left out because this user may not read it.
  package var hasForbidden: Bool { findings.contains { $0.finding.isForbidden } }

  /// Whether anything in the store changed, or would have.
  package var hasChanges: Bool { changeCount > 0 || counts.values.contains { $0.stored > 0 } }

  init(directory: String, configFile: String?) {
    self.directory = directory
    self.configFile = configFile
    isPreview = false
    changeCount = 0
    changes = []
    counts = [:]
    findings = []
    omittedFindings = 0
  }

  mutating func add(_ log: ImportLog) {
    for (kind, count) in log.counts { counts[kind, default: ImportCount()].add(count) }
    findings += log.entries.map {
      Entry(kind: $0.kind, agent: $0.agent, finding: $0.finding.withoutKeys)
    }
    omittedFindings += log.omitted
  }

  mutating func sortFindings() {
    func key(_ entry: Entry) -> (String, Int, Int, String) {
      let finding = entry.finding
      return (finding.file, finding.line ?? 0, finding.column ?? 0, finding.message)
    }
    findings = findings.map { (key($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
