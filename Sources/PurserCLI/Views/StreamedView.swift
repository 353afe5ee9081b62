package import JSONKit

/// An answer of any length that is shown while it is read, so that it costs no memory.
package protocol StreamedView: Answer {
  associatedtype Row

  /// Name of the array in the JSON document: `{"events": […]}`.
  var jsonKey: String { get }

  /// Members of the JSON document before the array; none unless the view says otherwise.
  var jsonMembers: JSONObject { get }

  /// Lines before the first row for people.
  var heading: Text { get }

  /// Lines before the first row for scripts; none unless the view says otherwise.
  var plainHeading: Text { get }

  /// Lines when there is no row, for people.
  var empty: Text { get }

  /// Calls `body` with each row, in display order.
  func forEach(_ body: (Row) throws -> Void) throws

  /// The row's member of the array.
  func json(_ row: Row) -> JSON

  /// The row's lines for people.
  func text(_ row: Row) -> Text

  /// The row's lines for scripts; the same as for people unless the view says otherwise.
  func plain(_ row: Row) -> Text
}

extension StreamedView {
  package var jsonMembers: JSONObject { [:] }
  package var heading: Text { [] }
  package var plainHeading: Text { [] }
  package var empty: Text { [] }
  package func plain(_ row: Row) -> Text { text(row) }

  package func write(to output: Output) throws {
    switch output.format {
    case .json: try writeJSON(to: output)
    case .plain:
      try output.write(plainHeading)
      try forEach { row in
        try output.checkInterrupt()
        try output.write(plain(row))
      }
    case .people: try writeText(to: output)
    }
  }

  private func writeText(to output: Output) throws {
    var isFirst = true
    try forEach { row in
      try output.checkInterrupt()
      if isFirst { try output.write(heading) }
      isFirst = false
      try output.write(text(row))
    }
    if isFirst { try output.write(empty) }
  }

  /// Lays the document out as a whole one would be.
  private func writeJSON(to output: Output) throws {
    var start = "{\n"
    for (key, value) in jsonMembers {
      let lines = value.safeText.split(separator: "\n").joined(separator: "\n  ")
      start += "  \(JSON.string(key).text(.compact)): \(lines),\n"
    }
    start += "  \"\(jsonKey)\": ["
    var isFirst = true
    try forEach { row in
      try output.checkInterrupt()
      try output.write(raw: isFirst ? "\(start)\n    " : ",\n    ")
      isFirst = false
      // Line ends in a laid out value are never inside a string.
      let lines = json(row).safeText.split(separator: "\n")
      try output.write(raw: lines.joined(separator: "\n    "))
    }
    try output.write(raw: isFirst ? "\(start)]\n}\n" : "\n  ]\n}\n")
  }
}
