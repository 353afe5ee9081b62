import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct DisplayOracleTests {
  static let shortMask = Departure("6.3 (newest): secrets up to 16 characters are masked too") {
    input, _, actual in
    let length = input["value"]?.string?.trimmed.utf16.count ?? 99
    return (1...16).contains(length) && actual.string?.hasSuffix("...") == false
      && (actual.string?.split(separator: "...").count ?? 0) == 2
  }

  @Test func `secrets are shown by their ends`() throws {
    try checkOracle("mask-key", departures: [Self.shortMask]) { input in
      .string(SecretMask.masked(input["value"]?.string ?? ""))
    }
  }

  @Test func `what is left of a span in one word`() throws {
    try checkOracle("format-remaining") { input in
      let text = input["remainingMs"]
      return .string(
        TimeSpan.remaining(text?.double.map { TimeSpan(milliseconds: Int64($0.rounded())) }))
    }
  }

  @Test func `durations are a number and a unit`() throws {
    try checkOracle("duration-parse") { input in
      let unit = input["defaultUnit"]?.string.flatMap(TimeSpan.Unit.init(rawValue:))
      let raw = input["raw"]?.string ?? ""
      do throws(DomainError) {
        let span = try TimeSpan(raw, unit: unit ?? .milliseconds)
        return .number(JSONNumber(span.milliseconds))
      } catch {
        // The wording is Purser's own; that it throws is what the vector says.
        let blank = raw.trimmed.isEmpty
        return ["throws": .string(blank ? "invalid duration (empty)" : "invalid duration: \(raw)")]
      }
    }
  }

  @Test func `addresses of this machine are local`() throws {
    let departures = [
      Departure("9.4: brackets of IPv6 are stripped") { input, expected, actual in
        input["baseUrl"]?.string?.contains("[::1]") == true && expected == false && actual == true
      }
    ]
    let hasBrackets = String(decoding: try Shared.vectorBytes("local-url"), as: UTF8.self)
      .contains("[::1]")
    try checkOracle("local-url", departures: hasBrackets ? departures : []) { input in
      .bool(LocalURL.isLocal(input["baseUrl"]?.string ?? ""))
    }
  }

  @Test func `the home folder is shown as a tilde`() throws {
    let inside = Departure(
      "6.2: paths are shortened; running text is not searched for the home folder"
    ) {
      input, expected, actual in
      expected["path"] == actual["path"]
    }
    try checkOracle("shorten-home", departures: [inside]) { input in
      let path = input["path"]?.string ?? ""
      let shown = Columns.shortened(path, home: "{{HOME}}")
      return ["path": .string(shown), "inString": .string(shown)]
    }
  }

  @Test func `cells are cut and padded`() throws {
    let whole = Departure("No character is cut in two") { input, expected, _ in
      input["op"]?.string == "truncate" && expected["$utf16"] != nil
    }
    let flags = Departure("Flags that exclude each other are the command kit's matter") {
      input, _, _ in input["op"]?.string == "flagCompat"
    }
    try checkOracle("format-text", departures: [whole, flags]) { input in
      let text = input["value"]?.string ?? ""
      let number = input["value"]?.double.map { Int64(($0 + 0.5).rounded(.down)) }
      switch input["op"]?.string {
      case "truncate":
        return .string(Columns.truncated(text, Int(input["max"]?.int64 ?? 0)))
      case "pad": return .string(Columns.padded(text, Int(input["size"]?.int64 ?? 0)))
      case "formatTokenK": return .string(Columns.tokens(number))
      case "formatMs", "formatProbeLatency":
        return .string(Columns.latency(number.map { TimeSpan(milliseconds: $0) }))
      default: return .string("not here")
      }
    }
  }

  @Test func `rows of the list`() throws {
    try checkOracle("model-row") { input in
      let row = ModelRow(
        key: input["key"]?.string ?? "",
        known: (input["model"]?.object).map {
          ModelRow.Known(
            id: $0["id"]?.string ?? "", name: $0["name"]?.string,
            input: $0["input"]?.array?.compactMap(\.string),
            contextWindow: $0["contextWindow"]?.int64, baseURL: $0["baseUrl"]?.string)
        },
        tags: input["tags"]?.array?.compactMap(\.string) ?? [],
        aliases: input["aliases"]?.array?.compactMap(\.string) ?? [],
        isAvailable: input["availableKeys"]?.array?.contains(input["key"] ?? .null) ?? false)
      return Self.json(row)
    }
  }

  @Test func `the table of the list`() throws {
    try checkOracle("model-table") { input in
      let rows = (input["rows"]?.array ?? []).map(Self.row)
      if input["options"]?["json"] == true {
        let document: JSON = [
          "count": .number(JSONNumber(Int64(rows.count))), "models": .array(rows.map(Self.json)),
        ]
        return .array([.string(document.text(.pretty))])
      }
      if input["options"]?["plain"] == true { return PurserDomainTests.json(rows.map(\.key)) }
      return PurserDomainTests.json([ModelRow.header] + rows.map(\.line))
    }
  }

  static func json(_ row: ModelRow) -> JSON {
    [
      "key": .string(row.key), "name": .string(row.name), "input": .string(row.input),
      "contextWindow": row.contextWindow.map { .number(JSONNumber($0)) } ?? .null,
      "local": row.local.map { .bool($0) } ?? .null,
      "available": row.available.map { .bool($0) } ?? .null,
      "tags": PurserDomainTests.json(row.tags), "missing": .bool(row.missing),
    ]
  }

  static func row(_ value: JSON) -> ModelRow {
    ModelRow(
      key: value["key"]?.string ?? "", name: value["name"]?.string ?? "",
      input: value["input"]?.string ?? "", contextWindow: value["contextWindow"]?.int64,
      local: value["local"]?.bool, available: value["available"]?.bool,
      tags: value["tags"]?.array?.compactMap(\.string) ?? [],
      missing: value["missing"]?.bool ?? false)
  }
}
