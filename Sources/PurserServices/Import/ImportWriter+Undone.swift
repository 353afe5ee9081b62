import JSONKit
import PurserDomain
import PurserStore

/// Models that a document no longer has.
struct LostModels {
  var place: StoredState.Place
  var ids: [String]
  /// Where the document has its models.
  var path: JSONPath
  var file: String
  var agent: Agent.ID?
}

/// What an import changes back that a command had changed: the directory is taken at its word, and whoever ran the command
/// should know.
extension ImportWriter {
  /// Of one event so many things are told each by itself.
  private static let toldOfEvent = 20

  /// Says what is now as the directory has it, where something else than an import had changed it last. To be called when all
  /// is written: the trail tells what this import changed.
  func reportUndone(_ reading: DirectoryReading) throws {
    let rows = try session.trail.overwrittenRows(by: session.eventID)
    let file = log.file
    defer {
      log.file = file
      log.agent = nil
    }
    noteLost(rows)
    if rows.isEmpty { return }
    let places = DirectoryPlaces(reading)
    let things = UndoneThings(
      rows, toldKeys: toldKeys, hasAlias: { places.hasAlias($0, at: $1) }
    ).things
    var events: [Int64: String] = [:]
    var told: [Int64: Int] = [:]
    for thing in things {
      let undone = thing.events
      let event = undone.first ?? thing.event
      told[event, default: 0] += 1
      if told[event, default: 0] > Self.toldOfEvent { continue }
      events[event] = try events[event] ?? name(of: event)
      let names = try names(of: undone, knowing: events)
      let place = thing.place(places)
      log.file = place.file
      log.agent = thing.agent
      log.note(
        thing.kind, place.path, thing.message(event: names), hint: "purser audit show \(event)")
    }
    log.file = reading.directory
    log.agent = nil
    for (event, count) in told.sorted(by: { $0.key < $1.key }) where count > Self.toldOfEvent {
      log.note(
        .configFiles, .root,
        "\(count - Self.toldOfEvent) more things are what the directory says; \(events[event] ?? "") had changed them.",
        hint: "purser audit show \(event)")
    }
  }

  /// Names the newest of `events`, and how many there are besides.
  private func names(of events: [Int64], knowing known: [Int64: String]) throws -> String {
    let names = try events.prefix(3).map { try known[$0] ?? name(of: $0) }
    let more = events.count > 3 ? ["\(events.count - 3) more"] : []
    return (names + more).joined(separator: " and ")
  }

  private func name(of event: Int64) throws -> String {
    let command = try session.trail.intent(of: event)?.command
    return "event \(event)" + (command.map { " (\($0.quoted))" } ?? "")
  }

  /// Names the models that documents no longer have; one that only a command added is told of with that.
  private func noteLost(_ rows: [OverwrittenRow]) {
    if lost.isEmpty { return }
    let added = Set(rows.filter { $0.table == "provider_model" && !$0.wasImported }.map(\.key))
    for lost in lost {
      let ids = lost.ids.filter { id in
        !added.contains(TrailKey.of([lost.place.scope.text, lost.place.provider, id]))
      }
      if ids.isEmpty { continue }
      let names = ids.prefix(20).map(\.quoted).joined(separator: ", ")
      let others = ids.count > 20 ? " and \(ids.count - 20) more" : ""
      log.file = lost.file
      log.agent = lost.agent
      log.note(
        .models, lost.path,
        "\(lost.place.provider.quoted) no longer has these models, which are removed: \(names)\(others)."
      )
    }
  }
}
