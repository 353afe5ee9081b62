import CommandKit
import JSONKit
import SystemKit

/// `purser store path`
struct StorePathShow: Command {
  static let declaration = Declaration<Self>(
    "path", "Print where the store is, whether or not it exists.",
    examples: ["purser store path", "purser --store ~/fleet.db store path"],
    build: Self.init)

  func run(in context: CommandContext) throws -> StorePathView {
    let place = try context.storePlace()
    return StorePathView(path: place.path, exists: try FileStatus.of(place.path) != nil)
  }
}

/// Where the store is.
struct StorePathView: View, Equatable {
  let path: String
  let exists: Bool

  var text: Text { ["\(path)"] }

  var json: JSON { ["path": .string(path), "exists": .bool(exists)] }
}
