import SQLKit

/// Computes the seal of an event: a digest over the seal before it and the stored bytes of the event,
/// its changes and its ledger rows.
struct TrailSeal {
  let connection: any SQLConnection
  let digest: StoreDigest

  /// Returns the digest of the newest seal, empty when there is none.
  func newest() throws -> String {
    try connection.first("SELECT digest FROM audit_seal ORDER BY event_id DESC LIMIT 1") {
      try $0.next(String.self)
    } ?? ""
  }

  /// Returns what the seal of `event`, which has rows in the ledgers `written`, has to be when `previous` is the digest of
  /// the seal before it and `evidence` what the seal says of the event's evidence.
  func digest(
    of event: Int64, in written: Set<String>, after previous: String, evidence: String?
  ) throws -> String {
    var encoder = RowEncoder(run: digest.start())
    encoder.begin(previous: previous)
    // All columns, whatever they are: the seal covers what is stored. A column that a later step adds
    // is NULL in older rows and then left out, so old seals stay valid.
    try encoder.add("audit_event", connection, "SELECT * FROM audit_event WHERE id = \(event)")
    try encoder.add(
      "audit_change", connection,
      "SELECT * FROM audit_change WHERE event_id = \(event) ORDER BY ordinal")
    for ledger in StoredTable.sealedLedgers where written.contains(ledger.description) {
      try encoder.add(
        ledger, connection,
        """
        SELECT * FROM \(raw: ledger)
        WHERE \(raw: StoredTable.eventColumn(of: ledger)) = \(event) ORDER BY 1, 2
        """)
    }
    // Added only when there is some, so that seals from before there was evidence stay valid.
    if let evidence { encoder.add(evidence) }
    return encoder.finish()
  }

  /// Returns the ledgers that have rows of `event`. Asked at once, since most writes have rows in none of them.
  func ledgers(of event: Int64) throws -> Set<String> {
    let questions = (StoredTable.sealedLedgers + StoredTable.evidence).map { ledger -> SQL in
      """
      SELECT \(ledger.description)
      WHERE EXISTS (
        SELECT 1 FROM \(raw: ledger) WHERE \(raw: StoredTable.eventColumn(of: ledger)) = \(event))
      """
    }
    let first = questions[0]
    let statement = questions.dropFirst().reduce(first) { "\($0) UNION ALL \($1)" }
    return Set(try connection.rows(statement) { try $0.next(String.self) })
  }

  /// Returns the digests of the rows of `event` by ledger of evidence, of those in `written`.
  func evidence(of event: Int64, in written: Set<String>) throws -> [String: String] {
    try StoredTable.evidence.reduce(into: [:]) { digests, ledger in
      guard written.contains(ledger.description) else { return }
      digests[ledger.description] = try evidence(of: event, in: ledger)
    }
  }

  /// Returns the digest of the rows of `event` in a ledger of evidence; nil when it has none.
  private func evidence(of event: Int64, in ledger: StaticString) throws -> String? {
    var encoder = RowEncoder(run: digest.start())
    try encoder.add(
      ledger, connection,
      """
      SELECT * FROM \(raw: ledger)
      WHERE \(raw: StoredTable.eventColumn(of: ledger)) = \(event) ORDER BY 1, 2, 3
      """)
    return encoder.isEmpty ? nil : encoder.finish()
  }

  /// Writes the seal of `event`, which is the newest.
  func seal(_ event: Int64) throws {
    let written = try ledgers(of: event)
    let evidence = SealedEvidence(try evidence(of: event, in: written)).text
    let seal = try digest(of: event, in: written, after: try newest(), evidence: evidence)
    try connection.run(
      """
      INSERT INTO audit_seal (event_id, digest, evidence)
      VALUES (\(event), \(seal), \(evidence))
      """)
  }
}

/// What a seal says of an event's evidence: the digest of its rows for each ledger that has some.
struct SealedEvidence {
  /// Digests by ledger.
  let digests: [String: String]

  init(_ digests: [String: String]) { self.digests = digests }

  /// Reads the column; what is no pair is left out, and so differs from the rows.
  init(stored text: String?) {
    digests = (text ?? "").split(separator: " ").reduce(into: [:]) { digests, pair in
      let parts = pair.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { digests[String(parts[0])] = String(parts[1]) }
    }
  }

  /// The column: `ledger=digest`, in the order of names, with spaces between; nil without any.
  var text: String? {
    guard !digests.isEmpty else { return nil }
    return digests.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      .joined(separator: " ")
  }
}

/// Writes rows so that two different states never give the same bytes: each part stands after its
/// length, each value after its column's name and kind.
private struct RowEncoder {
  private let run: StoreDigestRun
  private var buffer: [UInt8] = []

  init(run: StoreDigestRun) {
    self.run = run
  }

  /// Whether nothing was added so far.
  private(set) var isEmpty = true

  /// Adds a text of its own.
  mutating func add(_ text: String) {
    isEmpty = false
    buffer.append(contentsOf: Self.counted(text.utf8))
  }

  mutating func begin(previous: String) {
    buffer.append(contentsOf: Self.counted(previous.utf8))
  }

  mutating func add(
    _ table: StaticString, _ connection: any SQLConnection, _ statement: SQL
  ) throws {
    // Each with its length before it, made once: an import has thousands of rows.
    let table = Self.counted(table.description.utf8)
    var names: [[UInt8]] = []
    try connection.forEach(statement) { row in
      isEmpty = false
      if names.isEmpty { names = row.columnNames.map { Self.counted($0.utf8) } }
      buffer.append(contentsOf: table)
      for name in names {
        let kind = row.kind
        guard kind != .null else {
          row.skip()
          continue
        }
        buffer.append(contentsOf: name)
        buffer.append(kind.rawValue)
        switch kind {
        case .integer: append(number: UInt64(bitPattern: try row.next(Int64.self)))
        case .real: append(number: try row.next(Double.self).bitPattern)
        default: row.appendBytes(to: &buffer)
        }
      }
      // No column has an empty name: the end of the row.
      append(number: 0)
      if buffer.count > 1 << 16 { flush() }
    }
  }

  mutating func finish() -> String {
    flush()
    return run.finish()
  }

  private mutating func flush() {
    run.update(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private static func counted(_ bytes: some Collection<UInt8>) -> [UInt8] {
    Self.bytes(of: UInt64(bytes.count)) + bytes
  }

  private static func bytes(of number: UInt64) -> [UInt8] {
    stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt64($0)) }
  }

  private mutating func append(number: UInt64) {
    buffer.append(UInt8(truncatingIfNeeded: number >> 56))
    buffer.append(UInt8(truncatingIfNeeded: number >> 48))
    buffer.append(UInt8(truncatingIfNeeded: number >> 40))
    buffer.append(UInt8(truncatingIfNeeded: number >> 32))
    buffer.append(UInt8(truncatingIfNeeded: number >> 24))
    buffer.append(UInt8(truncatingIfNeeded: number >> 16))
    buffer.append(UInt8(truncatingIfNeeded: number >> 8))
    buffer.append(UInt8(truncatingIfNeeded: number))
  }
}
