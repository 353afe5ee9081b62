/// A Swift file taken apart into code, string literals and comments, line by line: enough to ask
/// what a file imports or which words it uses without being misled by text in quotes.
struct SwiftSource: Sendable {
  /// The code of each line, first line first; literals are `""`, comments are gone.
  private(set) var code: [String] = [""]
  /// The literals in order, with the line (from 1) that each starts on; interpolations are left
  /// out.
  private(set) var literals: [(line: Int, text: String)] = []
  /// The whole text of each line.
  let lines: [Substring]

  init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var reader = Reader(text: Array(text))
    readCode(&reader, closingParenthesis: false)
  }

  /// Numbers (from 1) of the lines whose code contains `word` as a whole word.
  func lines(withWord word: String) -> [Int] {
    code.indices.filter { words(of: code[$0]).contains(Substring(word)) }.map { $0 + 1 }
  }

  /// Numbers (from 1) of the lines whose code calls the free function `name`.
  func lines(calling name: String) -> [Int] {
    code.indices.filter { index in
      code[index].ranges(of: name + "(").contains { range in
        guard range.lowerBound > code[index].startIndex else { return true }
        let before = code[index][code[index].index(before: range.lowerBound)]
        let isDeclared = code[index][..<range.lowerBound].hasSuffix("func ")
        return !(before.isLetter || before.isNumber || before == "_" || before == ".")
          && !isDeclared
      }
    }.map { $0 + 1 }
  }

  /// Whether a doc comment stands above the line at `index`, attributes between them left out.
  func hasDocComment(above index: Int) -> Bool {
    var above = index - 1
    while above >= 0, lines[above].drop(while: { $0 == " " }).hasPrefix("@") { above -= 1 }
    return above >= 0 && lines[above].drop(while: { $0 == " " }).hasPrefix("///")
  }

  /// The modules that the file imports, in order.
  var imports: [String] {
    code.compactMap { line in
      var rest = line.split(separator: " ")[...]
      while let first = rest.first,
        ["package", "private", "fileprivate", "internal", "public"].contains(first)
          || first.hasPrefix("@")
      {
        rest.removeFirst()
      }
      guard rest.first == "import" else { return nil }
      rest.removeFirst()
      if let kind = rest.first, rest.count > 1,
        ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"].contains(kind)
      {
        rest.removeFirst()
      }
      return rest.first.map { String($0.prefix { $0 != "." && $0 != ";" }) }
    }
  }

  private func words(of line: String) -> Set<Substring> {
    Set(line.split { !($0.isLetter || $0.isNumber || $0 == "_") })
  }

  private mutating func readCode(_ reader: inout Reader, closingParenthesis: Bool) {
    var depth = 0
    while let next = reader.peek {
      if reader.skip("//") {
        while let character = reader.peek, character != "\n" { reader.advance() }
      } else if reader.skip("/*") {
        readBlockComment(&reader)
      } else if let hashes = reader.literalStart {
        readLiteral(&reader, hashes: hashes)
        code[code.count - 1] += "\"\""
      } else {
        if next == "(" { depth += 1 }
        if next == ")" {
          if closingParenthesis && depth == 0 { return }
          depth -= 1
        }
        reader.advance()
        append(next)
      }
    }
  }

  private mutating func readBlockComment(_ reader: inout Reader) {
    var depth = 1
    while depth > 0, let next = reader.peek {
      if reader.skip("/*") {
        depth += 1
      } else if reader.skip("*/") {
        depth -= 1
      } else {
        reader.advance()
        if next == "\n" { append(next) }
      }
    }
  }

  private mutating func readLiteral(_ reader: inout Reader, hashes: Int) {
    let marks = String(repeating: "#", count: hashes)
    let start = code.count
    var text = ""
    let long = reader.skip(marks + "\"\"\"")
    if !long { _ = reader.skip(marks + "\"") }
    let end = (long ? "\"\"\"" : "\"") + marks
    while let next = reader.peek {
      if reader.skip(end) { break }
      if reader.skip("\\" + marks + "(") {
        readCode(&reader, closingParenthesis: true)
        reader.advance()
      } else if reader.skip("\\" + marks) {
        text.append(reader.peek ?? " ")
        if reader.peek == "\n" { append("\n") }
        reader.advance()
      } else {
        if next == "\n" { append(next) }
        text.append(next)
        reader.advance()
      }
    }
    literals.append((start, text))
  }

  private mutating func append(_ character: Character) {
    if character == "\n" { code.append("") } else { code[code.count - 1].append(character) }
  }

  private struct Reader {
    let text: [Character]
    var index = 0

    var peek: Character? { index < text.count ? text[index] : nil }

    mutating func advance() { index += 1 }

    mutating func skip(_ wanted: String) -> Bool {
      guard starts(with: wanted) else { return false }
      index += wanted.count
      return true
    }

    private func starts(with wanted: String) -> Bool {
      guard let first = peek, first == wanted.first else { return false }
      return text[index...].starts(with: wanted)
    }

    /// The number of `#` before the quote that starts a literal here; nil when none starts here.
    var literalStart: Int? {
      var end = index
      while end < text.count, text[end] == "#" { end += 1 }
      return end < text.count && text[end] == "\"" ? end - index : nil
    }
  }
}
