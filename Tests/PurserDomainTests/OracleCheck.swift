import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

/// A known difference from the oracle: the rule that asks for it, and which vectors it explains.
struct Departure: Sendable {
  let rule: String
  let explains: @Sendable (_ input: JSON, _ expected: JSON, _ actual: JSON) -> Bool

  init(
    _ rule: String, where explains: @escaping @Sendable (JSON, JSON, JSON) -> Bool
  ) {
    self.rule = rule
    self.explains = explains
  }
}

/// A set of tables to run the vectors with: those of the gateway the vectors come from, where only differences
/// in the rules show, and Purser's own.
struct Generation: Sendable, Equatable, CustomTestStringConvertible {
  let testDescription: String
  let naming: ModelNaming
  let table: ProviderEnvironment

  static let january = Generation(
    testDescription: "january", naming: .january, table: .january)
  static let standard = Generation(
    testDescription: "standard", naming: .standard, table: .standard)
  static let all = [january, standard]

  static func == (left: Self, right: Self) -> Bool {
    left.testDescription == right.testDescription
  }

  func credential(_ provider: String, _ env: JSON?) -> EnvironmentCredential? {
    table.credential(of: naming.provider(provider)) { env?[$0]?.string }
  }
}

/// Runs every vector of an area and fails for each difference that no departure explains, and for each departure
/// that explains nothing. `including` chooses vectors by their input; `part` picks what of an expected value is
/// compared, where it holds more than Purser answers.
func checkOracle(
  _ area: String, departures: [Departure] = [], including: (JSON) -> Bool = { _ in true },
  sourceLocation: SourceLocation = #_sourceLocation, part: (JSON) -> JSON = { $0 },
  answer: (JSON) throws -> JSON
) throws {
  let vectors = (try JSON.parse(try Shared.vectorBytes(area)).array ?? [])
    .filter { including($0["input"] ?? .null) }
  #expect(!vectors.isEmpty, sourceLocation: sourceLocation)
  var unexplained: [String] = []
  var used: Set<String> = []
  for vector in vectors {
    let input = vector["input"] ?? .null
    let expected = part(vector["expected"] ?? .null)
    let actual = try answer(input)
    if actual == expected { continue }
    let rules = departures.filter { $0.explains(input, expected, actual) }
    used.formUnion(rules.map(\.rule))
    if rules.isEmpty {
      unexplained.append(
        """
        \(vector["case"]?.string ?? "?")
          expected \(expected.text(.compact))
          actual   \(actual.text(.compact))
        """)
    }
  }
  if !unexplained.isEmpty {
    let shown = unexplained.prefix(12).joined(separator: "\n")
    Issue.record(
      "\(area): \(unexplained.count) of \(vectors.count) vectors differ without a rule:\n\(shown)",
      sourceLocation: sourceLocation)
  }
  for departure in departures where !used.contains(departure.rule) {
    Issue.record(
      "\(area): no vector differs by '\(departure.rule)'.", sourceLocation: sourceLocation)
  }
}

/// A config of the oracle, read as an importer would.
struct OracleConfig {
  let defaults: JSON
  let map: [ModelsMapEntry]
  let providerKeys: [String]
  let agents: [JSON]
  let providers: JSONObject

  init(_ config: JSON?) {
    defaults = config?["agents"]?["defaults"] ?? .null
    map = (defaults["models"]?.object ?? [:]).map { key, value in
      ModelsMapEntry(key: key, alias: value["alias"].map(scriptText))
    }
    providers = config?["models"]?["providers"]?.object ?? [:]
    providerKeys = providers.keys
    agents = config?["agents"]?["list"]?.array ?? []
  }

  /// The resolver for these tables; models count as configured only where the tables are Purser's own, since older
  /// gateways never look for a bare name among them.
  func resolver(_ naming: ModelNaming, defaultProvider: String = "anthropic") -> ModelResolver {
    ModelResolver(
      naming: naming,
      aliases: AliasIndex(naming.aliases(of: map, defaultProvider: defaultProvider)),
      configured: naming == .standard
        ? naming.models(of: map, defaultProvider: defaultProvider) : [],
      defaultProvider: defaultProvider)
  }

  static func route(_ value: JSON?, scope: ScopeID) -> RouteSetting {
    let fallbacks = value?["fallbacks"]?.array?.compactMap(\.string)
    return RouteSetting(
      scope: scope, primary: value?.string ?? value?["primary"]?.string,
      policy: fallbacks.map { $0.isEmpty ? .none : .list } ?? nil, fallbacks: fallbacks ?? [])
  }
}

/// The text JavaScript makes of a scalar; empty for null.
private func scriptText(_ value: JSON) -> String {
  switch value {
  case .string(let text): text
  case .null: ""
  default: value.text(.compact)
  }
}

func json(_ ref: ModelRef?) -> JSON {
  ref.map { ["provider": .string($0.provider), "model": .string($0.model)] } ?? .null
}

func json(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

func json(_ texts: [String]?) -> JSON { texts.map { json($0) } ?? .null }

func json(_ pairs: [(String, JSON?)]) -> JSON {
  .object(JSONObject(pairs.compactMap { key, value in value.map { (key: key, value: $0) } }))
}
