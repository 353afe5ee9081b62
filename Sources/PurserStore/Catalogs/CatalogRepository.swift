package import PurserDomain
import SQLKit

/// The models that catalogs list, or listed once.
package struct CatalogRepository<Access> {
  let connection: any SQLConnection

  static var columns: StaticString {
    """
    source, provider, model, slug, name, context_window, max_tokens, input, modality, tools, \
    parameter_count, reasoning, cost_input_micro_usd, cost_output_micro_usd, \
    cost_cache_read_micro_usd, cost_cache_write_micro_usd, cost_varies, status, created_at, \
    ends_at, first_seen_at, last_seen_at, retired_at
    """
  }

  /// Returns what was loaded of a source for `provider` (`*` for a list of all), nil when nothing was.
  package func load(of source: CatalogSource, _ provider: String) throws -> CatalogLoad? {
    try connection.first(
      """
      SELECT source, provider, url, etag, last_modified, loaded_at, model_count
      FROM catalog_source
      WHERE source = \(source.rawValue) AND provider = \(provider)
      """, CatalogLoad.init(row:))
  }

  /// Returns every catalog that was loaded, sorted by source, then provider.
  package func loads() throws -> [CatalogLoad] {
    try connection.rows(
      """
      SELECT source, provider, url, etag, last_modified, loaded_at, model_count
      FROM catalog_source
      ORDER BY source, provider
      """, CatalogLoad.init(row:))
  }

  /// Returns the rows of one model, retired ones included, sorted by source. `name` may be its other id.
  package func find(_ ref: ModelRef) throws -> [StoredCatalogModel] {
    let found = try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM catalog_model
      WHERE source IN ('models.dev', 'openrouter', 'provider')
        AND provider = \(ref.provider) AND model = \(ref.model)
      ORDER BY source
      """, StoredCatalogModel.init(row:))
    guard found.isEmpty else { return found }
    return try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM catalog_model
      WHERE source IN ('models.dev', 'openrouter', 'provider')
        AND provider = \(ref.provider) AND slug = \(ref.model)
      ORDER BY source
      """, StoredCatalogModel.init(row:))
  }

  /// Returns the sources that list at least one model of `provider`, sorted.
  package func sources(of provider: String) throws -> [CatalogSource] {
    try CatalogSource.allCases.filter { source in
      try connection.first(
        """
        SELECT 1
        FROM catalog_model
        WHERE source = \(source.rawValue) AND provider = \(provider)
        LIMIT 1
        """
      ) { try $0.next(Int64.self) } != nil
    }
  }

  /// Returns the rows of a source, of one provider unless it is `*`, sorted by provider, then model.
  package func list(of source: CatalogSource, _ provider: String) throws -> [StoredCatalogModel] {
    if provider == CatalogSource.everyProvider {
      return try connection.rows(
        """
        SELECT \(raw: Self.columns)
        FROM catalog_model
        WHERE source = \(source.rawValue)
        ORDER BY source, provider, model
        """, StoredCatalogModel.init(row:))
    }
    return try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM catalog_model
      WHERE source = \(source.rawValue) AND provider = \(provider)
      ORDER BY source, provider, model
      """, StoredCatalogModel.init(row:))
  }

  /// Hands over the rows of the sources, of one provider unless it is nil, one by one, sorted by source, provider, model.
  package func forEach(
    of sources: [CatalogSource], _ provider: String?, _ body: (StoredCatalogModel) throws -> Void
  ) throws {
    for source in sources.sorted(by: { $0.rawValue < $1.rawValue }) {
      for row in try list(of: source, provider ?? CatalogSource.everyProvider) { try body(row) }
    }
  }
}

extension CatalogRepository where Access == ReadWrite {
  /// Adds a row or makes the one of the same key equal to it.
  package func save(_ row: StoredCatalogModel) throws {
    let model = row.model
    let cost = model.cost
    try connection.run(
      saveCatalogModel.binding([
        .text(row.source.rawValue), .text(model.ref.provider), .text(model.ref.model),
        model.slug.sqlValue, model.name.sqlValue, model.contextWindow.sqlValue,
        model.maxTokens.sqlValue, model.input.map(InputList.text).sqlValue,
        model.modality.sqlValue, model.tools.sqlValue, model.parameterCount.sqlValue,
        model.reasoning.sqlValue, cost.inputMicroUSD.sqlValue, cost.outputMicroUSD.sqlValue,
        cost.cacheReadMicroUSD.sqlValue, cost.cacheWriteMicroUSD.sqlValue,
        model.costVaries.sqlValue, model.status.sqlValue,
        (model.createdAt?.milliseconds).sqlValue, (model.endsAt?.milliseconds).sqlValue,
        row.firstSeenAt.milliseconds.sqlValue, (row.lastSeenAt?.milliseconds).sqlValue,
        (row.retiredAt?.milliseconds).sqlValue,
      ]))
  }

  /// Notes a load; there is one row for each source and provider.
  package func save(_ load: CatalogLoad) throws {
    try connection.run(
      """
      INSERT INTO catalog_source
        (source, provider, url, etag, last_modified, loaded_at, model_count)
      VALUES (
        \(load.source.rawValue), \(load.provider), \(load.url), \(load.etag),
        \(load.lastModified), \(load.loadedAt.milliseconds), \(load.modelCount)
      )
      ON CONFLICT (source, provider) DO UPDATE
      SET url = excluded.url, etag = excluded.etag, last_modified = excluded.last_modified,
        loaded_at = excluded.loaded_at, model_count = excluded.model_count
      """)
  }
}

// Put together once: a load runs it for thousands of models.
private let saveCatalogModel: SQL = """
  INSERT INTO catalog_model (\(raw: CatalogRepository<ReadWrite>.columns))
  VALUES \(list: Array(repeating: SQLValue.null, count: 23))
  ON CONFLICT (source, provider, model) DO UPDATE
  SET slug = excluded.slug, name = excluded.name, context_window = excluded.context_window,
    max_tokens = excluded.max_tokens, input = excluded.input, modality = excluded.modality,
    tools = excluded.tools, parameter_count = excluded.parameter_count,
    reasoning = excluded.reasoning, cost_input_micro_usd = excluded.cost_input_micro_usd,
    cost_output_micro_usd = excluded.cost_output_micro_usd,
    cost_cache_read_micro_usd = excluded.cost_cache_read_micro_usd,
    cost_cache_write_micro_usd = excluded.cost_cache_write_micro_usd,
    cost_varies = excluded.cost_varies, status = excluded.status,
    created_at = excluded.created_at, ends_at = excluded.ends_at,
    first_seen_at = excluded.first_seen_at, last_seen_at = excluded.last_seen_at,
    retired_at = excluded.retired_at
  """
