import PurserTestSupport
import Testing

@testable import PurserCLI

struct BoxTableTests {
  private func table(_ rows: [[String]]) -> BoxTable {
    var table = BoxTable([
      BoxTable.Column("Model", minimum: 10), BoxTable.Column("Profile", minimum: 12),
      BoxTable.Column("Status", minimum: 12, isFlexible: true),
    ])
    for row in rows { table.append(row.map { BoxTable.Cell($0) }) }
    return table
  }

  @Test(arguments: [nil, 20, 61, 80, 200])
  func `every line is as wide as the terminal allows, and never below sixty`(columns: Int?) {
    let long = "a message of many words that goes on, with a-path/of.names_and parts, to the end"
    let text = table([["lab/model-with-a-long-name", "lab:a (lee@example.org)", long]])
      .text(width: columns)
    let width = max(60, (columns ?? 120) - 1)
    #expect(text.lines.allSatisfy { $0.width == width })
    let joined = text.plainText.filter { !" │\n".contains($0) }
    #expect(joined.contains("amessage"))
  }

  @Test func `a line end begins a new line and a wide character takes two columns`() {
    let text = table([["m", "p", "auth · 80ms\n↳ 鍵が無効です"]]).text(width: 60)
    #expect(text.lines.count == 6)
    #expect(text.lines.allSatisfy { $0.width == 60 })
  }

  @Test func `what acts on a terminal is left out`() {
    let text = table([["m\u{1B}[2J", "p\rq", "s\u{202E}"]]).text(width: 80)
    #expect(text.plainText.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    #expect(!text.plainText.contains("\u{202E}"))
  }
}
