import PurserDomain
import PurserTestSupport
import Testing

struct BasicValuesTests {
  @Test(arguments: [
    Example("13.2", "main", "main"), Example("13.2", "  Ops Team! ", "ops-team"),
    Example("13.2", "", "main"), Example("13.2", "   ", "main"), Example("13.2", "!!!", "main"),
    Example("13.2", "Work", "work"), Example("13.2", "a_b-C9", "a_b-c9"),
    Example("13.2", "-lead-", "lead"), Example("13.2", "_x", "_x"),
    Example("13.2", "a..b//c", "a-b-c"), Example("13.2", "a- b", "a--b"),
    Example("13.2", "../../etc", "etc"), Example("13.2", "a\nb", "a-b"),
    Example("13.2", "a\u{1B}[31mb", "a-31mb"), Example("13.2", "助手", "main"),
    Example("13.2", "\u{212A}elvin", "kelvin"), Example("13.2", "\u{FEFF}ops", "ops"),
    Example("13.2", String(repeating: "x", count: 80), String(repeating: "x", count: 64)),
    Example(
      "13.2", "a" + String(repeating: "b", count: 63) + "!", "a" + String(repeating: "b", count: 63)
    ),
  ])
  func `agent ids come out normalised`(example: Example<String, String>) {
    let (id, changed) = Agent.ID.normalising(example.input)
    #expect(id.text == example.output)
    #expect(changed == (example.input != example.output))
  }

  @Test func `normalising an agent id gives a valid id that stays`() {
    var random = SeededGenerator(seed: 7)
    let parts = ["a", "B", "-", "_", " ", "/", "9", "é", "\u{0}", "xxxxxxxxxxxxxxxxxxxx"]
    for _ in 0..<3000 {
      let raw = (0..<Int.random(in: 0...8, using: &random)).map { _ in
        parts.randomElement(using: &random) ?? ""
      }.joined()
      let id = Agent.ID.normalising(raw).id
      #expect(Agent.ID.normalising(id.text).id == id, "\(raw.debugDescription)")
      #expect(throws: Never.self) { try Agent.ID(id.text) }
    }
  }

  @Test(arguments: ["", "A", "a b", "-a", "a/b", "..", "a\u{1B}[0m", "é"])
  func `a text that is no agent id is refused`(text: String) {
    let error = #expect(throws: DomainError.self) { try Agent.ID(text) }
    #expect(error?.code == .invalid)
    #expect(error?.message.hasUnprintable == false)
  }

