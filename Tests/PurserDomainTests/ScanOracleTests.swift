import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct ScanOracleTests {
  @Test func `sizes are found in names`() throws {
    let departures = [
      Departure("10.2 (recommended): what parts two sizes belongs to neither") {
        input, expected, actual in
        let sizes = (input["text"]?.string ?? "").lowercased().matches(of: /[0-9]b/).count
        return sizes > 1 && (actual.double ?? 0) > (expected.double ?? 0)
      }
    ]
    try checkOracle("scan-infer-params", departures: departures) { input in
      ParameterCount.inferred(from: input["text"]?.string ?? "").map { .number(JSONNumber($0)) }
        ?? .null
    }
  }

  @Test func `results are ranked and hinted at`() throws {
    let quickFailure = Departure("10.5 (recommended): a failure that comes quickly is no merit") {
      input, expected, actual in
      let results = input["results"]?.array ?? []
      return ["tool", "image"].contains { part in
        results.contains { $0[part]?["ok"] == false && $0[part]?["latencyMs"]?.int64 != nil }
      } && expected["textOrder"]?.array?.count == actual["textOrder"]?.array?.count
    }
    let skipped = Departure("10.6 (O9): what was not tried is skipped, not failed") {
      input, expected, actual in
      (input["results"]?.array ?? []).contains { $0["tool"]?["skipped"] == true }
        && expected["textOrder"] == actual["textOrder"]
        && expected.text(.compact).replacingOccurrences("tool fail", "tool skip")
          == actual.text(.compact).replacingOccurrences("tool fail", "tool skip")
    }
    try checkOracle("scan-rank", departures: [skipped, quickFailure]) { input in
      let results = (input["results"]?.array ?? []).map(ScanResult.init(vector:))
      func keys(_ results: [ScanResult]) -> JSON { json(results.map(\.model.ref.key)) }
      var hints = JSONObject()
      for result in results { hints[result.model.ref.key] = .string(result.hint) }
      return [
        "textOrder": keys(ScanRanking.text(results)),
        "imageOrder": keys(ScanRanking.images(results)), "hints": .object(hints),
      ]
    }
  }

  @Test func `the table has the columns of the reference pages`() throws {
    try checkOracle("scan-table") { input in
      let results = (input["results"]?.array ?? []).map(ScanResult.init(vector:))
      return [
        "table": json([ScanTable.header] + results.map(ScanTable.line)),
        "summary": json([ScanTable.summary(results)]),
      ]
    }
  }
}

extension ScanResult {
  init(vector: JSON) {
    let key = vector["modelRef"]?.string ?? ""
    var model = ScanModel(id: key.droppingPrefix("openrouter/") ?? key)
    model.contextLength = vector["contextLength"]?.int64
    model.parameters = vector["inferredParamB"]?.double
    model.modality = vector["modality"]?.string
    self.init(
      model, tool: Check(vector: vector["tool"]), image: Check(vector: vector["image"]))
  }
}

extension ScanResult.Check {
  init(vector: JSON?) {
    let latency = vector?["latencyMs"]?.int64.map { TimeSpan(milliseconds: $0) }
    if vector?["skipped"] == true {
      self = .skipped
    } else if vector?["ok"] == true {
      self = .passed(latency ?? TimeSpan(milliseconds: 0))
    } else {
      self = .failed(latency, reason: vector?["error"]?.string ?? "")
    }
  }
}

extension String {
  fileprivate func replacingOccurrences(_ old: String, _ new: String) -> String {
    replacing(old, with: new)
  }
}
