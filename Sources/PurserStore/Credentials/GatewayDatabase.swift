import PurserDomain
package import SQLKit

/// The SQLite files in which newer gateways keep credentials: read through the program's choice of driver,
/// never changed.
package struct GatewayDatabase: Sendable {
  /// What one file holds, as the JSON texts of its two rows.
  package struct Content: Equatable, Sendable {
    /// The credentials; nil when there is no such row.
    package var profiles: [UInt8]?
    /// Order, last good profiles and statistics; nil when there is no such row.
    package var state: [UInt8]?
    /// Whether there are rows under other keys, which nobody reads.
    package var hasOthers = false

    package init(profiles: [UInt8]? = nil, state: [UInt8]? = nil) {
      self.profiles = profiles
      self.state = state
    }
  }

  private let open: @Sendable (_ path: String) throws -> any SQLDatabase

  /// Needs a function that opens somebody else's file for reading.
  package init(open: @escaping @Sendable (_ path: String) throws -> any SQLDatabase) {
    self.open = open
  }

  /// Reads the file at `path`; a text longer than `limit` bytes is refused.
  ///
  /// Throws `invalid` for a file that is no such database, `unavailable` for one that cannot be read now.
  package func content(of path: String, limit: Int) throws(StoreError) -> Content {
    do {
      return try open(path).transaction(.read) { connection in
        var content = Content()
        content.profiles = try Self.text(.profiles, connection, limit, &content.hasOthers)
        content.state = try Self.text(.state, connection, limit, &content.hasOthers)
        return content
      }
    } catch let error as StoreError {
      throw error
    } catch let error as SQLError {
      throw Self.fault(error, path)
    } catch {
      throw StoreError(
        .unavailable, "The database cannot be read.", subject: path.printable(limit: 400),
        hint: "Check that this is the right file.")
    }
  }

  private enum Part {
    case profiles
    case state

    var table: String { self == .profiles ? "auth_profile_store" : "auth_profile_state" }

    var keys: SQL {
      self == .profiles
        ? """
        SELECT store_key, length(CAST(store_json AS BLOB)) FROM auth_profile_store
        ORDER BY store_key <> 'primary', store_key LIMIT 2
        """
        : """
        SELECT state_key, length(CAST(state_json AS BLOB)) FROM auth_profile_state
        ORDER BY state_key <> 'primary', state_key LIMIT 2
        """
    }

    func text(_ key: String) -> SQL {
      self == .profiles
        ? "SELECT CAST(store_json AS BLOB) FROM auth_profile_store WHERE store_key = \(key)"
        : "SELECT CAST(state_json AS BLOB) FROM auth_profile_state WHERE state_key = \(key)"
    }
  }

  private static func text(
    _ part: Part, _ connection: any SQLConnection, _ limit: Int, _ hasOthers: inout Bool
  ) throws -> [UInt8]? {
    // Only a table: a view of a stranger could compute for ever.
    let definition = try connection.first(
      "SELECT type, sql FROM sqlite_master WHERE name = \(part.table)"
    ) { row in (type: try row.next(String?.self), sql: try row.next(String?.self)) }
    guard let definition else { return nil }
    guard definition.type == "table",
      definition.sql?.uppercased().utf8.starts(with: "CREATE TABLE".utf8) == true
    else {
      throw StoreError(
        .invalid, "'\(part.table)' is no plain table.", subject: part.table,
        hint: "Check that a gateway made this file.")
    }
    let rows = try connection.rows(part.keys) { row in
      (key: try row.next(String?.self), length: try row.next(Int64?.self))
    }
    if rows.count > 1 { hasOthers = true }
    guard let row = rows.first, let key = row.key, let length = row.length else { return nil }
    guard length <= Int64(limit) else {
      throw StoreError(
        .invalid, "The row in '\(part.table)' is larger than \(limit) bytes.", subject: part.table,
        hint: "Check that a gateway made this file.")
    }
    return try connection.first(part.text(key)) { try $0.next([UInt8]?.self) } ?? nil
  }

  private static func fault(_ error: SQLError, _ path: String) -> StoreError {
    let shown = path.printable(limit: 400)
    return switch error.code {
    case .busy, .unavailable, .unfinished, .io, .interrupted:
      StoreError(
        .unavailable, "The database cannot be read now.", subject: shown,
        hint: "Stop the gateway, or try again.", cause: error.message)
    case .permission, .readOnly, .unrecovered:
      StoreError(
        .permission, "The database cannot be opened.", subject: shown,
        hint: "Run the import as the user of the gateway.", cause: error.message)
    default:
      StoreError(
        .invalid, "The file is no database of a gateway.", subject: shown,
        hint: "Check that this is the right file.", cause: error.message)
    }
  }
}
