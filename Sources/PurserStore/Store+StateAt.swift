package import SQLKit

extension Store {
  /// Returns the configuration as it was after `event`, as a store of its own in the empty database
  /// `scratch`; sealed secrets and ledgers are not in it, since the trail does not hold them. Of what was known of the use of
  /// profiles there is what their history tells. Who made which change until then is read from this store.
  ///
  /// Throws `corrupt` when the trail does not fit together, and what reading throws.
  package func state(after event: Int64, in scratch: any SQLDatabase) throws -> Store {
    let settings = Settings(
      name: "\(name) after event \(event)", clock: settings.clock,
      digest: { _ in .none })
    let intent = Intent(
      actor: "purser", host: "", command: "state after event \(event)", requestID: "",
      programVersion: "")
    let rebuilt = try read { session in
      var rows: [String: [String: String]] = [:]
      try session.trail.forEachChange(upTo: event) { change in
        rows[change.table, default: [:]][change.key] = change.after
      }
      let states = try PastStates(
        connection: session.connection, upTo: event, at: session.trail.require(event).at)
      return try Store.create(in: scratch, settings, intent) { past in
        let replay = TrailReplay(connection: past.connection)
        for table in StoredTable.all {
          // Sorted, so that the same state is always made in the same way.
          let name = table.name.description
          for (_, content) in (rows[name] ?? [:]).sorted(by: { $0.key < $1.key }) {
            try replay.insert(into: name, content)
          }
        }
        for profile in try past.profiles.list() {
          guard let state = try states.state(of: profile.id, at: profile.scope) else { continue }
          try past.profileStates.save(state, of: profile.id, at: profile.scope)
        }
      }
    }
    return Store(
      unchecked: rebuilt.database, settings, origin: Origin(database: database, lastEvent: event))
  }
}
