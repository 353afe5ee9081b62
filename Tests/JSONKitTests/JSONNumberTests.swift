import JSONKit
import Testing

@Suite struct JSONNumberTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (0.1, "0.1"), (1.5, "1.5"), (100, "100"),
    (123456789012, "123456789012"), (1e20, "100000000000000000000"),
    (Double("123456789012345680000")!, "123456789012345680000"), (1e21, "1e+21"),
    (1.5e21, "1.5e+21"),
    (-1.25e300, "-1.25e+300"), (1e-6, "0.000001"), (1.5e-6, "0.0000015"), (1e-7, "1e-7"),
    (1.23e-7, "1.23e-7"), (-1e-7, "-1e-7"), (.leastNonzeroMagnitude, "5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e+308"), (0x1p53, "9007199254740992"),
    (18014398509481984, "18014398509481984"), (0.1 + 0.2, "0.30000000000000004"),
    (1e15, "1000000000000000"), (1e16, "10000000000000000"), (123e-20, "1.23e-18"),
    (4.35, "4.35"), (0.000123, "0.000123"), (.infinity, "Infinity"), (-.infinity, "-Infinity"),
    (.nan, "NaN"),
  ])
  func `a double is spelled as JavaScript spells it`(value: Double, text: String) {
    #expect(JSONNumber(value).text == text)
  }

  @Test(
    arguments: [
      ("0", 0, 0), ("-0", 0, -0.0), ("12", 12, 12), ("1.0", 1, 1), ("1.5", nil, 1.5),
      ("1e3", 1000, 1e3),
      ("12e-1", nil, 1.2), ("9223372036854775807", 9_223_372_036_854_775_807, 0x1p63),
      ("9223372036854775808", nil, 0x1p63), ("-9223372036854775808", .min, -0x1p63),
      ("1e15", 1_000_000_000_000_000, 1e15),
      ("1e19", nil, 1e19), ("1e400", nil, .infinity), ("-1e400", nil, -.infinity), ("1e-400", 0, 0),
      ("+7", 7, 7), (".5", nil, 0.5), ("5.", 5, 5), ("-.5e1", -5, -5), ("0x1F", 31, 31),
      ("-0xff", -255, -255), ("0x8000000000000000", nil, 0x1p63), ("Infinity", nil, .infinity),
      ("-Infinity", nil, -.infinity), ("0x20000000000001", 9_007_199_254_740_993, 0x1p53),
    ] as [(String, Int64?, Double)])
  func `a spelling has an integer and a double value`(text: String, int64: Int64?, double: Double) {
    #expect(JSONNumber(text)?.text == text)
    #expect(JSONNumber(text)?.int64 == int64)
    #expect(JSONNumber(text)?.double == double)
  }

  @Test func `NaN is not a number`() {
    #expect(JSONNumber("NaN")?.double.isNaN == true)
    #expect(JSONNumber("NaN")?.int64 == nil)
    #expect(JSON.number(JSONNumber(.nan)).text(.compact) == "null")
  }

  @Test(arguments: ["", " 1", "1 ", "a", "1a", "0x", "--1", "1e", "Inf", "1,2", "\u{0661}"])
  func `a text that is no number makes none`(text: String) {
    #expect(JSONNumber(text) == nil)
  }

  @Test(arguments: [
    ("1.0", "1"), ("1e21", "1e+21"), ("-0", "0"), ("1E2", "100"), ("0.10", "0.1"), ("0x10", "16"),
    ("123456789012345678901", "123456789012345680000"), ("1e400", "Infinity"),
  ])
  func `a spelling has JavaScript's beside its own`(text: String, expected: String) {
    #expect(JSONNumber(text)?.javaScript == expected)
  }
}
