import CommandKit

extension RootCommand.Node {
  /// `purser audit …`
  static var auditGroup: RootCommand.Node {
    .group(
      "audit", "Who changed what, when and why; and proof that nobody altered it.", bare: "log"
    ) {
      [
        .command("log", AuditLog.self),
        .command("show", AuditShow.self),
        .command("verify", AuditVerify.self),
      ]
    }
  }
}
