import JSONKit
import PurserTestSupport
import Testing

@Suite struct JSONWriterTests {
  @Test func `the layout is that of JavaScript`() {
    let value: JSON = [
      "empty": [:], "none": [], "list": [1, [], [true, nil], ["a": "b"]], "text": "a/b\u{7F}é😀",
    ]
    let expected = """
      {
        "empty": {},
        "none": [],
        "list": [
          1,
          [],
          [
            true,
            null
          ],
          {
            "a": "b"
          }
        ],
        "text": "a/b\u{7F}é😀"
      }
      """
    #expect(value.text(.pretty) == expected)
    #expect(value.document() == Array((expected + "\n").utf8))
    #expect(
      value.text(.compact)
        == "{\"empty\":{},\"none\":[],\"list\":[1,[],[true,null],{\"a\":\"b\"}],"
        + "\"text\":\"a/b\u{7F}é😀\"}")
  }

  @Test func `a member stands in its document as it is written alone`() {
    let value: JSON = ["a": [1, ["b": "c"]], "": [:]]
    let document: JSON = ["outer": ["inner": value]]
    let member = String(decoding: JSON.member("inner", value, level: 2), as: UTF8.self)
    #expect(document.text(.pretty) == "{\n  \"outer\": {\n\(member)\n  }\n}")
  }

  @Test func `control characters, quotes and backslashes are escaped as JavaScript does`() {
    let controls = String(String.UnicodeScalarView((0..<0x20).map { Unicode.Scalar(UInt8($0)) }))
    #expect(
      JSON.string(controls).text(.compact)
        == #""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"#
        + #"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c"#
        + #"\u001d\u001e\u001f""#)
    #expect(
      JSON.string("\"\\/\u{2028}\u{2029}\u{80}").text(.compact)
        == "\"\\\"\\\\/\u{2028}\u{2029}\u{80}\"")
    #expect(JSON.object(["a\n\"": 1]).text(.compact) == #"{"a\n\"":1}"#)
  }

  @Test func `a document read and written keeps order, spelling and unknown members`() throws {
    let text = #"{"z":1.0,"a":{"10":1e5,"9":-0,"ü":123456789012345678901},"m":[0.10]}"#
    #expect(try JSON.parse(text).text(.compact) == text)
    #expect(try JSON.parse(JSON.parse(text).text(.pretty)).text(.compact) == text)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `a generated value comes back from both layouts`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let value = generator.json(depth: 5)
    for layout in [JSONLayout.pretty, .compact] {
      let text = value.text(layout)
      #expect(try JSON.parse(text) == value)
      #expect(try JSON.parse(text, syntax: .json5) == value)
    }
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `a damaged text is read or refused, never a crash`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var bytes = generator.json(depth: 4).bytes(.pretty)
    for _ in 0..<3 {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: bytes.remove(at: place)
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 2: bytes.insert("{}[],:\"'\\/*0+.x".utf8.randomElement(using: &generator)!, at: place)
      default: bytes = Array(bytes[...place])
      }
      if bytes.isEmpty { break }
    }
    for syntax in [JSONSyntax.json, .jsonAfterByteOrderMark, .json5] {
      do throws(JSONError) {
        let read = try JSON.parseListingDuplicates(bytes, syntax: syntax)
        // What was accepted can be written, and is then plain JSON.
        #expect(throws: Never.self) { try JSON.parse(read.value.bytes(.compact)) }
        #expect(JSONLocator(bytes, syntax: syntax)?.position(of: .root) != nil)
      } catch {
        #expect(error.line >= 1 && error.column >= 1)
        #expect(error.message.hasSuffix("."))
      }
    }
  }
}

extension SeededGenerator {
  mutating func json(depth: Int) -> JSON {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &self) {
    case 0: return nil
    case 1: return .bool(Bool.random(using: &self))
    case 2: return .number(JSONNumber(Int64.random(in: .min ... .max, using: &self)))
    case 3:
      let value = Double(bitPattern: next())
      return .number(JSONNumber(value.isFinite ? value : 0.5))
    case 4, 5: return .string(text())
    case 6:
      return .array((0..<Int.random(in: 0..<5, using: &self)).map { _ in json(depth: depth - 1) })
    default:
      // Now and then more members than are searched in a row.
      let count = Int.random(in: 0..<(next() % 8 == 0 ? 40 : 6), using: &self)
      return .object(
        JSONObject((0..<count).map { _ in (key: text(), value: json(depth: depth - 1)) }))
    }
  }

  private mutating func text() -> String {
    let alphabet: [Unicode.Scalar] = [
      "a", "b", "Z", "0", " ", "\"", "\\", "/", "\n", "\t", "\0", "\u{1F}", "\u{7F}", "é",
      "\u{301}",
      "ß", "中", "\u{2028}", "\u{FEFF}", "😀", "\u{10FFFF}", "\u{FFFF}",
    ]
    let count = Int.random(in: 0..<20, using: &self)
    return String(
      String.UnicodeScalarView((0..<count).map { _ in alphabet.randomElement(using: &self)! }))
  }
}
