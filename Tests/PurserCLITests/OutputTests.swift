import JSONKit
import SystemKit
import Testing

@testable import PurserCLI

@Suite struct OutputTests {
  @Test(arguments: [
    ("plain", "plain"), ("two\nlines", "two lines"), ("tab\there", "tab here"),
    ("\u{1B}[31mred\u{1B}[0m", "[31mred[0m"), ("\u{9B}31m", "31m"), ("bell\u{07}", "bell"),
    ("\u{202E}evil\u{2066}", "evil"), ("a\u{2028}b", "a b"), ("nul\u{0}", "nul"),
    ("ü漢🎉", "ü漢🎉"),
  ])
  func `a line carries nothing a terminal acts on`(text: String, shown: String) {
    #expect(Line(text).plainText == shown)
    #expect(("\(text)" as Line).plainText == shown)
    #expect(("\(text, .red)" as Line).rendered(withColour: true) == "\u{1B}[31m\(shown)\u{1B}[0m")
  }

  @Test(arguments: [
    ("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("🎉", 2), ("ｆ", 2), ("", 0),
  ])
  func `width is counted in columns`(text: String, columns: Int) {
    #expect(displayWidth(text) == columns)
  }

  @Test(arguments: [
    ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abc..."), ("漢字漢字", 7, "漢字..."), ("漢字漢字", 6, "漢..."),
  ])
  func `a long text is cut to columns`(text: String, width: Int, shown: String) {
    #expect(shortened(text, to: width) == shown)
  }

  @Test func `a table is as wide as its cells and has no spaces at the ends`() {
    var table = Table([.init("Agent"), .init("Models", alignedRight: true), .init("Note")])
    table.append(["research", "7", ""])
    table.append(["漢字", "12", "new\nline"])
    table.append(["x"])
    #expect(
      table.text.plainText == """
        Agent     Models  Note
        research       7
        漢字          12  new line
        x

        """)
    #expect(table.plain.plainText == "research\t7\t\n漢字\t12\tnew line\nx\t\t\n")
  }

  @Test func `a document escapes what a terminal acts on and stays the same document`() throws {
    let json: JSON = ["a\u{9B}": "\u{202E}x\u{E0041}\n", "b": ["\u{7F}", "ü漢🎉"]]
    let text = json.answerText
    #expect(
      text == #"""
        {
          "a\u009b": "\u202ex\udb40\udc41\n",
          "b": [
            "\u007f",
            "ü漢🎉"
          ]
        }

        """#)
    #expect(try JSON.parse(text) == json)
  }
}

/// Rows that come one by one.
private struct Rows: StreamedView {
  var rows: [String]
  let jsonKey = "rows"
  var heading: Text { ["Rows"] }
  var empty: Text { ["No rows."] }
  func forEach(_ body: (String) throws -> Void) throws { try rows.forEach(body) }
  func json(_ row: String) -> JSON { ["name": .string(row), "more": [1, 2]] }
  func text(_ row: String) -> Text { ["- \(row)"] }
  func plain(_ row: String) -> Text { ["\(row)"] }
}

@Suite struct StreamedViewTests {
  @Test(arguments: [[], ["a"], ["a", "b\n\u{9B}", "c"]])
  func `the document is laid out as a whole one would be`(rows: [String]) throws {
    let whole: JSON = ["rows": .array(rows.map { ["name": .string($0), "more": [1, 2]] })]
    #expect(try shown(rows, .json) == whole.answerText)
  }

  @Test func `people get a heading or a sentence, scripts only rows`() throws {
    #expect(try shown(["a", "b"], .people) == "Rows\n- a\n- b\n")
    #expect(try shown([], .people) == "No rows.\n")
    #expect(try shown(["a", "b"], .plain) == "a\nb\n")
    #expect(try shown([], .plain) == "")
  }

  @Test func `a long list is written in pieces`() throws {
    let row = String(repeating: "x", count: 1000)
    #expect(try shown(Array(repeating: row, count: 1000), .plain).utf8.count == 1_001_000)
  }

  @Test(arguments: [Output.Format.people, .plain, .json])
  func `an interrupt stops a long list`(format: Output.Format) throws {
    var streams = Collector().streams
    streams.isInterrupted = { true }
    let output = Output(streams, format: format, hasColour: false)
    let error = #expect(throws: SystemError.self) { try Rows(rows: ["a"]).write(to: output) }
    #expect(error?.code == .interrupted)
  }

  private func shown(_ rows: [String], _ format: Output.Format) throws -> String {
    let kept = Collector()
    let output = Output(kept.streams, format: format, hasColour: false)
    try Rows(rows: rows).write(to: output)
    try output.flush()
    return kept.text
  }
}
