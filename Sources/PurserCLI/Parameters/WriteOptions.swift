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
  package static let parameters: ParameterGroup<WriteOptions> = parameters(
    dryRun: "Show what would change; change nothing.")

  /// Their declaration for a command whose dry run is more than that.
  package static func parameters(dryRun summary: String) -> ParameterGroup<WriteOptions> {
    ParameterGroup(
      title: "Writing",
      Flag("dry-run", summary),
      Option(
        "if-revision", "Refuse when the store has moved on since this revision.", value: "n"),
      build: WriteOptions.init(dryRun:ifRevision:))
  }
}
