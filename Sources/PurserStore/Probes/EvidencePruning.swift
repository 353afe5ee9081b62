import SQLKit

/// Removes the oldest rows of a ledger of evidence and says so in the trail.
struct EvidencePruning {
  let connection: any SQLConnection
  let event: Int64

  /// Removes the rows of `last` and older events from `ledger`. Returns how many went; when none did, nothing is written.
  func remove(_ ledger: StaticString, upTo last: Int64) throws -> Int {
    let count =
      try connection.first(
        "SELECT count(*) FROM \(raw: ledger) WHERE event_id <= \(last)"
      ) { try $0.next(Int.self) } ?? 0
    guard count > 0 else { return 0 }
    // Said first: the ledger lets rows go only when that stands here.
    try connection.run(
      """
      INSERT INTO pruned (event_id, table_name, up_to_event_id, row_count)
      VALUES (\(event), \(ledger.description), \(last), \(count))
      """)
    try connection.run("DELETE FROM \(raw: ledger) WHERE event_id <= \(last)")
    return count
  }
}
