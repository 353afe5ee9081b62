import CommandKit
import JSONKit
import PurserServices
import PurserStore
import SystemKit

/// `purser store info`
struct StoreInfo: Command {
  static let declaration = Declaration<Self>(
    "info", "Show where the store is, how large, and what is in it.",
    examples: ["purser store info", "purser store --json"],
    build: Self.init)

  func run(in context: CommandContext) throws -> StoreInfoView {
    let path = try context.storePlace().path
    let counts = try context.presentStore().read { session in
      (
        agents: try session.agents.count(), events: try session.trail.eventCount(),
        revision: try session.revision(), keyID: try session.trailKey.find()?.keyID
      )
    }
    let place = context.vault.place
    // After a change of the key of another store, that of this one may lie beside the place.
    let file = counts.keyID.flatMap { place.file(holding: $0) }
    let key = file ?? place.description
    return StoreInfoView(
      path: path, shownPath: context.shortened(path), key: key, shownKey: context.shortened(key),
      hasKeyFile: try file == nil ? place.hasFile() : true,
      bytes: try size(path) + size(path + "-wal"), revision: counts.revision,
      agentCount: counts.agents, eventCount: counts.events)
  }
}

/// Bytes of a file; 0 when there is none.
private func size(_ path: String) throws -> Int64 { try FileStatus.of(path)?.size ?? 0 }

/// What can be said about the store without looking into it.
struct StoreInfoView: View, Equatable {
  let path: String
  let shownPath: String
  let key: String
  let shownKey: String
  /// Whether the key's file is there; nil where the key is not in a file.
  let hasKeyFile: Bool?
  let bytes: Int64
  let revision: Int64
  let agentCount: Int
  let eventCount: Int

  var text: Text {
    [
      "Store         : \(shownPath)",
      "Key           : \(shownKey)" + absence,
      "Schema        : \(Store.schemaVersion)",
      "Size          : \(bytes) bytes",
      "Revision      : \(revision)",
      "Agents        : \(agentCount)",
      "Events        : \(eventCount)",
    ]
  }

  var plain: Text {
    [
      .row(["path", "\(path)"]), .row(["key", "\(key)"]),
      .row(["schemaVersion", "\(Store.schemaVersion)"]), .row(["bytes", "\(bytes)"]),
      .row(["revision", "\(revision)"]), .row(["agents", "\(agentCount)"]),
      .row(["events", "\(eventCount)"]),
    ]
  }

  private var absence: Line {
    hasKeyFile == false
      ? " (\("not there", .red); put the key of this store there, or point PURSER_KEY_FILE at it)"
      : ""
  }

  var json: JSON {
    var json: JSONObject = ["path": .string(path), "key": .string(key)]
    json["keyFileExists"] = hasKeyFile.map { .bool($0) }
    json["schemaVersion"] = .number(JSONNumber(Store.schemaVersion))
    json["bytes"] = .number(JSONNumber(bytes))
    json["revision"] = .number(JSONNumber(revision))
    json["agents"] = .number(JSONNumber(agentCount))
    json["events"] = .number(JSONNumber(eventCount))
    return .object(json)
  }
}
