import JSONKit
import Testing

/// What json5 2.2.3 reads and refuses.
@Suite struct JSON5Tests {
  @Test(arguments: [
    ("// c\n{} // d", "{}"), ("/* c * / **/{}/**/", "{}"), ("//c\u{2028}1", "1"), ("//c\r1", "1"),
    ("\u{FEFF}\u{A0}\u{0B}\u{0C}\u{1680}\u{2003}\u{2029}\u{202F}\u{205F}\u{3000}1", "1"),
    ("[1,2,]", "[1,2]"), ("{a:1,}", #"{"a":1}"#), ("{a$_1:1,$:2,_:3}", #"{"a$_1":1,"$":2,"_":3}"#),
    ("{ümläut:1, ключ:2, a\u{200C}b:3, 𠀀:4}", nil),
    (#"{\u0061b\u0063:1}"#, #"{"abc":1}"#), ("{null:1,true:2,Infinity:3}", nil),
    ("{'a b':1,\"c\":'d'}", #"{"a b":1,"c":"d"}"#), (#"'it\'s "x"'"#, #""it's \"x\"""#),
    (#""\v\0\x41\q\'\ü""#, #""\u000b\u0000Aq'ü""#),
    ("'a\\\nb\\\r\nc\\\rd\\\u{2028}e'", #""abcde""#),
    ("'a\u{2028}b\u{2029}\tc\u{01}'", "\"a\u{2028}b\u{2029}\\tc\\u0001\""),
    ("[+1,-1,.5,5.,-.5e1,+5.e-1]", "[1,-1,0.5,5,-5,0.5]"),
    ("[0x1F,-0XaB,+0x0,0xffffffffffffffffffff]", "[31,-171,0,1.2089258196146292e+24]"),
    ("[Infinity,-Infinity,+Infinity,NaN,-NaN]", "[null,null,null,null,null]"),
    ("[0,-0,1.50,1e400]", "[0,-0,1.50,1e400]"), ("{a:1}\n", #"{"a":1}"#),
    ("{__proto__:1}", #"{"__proto__":1}"#),
  ])
  func `a JSON5 text is read as the library reads it`(text: String, compact: String?) throws {
    let value = try JSON.parse(text, syntax: .json5)
    guard let compact else { return #expect(try JSON.parse(value.text(.compact)) == value) }
    #expect(value.text(.compact) == compact)
  }

  @Test(arguments: [
    ("", 1, 1), ("// c", 1, 5), ("/* c", 1, 1), ("/ c", 1, 2), ("[,]", 1, 2), ("{,}", 1, 2),
    ("[1,,2]", 1, 4), ("{a:1,,}", 1, 6), ("{} x", 1, 4), ("{1:2}", 1, 2), ("{a b:1}", 1, 4),
    ("{a-b:1}", 1, 3), ("{\\u0031:1}", 1, 2), ("{\\x61:1}", 1, 3), ("{[a]:1}", 1, 2),
    ("01", 1, 2), ("0x", 1, 3), ("0xg", 1, 3), (".", 1, 2), ("+", 1, 2), ("--1", 1, 2),
    ("1e", 1, 3), (".e1", 1, 2), ("1_000", 1, 2), ("0b1", 1, 2), ("1n", 1, 2), ("undefined", 1, 1),
    ("infinity", 1, 1), ("Infinit", 1, 8), ("`a`", 1, 1), ("'a\nb'", 1, 3), ("'a\rb'", 1, 3),
    (#"'\1'"#, 1, 3), (#"'\01'"#, 1, 4), (#"'\xg'"#, 1, 4), ("'a\"", 1, 4), ("nulll", 1, 5),
    ("{a:1 b:2}", 1, 6), ("\u{200B}1", 1, 1), ("\u{85}1", 1, 1),
  ])
  func `a text the library refuses is refused with line and column`(
    text: String, line: Int, column: Int
  ) {
    let error = #expect(throws: JSONError.self) { try JSON.parse(text, syntax: .json5) }
    #expect(error?.code == .syntax)
    #expect(error?.position == JSONPosition(line: line, column: column))
  }

  @Test func `a number of JSON5 keeps its spelling until it is written`() throws {
    let value = try JSON.parse("[+1, .5, 0x1F, -Infinity]", syntax: .json5)
    #expect(value.array?.map { $0.number?.text } == ["+1", ".5", "0x1F", "-Infinity"])
    #expect(value.array?.map(\.double) == [1, 0.5, 31, -.infinity])
    #expect(value.array?.map(\.int64) == [1, nil, 31, nil])
    #expect(value.text(.compact) == "[1,0.5,31,null]")
  }
}
