import CommandKit

extension RootCommand.Node {
  /// `purser store …`
  static var storeGroup: RootCommand.Node {
    .group("store", "The file everything is kept in.", bare: "path") {
      [.command("path", StorePathShow.self)]
    }
  }
}
