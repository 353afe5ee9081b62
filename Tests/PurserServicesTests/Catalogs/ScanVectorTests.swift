import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@testable import PurserServices

/// The vectors of how OpenRouter's list is read and filtered; each that differs is excused by a rule.
@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct ScanVectorTests {
  @Test func `values of entries are read as the vectors say`() throws {
    for vector in try Shared.jsonVectors("scan-parse") {
      let value = vector.input["value"]
      let actual: JSON
      switch vector.input["op"]?.string {
      case "createdAt":
        actual = CatalogText.moment(value).map { .number(JSONNumber($0.milliseconds)) } ?? .null
      case "modality":
        actual = .array(ScanModel.inputKinds(ofModality: value?.string).map { .string($0) })
      case "number": actual = CatalogText.double(value).map { .number(JSONNumber($0)) } ?? .null
      case "pricing": actual = OpenRouterEntry.pricing(value).map(Self.json) ?? .null
      case "isFree":
        let model = ScanModel(
          id: vector.input["id"]?.string ?? "",
          pricing: OpenRouterEntry.pricing(vector.input["pricing"]))
        actual = .bool(model.isFree)
      default:
        Issue.record("unknown: \(vector.name)")
        continue
      }
      // Numbers are compared as numbers: 1e-07 and 1e-7 are one.
      #expect(actual.normalised == vector.expected.normalised, "\(vector.name)")
    }
  }

  /// Rules by which a result differs from its vector.
  private static let rules: [(rule: String, explains: @Sendable (String, JSON, JSON) -> Bool)] = [
    (
      "10.2 (recommended): both spellings are read",
      { name, _, _ in name.contains("archOnly") || name.contains("entry created id=") }
    ),
    (
      "sizes are whole and above zero",
      { name, _, _ in name.contains("ctxNeg") || name.contains("ctxFloat") }
    ),
    (
      "a doubled id counts once",
      { _, expected, actual in
        let ids = expected["modelRefs"]?.array?.compactMap(\.string) ?? []
        var seen: Set<String> = []
        return ids.filter { seen.insert($0).inserted }
          == actual["modelRefs"]?.array?.compactMap(\.string)
      }
    ),
  ]

  @Test func `lists are filtered as the vectors say`() throws {
    let fixture = try Shared.jsonFixtures()["scanCatalog"] ?? .null
    var used: Set<String> = []
    for vector in try Shared.jsonVectors("scan-filter") {
      let http = vector.input["http"]
      guard http?["status"] == 200 else { continue }
      let body = http?["bodyFixture"] == nil ? http?["body"] ?? .null : fixture
      let options = vector.input["options"]
      let filter = ScanFilter(
        minParameters: options?["minParamB"]?.double, maxAgeDays: options?["maxAgeDays"]?.double,
        vendor: options?["providerFilter"]?.string)
      let now = Timestamp(milliseconds: vector.input["now"]?.int64 ?? 0)
      let models = try ScanModels.models(in: Array(body.text(.compact).utf8), filter, now: now)
      let actual: JSON =
        vector.expected["modelRefs"] == nil
        ? .array(models.map(Self.json))
        : ["modelRefs": .array(models.map { .string($0.ref.key) })]
      let expected = vector.expected.withoutChecks.normalised
      if actual.normalised == expected { continue }
      let rule = Self.rules.first { $0.explains(vector.name, expected, actual) }
      if let rule {
        used.insert(rule.rule)
      } else {
        Issue.record(
          "\(vector.name)\n  \(expected.text(.compact))\n  \(actual.text(.compact))")
      }
    }
    #expect(Self.rules.filter { !used.contains($0.rule) }.map(\.rule) == [])
  }

  private static func json(_ pricing: ScanPricing) -> JSON {
    [
      "prompt": .number(JSONNumber(pricing.prompt)),
      "completion": .number(JSONNumber(pricing.completion)),
      "request": .number(JSONNumber(pricing.request)),
      "image": .number(JSONNumber(pricing.image)),
      "webSearch": .number(JSONNumber(pricing.webSearch)),
      "internalReasoning": .number(JSONNumber(pricing.internalReasoning)),
    ]
  }

  private static func json(_ model: ScanModel) -> JSON {
    func count(_ value: Int64?) -> JSON { value.map { .number(JSONNumber($0)) } ?? .null }
    return [
      "id": .string(model.id), "name": .string(model.name), "provider": "openrouter",
      "modelRef": .string(model.ref.key), "contextLength": count(model.contextLength),
      "maxCompletionTokens": count(model.maxCompletionTokens),
      "supportedParametersCount": .number(JSONNumber(model.supportedParametersCount)),
      "supportsToolsMeta": .bool(model.supportsTools),
      "modality": model.modality.map { .string($0) } ?? .null,
      "inferredParamB": model.parameters.map { .number(JSONNumber($0)) } ?? .null,
      "createdAtMs": count(model.createdAt?.milliseconds),
      "pricing": model.pricing.map(json) ?? .null, "isFree": .bool(model.isFree),
    ]
  }
}

extension JSON {
  /// The same with every number in JavaScript's spelling.
  fileprivate var normalised: JSON {
    switch self {
    case .number(let number): return .number(JSONNumber(number.double))
    case .array(let values): return .array(values.map(\.normalised))
    case .object(let members):
      var result = JSONObject()
      for (key, value) in members { result[key] = value.normalised }
      return .object(result)
    default: return self
    }
  }

  /// Results without what trying the models gave.
  fileprivate var withoutChecks: JSON {
    guard let values = array else { return self }
    return .array(
      values.map { value in
        var members = value.object ?? [:]
        members["tool"] = nil
        members["image"] = nil
        return .object(members)
      })
  }
}
