package import PurserDomain
import SQLKit

/// A model of a catalog, and when it was seen there.
package struct StoredCatalogModel: Equatable, Sendable {
  package var source: CatalogSource
  package var model: CatalogModel
  /// The first load that had it.
  package var firstSeenAt: Timestamp
  /// The last load that had it; nil while it is listed.
  package var lastSeenAt: Timestamp?
  /// The load that no longer had it; nil while it is listed.
  package var retiredAt: Timestamp?

  /// Makes the row of a listed model.
  package init(source: CatalogSource, model: CatalogModel, firstSeenAt: Timestamp) {
    self.source = source
    self.model = model
    self.firstSeenAt = firstSeenAt
  }

  init(row: RowReader) throws {
    source = try CatalogSource(stored: row.next(String.self))
    model = CatalogModel(
      ref: ModelRef(provider: try row.next(String.self), model: try row.next(String.self)))
    model.slug = try row.next(String?.self)
    model.name = try row.next(String?.self)
    model.contextWindow = try row.next(Int64?.self)
    model.maxTokens = try row.next(Int64?.self)
    model.input = try row.next(String?.self).map(InputList.modalities)
    model.modality = try row.next(String?.self)
    model.tools = try row.next(Bool?.self)
    model.parameterCount = try row.next(Int64?.self)
    model.reasoning = try row.next(Bool?.self)
    model.cost = ModelCost(
      inputMicroUSD: try row.next(Int64?.self), outputMicroUSD: try row.next(Int64?.self),
      cacheReadMicroUSD: try row.next(Int64?.self), cacheWriteMicroUSD: try row.next(Int64?.self))
    model.costVaries = try row.next(Bool.self)
    model.status = try row.next(String?.self)
    model.createdAt = try row.next(Int64?.self).map(Timestamp.init(milliseconds:))
    model.endsAt = try row.next(Int64?.self).map(Timestamp.init(milliseconds:))
    firstSeenAt = Timestamp(milliseconds: try row.next(Int64.self))
    lastSeenAt = try row.next(Int64?.self).map(Timestamp.init(milliseconds:))
    retiredAt = try row.next(Int64?.self).map(Timestamp.init(milliseconds:))
  }
}

/// The last load of a catalog that changed anything.
package struct CatalogLoad: Equatable, Sendable {
  package var source: CatalogSource
  /// Canonical provider it is about, `*` for all.
  package var provider: String
  /// Where it came from; nil for a file.
  package var url: String?
  /// What the server called this state of the list.
  package var etag: String?
  package var lastModified: String?
  package var loadedAt: Timestamp
  package var modelCount: Int64

  /// Makes the row of a load.
  package init(
    source: CatalogSource, provider: String, url: String? = nil, etag: String? = nil,
    lastModified: String? = nil, loadedAt: Timestamp, modelCount: Int64
  ) {
    self.source = source
    self.provider = provider
    self.url = url
    self.etag = etag
    self.lastModified = lastModified
    self.loadedAt = loadedAt
    self.modelCount = modelCount
  }

  init(row: RowReader) throws {
    source = try CatalogSource(stored: row.next(String.self))
    provider = try row.next(String.self)
    url = try row.next(String?.self)
    etag = try row.next(String?.self)
    lastModified = try row.next(String?.self)
    loadedAt = Timestamp(milliseconds: try row.next(Int64.self))
    modelCount = try row.next(Int64.self)
  }
}
