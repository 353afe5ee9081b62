import JSONKit
import PurserDomain
import PurserStore

/// What an import changes back that a command had changed: the directory is taken at its word, and whoever ran the command
/// should know.
extension ImportWriter {
  /// Says that what stands at `scope` is what the directory says again, where a command wrote it last. `rows` are the tables
  /// it stands in, each with what the keys of its rows begin with.
  ///
  /// To be called before it is written, and only where it differs: an import that changes nothing does not ask.
  func noteUndone(
    _ kind: ImportKind, _ what: String, at scope: ScopeID, rows: [(table: String, key: [String])]
  ) throws {
    // Of an agent that this import brings there is nothing to undo.
    if let agent = scope.agent, added.contains(agent) { return }
    var newest: Int64 = 0
    for (table, key) in rows {
      let start = Self.keyStart(key)
      let events = try session.trail.newestEvents(table: table, scope: scope.text)
      for (key, event) in events where key.hasPrefix(start) { newest = max(newest, event) }
    }
    guard newest > 0, newest != session.eventID, let event = try session.trail.find(newest) else {
      return
    }
    if event.intent.isImport { return }
    log.agent = scope.agent
    defer { log.agent = nil }
    log.note(
      kind, .root,
      "\(what) is what the directory says again; event \(newest) (\(event.intent.command.quoted)) had changed it.",
      hint: "purser audit show \(newest)")
  }

  /// What the key of a row begins with, as the trail's triggers write it: a JSON array.
  private static func keyStart(_ parts: [String]) -> String {
    // Scopes, purposes and providers have no character that JSON escapes.
    "[" + parts.map { "\"\($0)\"" }.joined(separator: ",")
  }
}
