import CommandKit

extension RootCommand.Node {
  /// `purser store …`
  static var storeGroup: RootCommand.Node {
    .group("store", "The file everything is kept in.", bare: "info") {
      [
        .command("info", StoreInfo.self),
        .command("path", StorePathShow.self),
        .command("schema", StoreSchema.self),
        .command("migrate", StoreMigrate.self),
        .command("rekey", StoreRekey.self),
      ]
    }
  }
}
