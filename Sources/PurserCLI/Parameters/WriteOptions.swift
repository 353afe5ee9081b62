package import CommandKit

/// What every command that writes takes.
package struct WriteOptions: Equatable, Sendable {
  package var dryRun: Bool
  package var ifRevision: Int64?

  /// Makes the options by hand.
  package init(dryRun: Bool = false, ifRevision: Int64? = nil) {
    self.dryRun = dryRun
    self.ifRevision = ifRevision
  }

  /// Their declaration.
  package static let parameters = ParameterGroup(
    title: "Writing",
    Flag("dry-run", "Show what would change; change nothing."),
    Option(
      "if-revision", "Refuse when the store has moved on since this revision.", value: "n"),
    build: WriteOptions.init(dryRun:ifRevision:))
}
