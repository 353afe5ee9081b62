import Foundation
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

/// Both snapshots load whole, and a scan ranks the one as the rules predict, worked out here in another way.
@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct CatalogSnapshotTests {
  private func object(_ name: String) throws -> [String: Any] {
    let data = Data(try Shared.bytes("fixtures/catalogs/\(name).json"))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func `OpenRouter's snapshot loads whole`() throws {
    let entries = try #require(object("openrouter-models")["data"] as? [[String: Any]])
    let document = try CatalogDocument(try Shared.bytes("fixtures/catalogs/openrouter-models.json"))
    #expect(document.models.map(\.ref.model) == entries.compactMap { $0["id"] as? String })
    #expect(document.models.count == 364)
    let found = Dictionary(
      uniqueKeysWithValues: document.report.found.map { ($0.remark, $0.count) })
    #expect(found == [.variablePrice: 3, .movingName: 8, .ending: 11])
    #expect(document.models.count { $0.ref.model.hasSuffix(":free") } == 25)
    for (model, entry) in zip(document.models, entries) {
      let prompt = try #require((entry["pricing"] as? [String: Any])?["prompt"] as? String)
      let dollars = try #require(Decimal(string: prompt))
      let expected = dollars < 0 ? nil : NSDecimalNumber(decimal: dollars * 1_000_000_000_000)
      #expect(model.cost.inputMicroUSD == expected?.int64Value, "\(model.ref)")
      #expect(model.contextWindow == (entry["context_length"] as? Int).map(Int64.init))
    }
  }

  @Test func `the snapshot of models dev loads whole`() throws {
    let providers = try object("models-dev-api")
    let count = providers.values.reduce(0) {
      $0 + ((($1 as? [String: Any])?["models"] as? [String: Any])?.count ?? 0)
    }
    let document = try CatalogDocument(try Shared.bytes("fixtures/catalogs/models-dev-api.json"))
    #expect(document.models.count == count)
    #expect(count == 3053)
    let found = Dictionary(
      uniqueKeysWithValues: document.report.found.map { ($0.remark, $0.count) })
    #expect(found == [.noPrice: 179, .noContext: 18])
    #expect(Set(document.models.map(\.ref.provider)).count == 97)
    let gpt = document.models.first { $0.ref.key == "openai/gpt-5.2" }
    #expect(gpt?.cost.inputMicroUSD == 1_750_000)
    #expect(document.models.count { $0.status == "deprecated" } == 16)
  }

  @Test(arguments: [ScanFilter(), ScanFilter(minParameters: 20), ScanFilter(vendor: "google")])
  func `the snapshot is ranked as the rules predict`(filter: ScanFilter) throws {
    let entries = try #require(object("openrouter-models")["data"] as? [[String: Any]])
    let wanted = try entries.compactMap { entry -> Predicted? in
      let predicted = try #require(Predicted(entry))
      guard predicted.isFree else { return nil }
      if let vendor = filter.vendor, !predicted.id.hasPrefix(vendor + "/") { return nil }
      if let least = filter.minParameters, predicted.size < least { return nil }
      return predicted
    }
    #expect(!wanted.isEmpty)
    let models = try ScanModels.models(
      in: try Shared.bytes("fixtures/catalogs/openrouter-models.json"), filter,
      now: Timestamp("2026-05-20"))
    #expect(models.map(\.id) == wanted.map(\.id))

    // Untried models are ranked by context, size and name.
    let byList = wanted.sorted {
      ($1.context, $1.size, $0.id.lowercased()) < ($0.context, $0.size, $1.id.lowercased())
    }
    #expect(
      ScanRanking.text(models.map { ScanResult($0) }).map(\.model.id) == byList.map(\.id))

    // Tried ones by images and latency first; the latencies are made of the names.
    func latency(_ id: String) -> Int64 { Int64(id.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 997 }) }
    let results = models.map { model in
      let span = TimeSpan(milliseconds: latency(model.id))
      return ScanResult(
        model,
        tool: latency(model.id) % 4 == 0
          ? .failed(.of(1, .milliseconds), reason: "x") : .passed(span),
        image: model.takesImages ? .passed(span) : .skipped)
    }
    let byTrial = wanted.sorted { left, right in
      if left.takesImages != right.takesImages { return left.takesImages }
      func time(_ id: String) -> Int64 { latency(id) % 4 == 0 ? .max : latency(id) }
      if time(left.id) != time(right.id) { return time(left.id) < time(right.id) }
      return (right.context, right.size, left.id.lowercased())
        < (left.context, left.size, right.id.lowercased())
    }
    #expect(ScanRanking.text(results).map(\.model.id) == byTrial.map(\.id))
  }

  /// What the rules need of an entry, found without the reader.
  private struct Predicted {
    var id: String
    var isFree: Bool
    var takesImages: Bool
    var context: Int
    var size: Double

    init?(_ entry: [String: Any]) {
      guard let id = entry["id"] as? String, let name = entry["name"] as? String,
        let pricing = entry["pricing"] as? [String: Any],
        let architecture = entry["architecture"] as? [String: Any],
        let kinds = architecture["input_modalities"] as? [String]
      else { return nil }
      self.id = id
      let prices = ["prompt", "completion"].map { Double(pricing[$0] as? String ?? "") }
      isFree = id.hasSuffix(":free") || prices == [0, 0]
      takesImages = kinds.contains("image")
      context = entry["context_length"] as? Int ?? 0
      let sizes = "\(id) \(name)".lowercased()
        .split { !($0.isLetter || $0.isNumber || $0 == ".") }
        .compactMap { word -> Double? in
          word.hasSuffix("b")
            ? Double(word.dropLast().drop { $0.isLetter }) : nil
        }
      size = sizes.max() ?? 0
    }
  }
}
