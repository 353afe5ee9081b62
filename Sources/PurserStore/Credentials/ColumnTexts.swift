/// Lists of ids in one column: one a line.
enum IDList {
  static func text(_ ids: [String]) -> String { ids.joined(separator: "\n") }

  static func ids(_ text: String) -> [String] {
    text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
  }
}

/// Numbers by name in one column: `name=n`, sorted, joined by spaces.
enum CountList {
  static func text(_ counts: [String: Int]) -> String {
    counts.filter { $0.value != 0 }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      .joined(separator: " ")
  }

  /// Throws `corrupt` for a text of another form.
  static func counts(_ text: String) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for entry in text.split(separator: " ") {
      let parts = entry.split(separator: "=")
      guard parts.count == 2, let count = Int(parts[1]) else {
        throw StoreError.damaged("profile_state", text)
      }
      counts[String(parts[0])] = count
    }
    return counts
  }
}
