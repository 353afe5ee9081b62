import JSONKit
import Testing

@Suite struct JSONReaderTests {
  @Test(arguments: [
    ("null", "null"), (" true\r\n", "true"), ("\tfalse", "false"), ("0", "0"), ("-0", "-0"),
    ("-12.50e+07", "-12.50e+07"), ("123456789012345678901234567890", nil), ("1E400", nil),
    ("\"\"", "\"\""), ("\"é😀\u{2028}\u{7F}\"", nil), (#""\u0041\ud83d\uDE00""#, "\"A😀\""),
    (#""\"\\\/\b\f\n\r\t\u0000""#, #""\"\\/\b\f\n\r\t\u0000""#), ("[]", "[]"), ("[ ]", "[]"),
    ("{ }", "{}"), ("[1 , [2],{\"a\" :3}]", "[1,[2],{\"a\":3}]"),
    (#"{"b":1,"a":2,"10":3,"":4}"#, nil),
  ])
  func `a JSON text is read as it stands`(text: String, compact: String?) throws {
    #expect(try JSON.parse(text).text(.compact) == compact ?? text)
  }

  @Test(arguments: [
    ("", 1, 1), ("  \n ", 2, 2), ("[1,]", 1, 4), ("[,1]", 1, 2), ("[1 2]", 1, 4), ("[1", 1, 3),
    ("{\"a\"}", 1, 5), ("{\"a\":}", 1, 6), ("{\"a\":1,}", 1, 8), ("{a:1}", 1, 2), ("{,}", 1, 2),
    ("{\"a\":1 \"b\":2}", 1, 8), ("{} x", 1, 4), ("1 2", 1, 3), ("nul", 1, 4), ("nullx", 1, 5),
    ("True", 1, 1), ("01", 1, 2), ("-", 1, 2), ("+1", 1, 1), (".5", 1, 1), ("5.", 1, 3),
    ("1e", 1, 3), ("1e+", 1, 4), ("0x1F", 1, 2), ("Infinity", 1, 1), ("NaN", 1, 1),
    ("-Infinity", 1, 2), ("'a'", 1, 1), ("\"a", 1, 3), ("\"a\nb\"", 1, 3), ("\"a\tb\"", 1, 3),
    (#""\x41""#, 1, 3), (#""\u12g4""#, 1, 6), (#""\u12"#, 1, 6), (#""\"#, 1, 3),
    ("// c\n1", 1, 1), ("[1] /* c */", 1, 5), ("\u{A0}1", 1, 1), ("\u{0B}1", 1, 1),
    ("[\n  \"é😀\", x]", 2, 9), ("[\r\n1\r2]", 3, 1), ("[\n\r\n?]", 3, 1),
  ])
  func `a text that is not JSON is refused with line and column`(
    text: String, line: Int, column: Int
  ) {
    let error = #expect(throws: JSONError.self) { try JSON.parse(text) }
    #expect(error?.code == .syntax)
    #expect(error?.position == JSONPosition(line: line, column: column))
  }

  @Test(arguments: [JSONSyntax.json, .json5])
  func `bytes that are not UTF-8 are named by their place`(syntax: JSONSyntax) {
    let text = Array("{\"a\":\n \"é".utf8)
    for bad: [UInt8] in [
      [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
    ] {
      let error = #expect(throws: JSONError.self) {
        try JSON.parse(text + bad + Array("\"}".utf8), syntax: syntax)
      }
      #expect(error?.code == .invalidUTF8)
      #expect(error?.position == JSONPosition(line: 2, column: 4))
    }
  }

  @Test(arguments: [
    (#""\ud800""#, 2), (#""a\udc00""#, 3), (#""\ud800\u0041""#, 2), (#""\ud83d\ud83d\ude00""#, 2),
    (#""\ud800x""#, 2),
  ])
  func `half a surrogate pair is refused at its escape`(text: String, column: Int) {
    for syntax in [JSONSyntax.json, .json5] {
      let error = #expect(throws: JSONError.self) { try JSON.parse(text, syntax: syntax) }
      #expect(error?.code == .loneSurrogate)
      #expect(error?.column == column)
    }
  }

  @Test(arguments: ["\0", "{\"a\":\0}", "\"a\0b\"", "[1]\0", "\"a\\\0\""])
  func `a NUL byte is refused wherever it stands`(text: String) {
    for syntax in [JSONSyntax.json, .json5] {
      #expect(throws: JSONError.self) { try JSON.parse(text, syntax: syntax) }
      #expect(code(text, syntax) == .nul)
    }
  }

  @Test func `a byte order mark is refused, or skipped when asked`() throws {
    let text = "\u{FEFF}[1, x]"
    #expect(code(text, .json) == .byteOrderMark)
    #expect(try JSON.parse("\u{FEFF} {}", syntax: .jsonAfterByteOrderMark) == [:])
    #expect(try JSON.parse("{}", syntax: .jsonAfterByteOrderMark) == [:])
    #expect(code("\u{FEFF}\u{FEFF}{}", .jsonAfterByteOrderMark) == .syntax)
    #expect(try JSON.parse("\u{FEFF}\u{FEFF}{}", syntax: .json5) == [:])
    let error = #expect(throws: JSONError.self) {
      try JSON.parse(text, syntax: .jsonAfterByteOrderMark)
    }
    #expect(error?.position == JSONPosition(line: 1, column: 5))
  }

  @Test func `a repeated key is an error unless the last wins`() throws {
    let text = #"{"x":1,"a":{"b":[0,{"c":1,"c":2}]},"x":3,"y":4}"#
    let error = #expect(throws: JSONError.self) { try JSON.parse(text) }
    #expect(error?.code == .duplicateKey)
    #expect(error?.subject == "c")
    #expect(error?.column == 27)
    let read = try JSON.parseListingDuplicates(Array(text.utf8))
    #expect(read.value.text(.compact) == #"{"x":3,"a":{"b":[0,{"c":2}]},"y":4}"#)
    #expect(read.duplicates.map(\.path.description) == ["a.b[1].c", "x"])
    #expect(read.duplicates.map(\.position.column) == [27, 36])
  }

  @Test func `a repeated key is found among many, by its bytes`() throws {
    let many = (0..<200).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    #expect(try JSON.parse("{\(many)}")["k199"] == 199)
    #expect(code("{\(many),\"k7\":1}", .json) == .duplicateKey)
    // Two spellings of é are one text to Swift and two keys to JSON.
    #expect(try JSON.parse("{\"\u{E9}\":1,\"e\u{301}\":2}").object?.count == 2)
    #expect(try JSON.parse("{\(many),\"\u{E9}\":1,\"e\u{301}\":2}")["e\u{301}"] == 2)
  }

  @Test func `a text too deep or too large is refused, not a crash`() throws {
    for text in [
      String(repeating: "[", count: 10_000), String(repeating: "{\"a\":", count: 10_000),
      String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000),
    ] {
      #expect(code(text, .json) == .tooDeep)
      #expect(code(text, .json5) == .tooDeep)
    }
    let limits = JSONLimits(bytes: 8, depth: 3)
    #expect(try JSON.parse("[[[]]]", limits: limits) == [[[]]])
    #expect(code("[[[[]]]]", .json, limits) == .tooDeep)
    #expect(code("[1,2,3,4]", .json, limits) == .tooLarge)
    #expect(JSONLimits(depth: 5000).depth == 1000)
    let deepest = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
    #expect(try JSON.parse(deepest, limits: JSONLimits(depth: 1000)).text(.compact) == deepest)
    #expect(code([UInt8](repeating: 0x20, count: 100_000_000), .json) == .tooLarge)
  }

  @Test func `an error shows no control character of the text`() {
    let error = #expect(throws: JSONError.self) { try JSON.parse("[\u{1B}[2J]") }
    #expect(error?.message == "The character 'U+001B' cannot stand here.")
    let twice = #expect(throws: JSONError.self) { try JSON.parse(#"{"\u001b":1,"\u001b":2}"#) }
    #expect(twice?.message == "The key 'U+001B' is there twice.")
  }

  private func code(
    _ text: String, _ syntax: JSONSyntax, _ limits: JSONLimits = .standard
  ) -> JSONError.Code? {
    code(Array(text.utf8), syntax, limits)
  }

  private func code(
    _ bytes: [UInt8], _ syntax: JSONSyntax, _ limits: JSONLimits = .standard
  ) -> JSONError.Code? {
    do throws(JSONError) {
      _ = try JSON.parse(bytes, syntax: syntax, limits: limits)
      return nil
    } catch {
      return error.code
    }
  }
}
