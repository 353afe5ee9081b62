package import PurserDomain
import SQLKit

/// The models that providers define, per scope.
package struct ProviderModelRepository<Access> {
  let connection: any SQLConnection

  static var columns: StaticString {
    """
    scope_id, provider_id, id, position, name, api, base_url, reasoning, input, context_window, \
    max_tokens, cost_input_micro_usd, cost_output_micro_usd, cost_cache_read_micro_usd, \
    cost_cache_write_micro_usd, headers, compat, extra
    """
  }

  /// Returns the models of one provider at `scope` itself, in document order.
  package func list(of provider: String, at scope: ScopeID) throws -> [ModelDefinition] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM provider_model
      WHERE scope_id = \(scope.text) AND provider_id = \(provider)
      ORDER BY position, id
      """, StoredModel.init(row:)
    ).map(\.definition)
  }

  /// Returns the models that stand at `scope` itself, sorted by provider, then document order.
  package func list(at scope: ScopeID) throws -> [StoredModel] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM provider_model
      WHERE scope_id = \(scope.text)
      ORDER BY provider_id, position, id
      """, StoredModel.init(row:))
  }

  /// Hands over the models of all scopes one by one, sorted by scope, provider, then document order.
  package func forEach(_ body: (StoredModel) throws -> Void) throws {
    try connection.forEach(
      """
      SELECT \(raw: Self.columns)
      FROM provider_model
      ORDER BY scope_id, provider_id, position, id
      """
    ) { row in try body(StoredModel(row: row)) }
  }

  /// Returns one model at `scope` itself, nil when there is none. A definition may have a short form of its name, which means
  /// it where none has the name itself.
  package func find(_ ref: ModelRef, at scope: ScopeID) throws -> ModelDefinition? {
    let named = try connection.first(
      """
      SELECT \(raw: Self.columns)
      FROM provider_model
      WHERE scope_id = \(scope.text) AND provider_id = \(ref.provider) AND id = \(ref.model)
      """, StoredModel.init(row:))?.definition
    let naming = ModelNaming.standard
    guard named == nil, naming.hasShortForm(ref) else { return named }
    return try list(of: ref.provider, at: scope)
      .first { naming.defined($0.id, by: ref.provider) == ref }
  }

  /// Returns the first model of one provider at `scope` itself, in document order, by the name it has outside its definition,
  /// that `isWanted` takes; nil when there is none.
  package func first(
    of provider: String, at scope: ScopeID, where isWanted: (ModelRef) -> Bool
  ) throws -> ModelRef? {
    var found: ModelRef?
    try connection.scan(
      """
      SELECT id
      FROM provider_model
      WHERE scope_id = \(scope.text) AND provider_id = \(provider)
      ORDER BY position, id
      """
    ) { row in
      let ref = ModelNaming.standard.defined(try row.next(String.self), by: provider)
      if isWanted(ref) { found = ref }
      return found == nil
    }
    return found
  }

  /// Returns the names that the models of one provider at `scope` itself have outside their definitions, in document order.
  package func names(of provider: String, at scope: ScopeID) throws -> [String] {
    var names: [String] = []
    _ = try first(of: provider, at: scope) { ref in
      names.append(ref.model)
      return false
    }
    return names
  }

  /// Returns whether a provider at `scope` itself defines any model.
  package func hasAny(of provider: String, at scope: ScopeID) throws -> Bool {
    try connection.first(
      """
      SELECT 1
      FROM provider_model
      WHERE scope_id = \(scope.text) AND provider_id = \(provider)
      LIMIT 1
      """
    ) { row in try row.next(Int64.self) } != nil
  }

  /// Returns the models at any scope that are called `name`: by their id, or in full where that is a short form. ASCII letters
  /// are compared without regard to case.
  package func named(_ name: String) throws -> [(scope: ScopeID, ref: ModelRef)] {
    let naming = ModelNaming.standard
    var condition: SQL = "id = \(name) COLLATE NOCASE"
    for form in naming.shortForms(of: name) {
      condition = "\(condition) OR id = \(form) COLLATE NOCASE"
    }
    let key = name.scriptLowercased
    return try connection.rows(
      """
      SELECT scope_id, provider_id, id
      FROM provider_model
      WHERE \(condition)
      ORDER BY scope_id, provider_id, id
      """
    ) { row -> (scope: ScopeID, ref: ModelRef, id: String) in
      let scope = try ScopeID(row.next(String.self))
      let provider = try row.next(String.self)
      let id = try row.next(String.self)
      return (scope, naming.defined(id, by: provider), id)
    }
    // A short form of one provider is an id of its own at another.
    .filter { $0.id.scriptLowercased == key || $0.ref.model.scriptLowercased == key }
    .map { ($0.scope, $0.ref) }
  }

  /// Returns how many models each provider at `scope` itself defines, by canonical id.
  package func counts(at scope: ScopeID) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    try connection.forEach(
      """
      SELECT provider_id, count(*)
      FROM provider_model
      WHERE scope_id = \(scope.text)
      GROUP BY provider_id
      ORDER BY provider_id
      """
    ) { row in counts[try row.next(String.self)] = try row.next(Int.self) }
    return counts
  }

  /// Returns how many models each provider defines, by scope and canonical id.
  package func counts() throws -> [ScopeID: [String: Int]] {
    var counts: [ScopeID: [String: Int]] = [:]
    try connection.forEach(
      """
      SELECT scope_id, provider_id, count(*)
      FROM provider_model
      GROUP BY scope_id, provider_id
      ORDER BY scope_id, provider_id
      """
    ) { row in
      let scope = try ScopeID(row.next(String.self))
      counts[scope, default: [:]][try row.next(String.self)] = try row.next(Int.self)
    }
    return counts
  }

  /// Returns the models that stand at the given scope, with ids as spelt there, sorted by provider, then document order.
  package func refs(at scope: ScopeID) throws -> [ModelRef] {
    try connection.rows(
      """
      SELECT provider_id, id
      FROM provider_model
      WHERE scope_id = \(scope.text)
      ORDER BY provider_id, position, id
      """
    ) { row in ModelRef(provider: try row.next(String.self), model: try row.next(String.self)) }
  }
}

