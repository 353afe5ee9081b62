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
        revision: try session.revision()
      )
    }
    return StoreInfoView(
      path: path, shownPath: context.shortened(path), key: context.vault.place.description,
      shownKey: context.shortened(context.vault.place.description),
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
  let bytes: Int64
  let revision: Int64
  let agentCount: Int
  let eventCount: Int

  var text: Text {
    [
      "Store         : \(shownPath)",
      "Key           : \(shownKey)",
      "Schema        : \(Store.schemaVersion)",
      "Size          : \(bytes) bytes",
      "Revision      : \(revision)",
      "Agents        : \(agentCount)",
      "Events        : \(eventCount)",
    ]
  }

  var json: JSON {
    [
      "path": .string(path), "key": .string(key),
      "schemaVersion": .number(JSONNumber(Store.schemaVersion)),
      "bytes": .number(JSONNumber(bytes)), "revision": .number(JSONNumber(revision)),
      "agents": .number(JSONNumber(agentCount)), "events": .number(JSONNumber(eventCount)),
    ]
  }
}