  @Test func `scopes are the defaults and the agents, in that order`() throws {
    #expect(try ScopeID("*") == .defaults)
    #expect(try ScopeID("ops").agent?.text == "ops")
    #expect(
      try [ScopeID("b"), ScopeID("*"), ScopeID("a")].sorted().map(\.text) == ["*", "a", "b"])
    #expect(throws: DomainError.self) { try ScopeID("**") }
  }

  @Test(arguments: [
    Example("day", "2026-02-02", "2026-02-02T00:00:00.000Z"),
    Example("UTC", "2026-02-02T02:40:00Z", "2026-02-02T02:40:00.000Z"),
    Example("offset", "2026-02-02T03:40:00.1+01:00", "2026-02-02T02:40:00.100Z"),
    Example("west", "2026-01-31 23:30-05:30", "2026-02-01T05:00:00.000Z"),
    Example("digits", "2026-02-02T02:40:20.1239Z", "2026-02-02T02:40:20.123Z"),
    Example("leap day", "2024-02-29T00:00Z", "2024-02-29T00:00:00.000Z"),
    Example("before 1970", "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
    Example("year 1", "0001-01-01", "0001-01-01T00:00:00.000Z"),
  ])
  func `instants print as RFC 3339 with three decimals`(example: Example<String, String>) throws {
    #expect(try Timestamp(example.input).description == example.output)
  }

  @Test(arguments: [
    "", "2026", "2026-13-01", "2026-02-29", "2026-02-02T24:00Z", "2026-02-02T10:00",
    "2026-02-02T10:00:60Z", "2026-02-02T10:00:00.Z", "2026-02-02T10:00+1:00", "2026-02-02Z",
    "2026-02-02T10:00Zx", "2h", "ago", "2hago", "2 ago ago",
  ])
  func `a text that is no instant is refused`(text: String) {
    #expect(throws: DomainError.self) { try Timestamp(text, now: Timestamp(milliseconds: 0)) }
  }

  @Test func `instants may be given before now`() throws {
    let now = Timestamp(milliseconds: 1_770_000_000_000)
    #expect(try Timestamp("now", now: now) == now)
    #expect(try Timestamp("2h ago", now: now) == Timestamp(milliseconds: 1_769_992_800_000))
    #expect(try Timestamp("1.5d ago", now: now) - now == TimeSpan(milliseconds: -129_600_000))
  }

  @Test func `every instant reads back from its text`() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<2000 {
      let instant = Timestamp(
        milliseconds: .random(in: -62_135_596_800_000...253_402_300_799_999, using: &random))
      #expect(try Timestamp(instant.description) == instant)
    }
  }

  @Test(arguments: [
    Example("h", 43_200_000, "12h"), Example("s", 90_000, "90s"), Example("d", 86_400_000, "1d"),
    Example("ms", 1_001, "1001ms"), Example("zero", 0, "0ms"), Example("negative", -60_000, "-1m"),
  ])
  func `spans print in their largest whole unit`(example: Example<Int64, String>) throws {
    let span = TimeSpan(milliseconds: example.input)
    #expect(span.description == example.output)
    if example.input >= 0 { #expect(try TimeSpan(span.description) == span) }
  }

  @Test func `a span that does not fit is refused`() {
    #expect(throws: DomainError.self) { try TimeSpan("99999999999999999999d") }
    #expect(throws: DomainError.self) { try TimeSpan("9223372036854775807h") }
  }

  @Test(arguments: [
    Example("price", "0.25", 250_000), Example("whole", "3", 3_000_000),
    Example("smallest", "0.000001", 1), Example("negative", "-1", -1_000_000),
    Example("exponent", "1.5e-2", 15_000), Example("exponent", "1E3", 1_000_000_000),
    Example("zeros", "0.1500000000", 150_000), Example("zero", "0.0", 0),
    Example("largest", "9223372036854.775807", .max),
    Example("smallest whole", "-9223372036854.775808", .min),
  ])
  func `dollars are read without rounding`(example: Example<String, Int64>) throws {
    let money = try Money(dollars: example.input)
    #expect(money.microUSD == example.output)
    #expect(try Money(dollars: money.dollars) == money)
  }

  @Test(arguments: [
    "", "-", ".5", "1.2.3", "1e", "0.0000001", "NaN", "1e99", "1e-9223372036854775808",
    "9223372036854.775808", " 1", "0x1",
  ])
  func `an amount that is not whole micro-dollars is refused`(text: String) {
    #expect(throws: DomainError.self) { try Money(dollars: text) }
  }

  @Test func `white space is that of JavaScript`() {
    #expect("\u{FEFF}\u{A0}\u{2028} a\u{B} \u{3000}".trimmed == "a")
    for kept in ["\u{85}a", "\u{180E}a", "\u{200B}a"] { #expect(kept.trimmed == kept) }
    #expect(" \t".trimmed == "")
  }

  @Test func `what a terminal could act on is left out`() {
    #expect("a\u{1B}[31m\u{9B}b\u{202E}c\n".printable() == "a[31mbc")
    #expect("abcdef".printable(limit: 3) == "abc\u{2026}")
  }

  @Test func `lists are in the order of the gateways`() {
    let sorted = ["b", "ab", "A", "a-b", "a", "a1", "é", "a_b"].sorted { $0.precedesInLists($1) }
    #expect(sorted == ["a", "A", "a_b", "a-b", "a1", "ab", "b", "é"])
    let accented = [
      "zeta", "étude", "Élan", "eland", "élan", "elan", "Elan", "日", "ñu", "nz", "łan",
    ]
    .sorted { $0.precedesInLists($1) }
    #expect(
      accented == [
        "elan", "Elan", "élan", "Élan", "eland", "étude", "łan", "ñu", "nz", "zeta", "日",
      ])
    let stroked = ["eb", "ðc", "db", "Đa", "sz", "ſt", "su", "zz", "ŧa", "ıa"]
      .sorted { $0.precedesInLists($1) }
    #expect(stroked == ["Đa", "db", "ðc", "eb", "ſt", "su", "sz", "zz", "ıa", "ŧa"])
  }
}
