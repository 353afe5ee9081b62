extension [String] {
  /// The texts one behind the other with `separator` between them.
  ///
  /// In place of the standard library's, which does the same for every collection and so looks up types by their names
  /// when it is first called: 140,000 instructions, as many as all statements of a short command take.
  package func joined(separator: String = "") -> String {
    var text = ""
    for (index, part) in enumerated() {
      if index > 0 { text += separator }
      text += part
    }
    return text
  }
}
