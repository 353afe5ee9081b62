extension Store {
  /// Returns the store as it was after `event`, for reading alone: its configuration, its trail and the record of its exports
  /// until then. Sealed secrets, probes, catalogs and usage are not in it; of what was known of the use of profiles there is
  /// what their history tells.
  ///
  /// Each read undoes what was changed since, so it costs that, whatever the number of agents; what reads the rests of profiles goes over
  /// their history as well. Throws `not_found` for an event that is not in the trail.
  package func state(after event: Int64) throws -> Store {
    _ = try read { try $0.trail.require(event) }
    let settings = Settings(
      name: "\(name) after event \(event)", clock: settings.clock, digest: settings.digest)
    return Store(unchecked: database, settings, after: event)
  }
}
