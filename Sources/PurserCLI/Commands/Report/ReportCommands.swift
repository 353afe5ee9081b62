import CommandKit

extension RootCommand.Node {
  /// `purser report …`
  static var reportGroup: RootCommand.Node {
    .group("report", "What a runtime tells back of its calls.", bare: "batch") {
      [
        .command("success", ReportSuccess.self),
        .command("failure", ReportFailure.self),
        .command("batch", ReportBatch.self),
      ]
    }
  }
}