extension ProviderModelRepository where Access == ReadWrite {
  /// Makes the models of a provider at a scope equal to `models`; rows that are right stay untouched.
  package func replace(of provider: String, at scope: ScopeID, with models: [ModelDefinition])
    throws
  {
    let old = Dictionary(
      try list(of: provider, at: scope).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }
    )
    let kept = Set(models.map(\.id))
    for id in old.keys.sorted() where !kept.contains(id) {
      try connection.run(
        """
        DELETE FROM provider_model
        WHERE scope_id = \(scope.text) AND provider_id = \(provider) AND id = \(id)
        """)
    }
    for model in models where old[model.id] != model {
      try save(model, of: provider, at: scope)
    }
  }

  /// Adds a model or makes the one of that id equal to `model`.
  package func save(_ model: ModelDefinition, of provider: String, at scope: ScopeID) throws {
    let cost = model.cost
    try connection.run(
      saveModel.binding([
        .text(scope.text), .text(provider), .text(model.id), .integer(Int64(model.position)),
        model.name.sqlValue, model.api.sqlValue, model.baseURL.sqlValue, model.reasoning.sqlValue,
        model.input.map(InputList.text).sqlValue, model.contextWindow.sqlValue,
        model.maxTokens.sqlValue, cost.inputMicroUSD.sqlValue, cost.outputMicroUSD.sqlValue,
        cost.cacheReadMicroUSD.sqlValue, cost.cacheWriteMicroUSD.sqlValue,
        model.headersJSON.sqlValue, model.compatJSON.sqlValue, .text(model.extraJSON),
      ]))
  }
}

// Put together once: an import runs it for thousands of models.
private let saveModel: SQL = """
  INSERT INTO provider_model (\(raw: ProviderModelRepository<ReadWrite>.columns))
  VALUES \(list: Array(repeating: SQLValue.null, count: 18))
  ON CONFLICT (scope_id, provider_id, id) DO UPDATE
  SET position = excluded.position, name = excluded.name, api = excluded.api,
    base_url = excluded.base_url, reasoning = excluded.reasoning, input = excluded.input,
    context_window = excluded.context_window, max_tokens = excluded.max_tokens,
    cost_input_micro_usd = excluded.cost_input_micro_usd,
    cost_output_micro_usd = excluded.cost_output_micro_usd,
    cost_cache_read_micro_usd = excluded.cost_cache_read_micro_usd,
    cost_cache_write_micro_usd = excluded.cost_cache_write_micro_usd,
    headers = excluded.headers, compat = excluded.compat, extra = excluded.extra
  """

/// A model with the scope and provider it stands at.
package struct StoredModel: Equatable, Sendable {
  package var scope: ScopeID
  package var provider: String
  package var definition: ModelDefinition

  package init(scope: ScopeID, provider: String, definition: ModelDefinition) {
    self.scope = scope
    self.provider = provider
    self.definition = definition
  }

  /// Provider and model.
  package var ref: ModelRef { ModelRef(provider: provider, model: definition.id) }

  fileprivate init(row: RowReader) throws {
    scope = try ScopeID(row.next(String.self))
    provider = try row.next(String.self)
    definition = ModelDefinition(
      id: try row.next(String.self),
      position: Int(try row.next(Int64.self)),
      name: try row.next(String?.self),
      api: try row.next(String?.self),
      baseURL: try row.next(String?.self),
      reasoning: try row.next(Bool?.self),
      input: try row.next(String?.self).map(InputList.modalities),
      contextWindow: try row.next(Int64?.self),
      maxTokens: try row.next(Int64?.self),
      cost: ModelCost(
        inputMicroUSD: try row.next(Int64?.self),
        outputMicroUSD: try row.next(Int64?.self),
        cacheReadMicroUSD: try row.next(Int64?.self),
        cacheWriteMicroUSD: try row.next(Int64?.self)),
      headersJSON: try row.next(String?.self),
      compatJSON: try row.next(String?.self),
      extraJSON: try row.next(String.self))
  }
}

/// Modalities in one column, joined by commas, as they are shown joined by `+`.
enum InputList {
  static func text(_ modalities: [String]) -> String { modalities.joined(separator: ",") }

  static func modalities(_ text: String) -> [String] {
    // By bytes: a combining mark behind a comma makes another character of it.
    text.isEmpty
      ? []
      : text.utf8.split(separator: 0x2C, omittingEmptySubsequences: false)
        .map { String(Substring($0)) }
  }
}
