package import PurserDomain
package import SQLKit

/// The access of a session that only reads.
package enum ReadOnly {}

/// The access of a session that reads and writes.
package enum ReadWrite {}

/// What can be asked of the store inside one transaction; the repositories are its members.
///
/// Not `Sendable`, and valid only inside the closure it is given to. Methods that change something
/// exist only where `Access` is `ReadWrite`.
package struct Session<Access> {
  package let connection: any SQLConnection
  /// The event of this write and its instant; nil when reading.
  let event: (id: Int64, at: Timestamp)?
  /// The moment whose state this session reads; nil for the present.
  let past: PastMoment?

  private init(
    _ connection: any SQLConnection, event: (id: Int64, at: Timestamp)?, past: PastMoment? = nil
  ) {
    self.connection = connection
    self.event = event
    self.past = past
  }

  /// Whether this is a state of the past: its trail ends with that moment, and sealed secrets are not in it.
  package var isPast: Bool { past != nil }
}

extension Session where Access == ReadOnly {
  /// A session for reading over `connection`, made by `Store` alone.
  init(reading connection: any SQLConnection) {
    self.init(connection, event: nil)
  }

  /// A session over the state at the moment `past`, whose tables lie over those of `connection`.
  init(reading connection: any SQLConnection, at past: PastMoment) {
    self.init(connection, event: nil, past: past)
  }
}

extension Session where Access == ReadWrite {
  /// A session for writing under `event`, made by `Store` alone.
  init(writing connection: any SQLConnection, event: Int64, at instant: Timestamp) {
    self.init(connection, event: (event, instant))
  }

  /// The id of the event that this write becomes; ledger rows name it.
  package var eventID: Int64 { event?.id ?? 0 }

  /// The instant of the event, for columns that say when a row was made or changed.
  package var now: Timestamp { event?.at ?? Timestamp(milliseconds: 0) }

  /// The same transaction for functions that only read.
  package var readOnly: Session<ReadOnly> { Session<ReadOnly>(reading: connection) }
}

extension Session {
  /// The number of the newest event that changed configuration; 0 in a store without one.
  package func revision() throws -> Int64 {
    try connection.first("SELECT coalesce(max(event_id), 0) FROM audit_change") {
      try $0.next(Int64.self)
    } ?? 0
  }
}
