extension StoreError {
  /// The error for an agent that is not there.
  package static func noAgent(_ id: String) -> StoreError {
    StoreError(
      .notFound, "Unknown agent id \"\(id)\".", subject: id,
      hint: "Use \"purser agents list\" to see configured agents.")
  }

  /// The error for `--if-revision` with another revision than 0, that of a store which is not there yet.
  package static func noRevision(_ revision: Int64, store: String) -> StoreError {
    StoreError(
      .conflict, "There is no store at '\(store)' yet: its revision is '0', not '\(revision)'.",
      subject: store, hint: "Use --if-revision 0, or leave it out.")
  }

  /// The error for a column that holds what the schema does not let in.
  static func damaged(_ what: String, _ value: String) -> StoreError {
    StoreError(
      .corrupt, "The store holds a \(what) that this program does not know: '\(value)'.",
      subject: what, hint: "Run: purser audit verify")
  }
}
