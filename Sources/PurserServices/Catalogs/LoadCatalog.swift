package import PurserDomain
package import PurserStore

/// Makes the stored copy of a catalog equal to a document. Configuration is never touched.
package enum LoadCatalog {
  /// What a load changed, or would change.
  package struct Outcome: Equatable, Sendable {
    package let source: CatalogSource
    /// Canonical provider, `*` for many.
    package let provider: String
    /// Models of the document.
    package let modelCount: Int
    /// Whether it was the whole list; of a part nothing is retired.
    package let isComplete: Bool
    package let difference: CatalogDifference
    package let report: CatalogReport
  }

  /// Where a document came from, and what the server called its state.
  package struct Origin: Equatable, Sendable {
    package var url: String?
    package var etag: String?
    package var lastModified: String?

    /// Makes an origin; that of a file has no words.
    package init(url: String? = nil, etag: String? = nil, lastModified: String? = nil) {
      self.url = url
      self.etag = etag
      self.lastModified = lastModified
    }
  }

  /// Adds what is new, notes what changed, what is back and what is retired, and leaves everything else untouched: the
  /// same document again changes no row.
  package static func run(
    _ document: CatalogDocument, from origin: Origin = Origin(), in session: Session<ReadWrite>
  ) throws -> Outcome {
    let stored = try session.catalog.list(of: document.source, document.provider)
    let difference = CatalogDifference(from: stored, to: document)
    let last = try session.catalog.load(of: document.source, document.provider)
    let old = Dictionary(stored.map { ($0.model.ref, $0) }, uniquingKeysWith: { first, _ in first })
    for model in difference.added + difference.returned + difference.changed {
      try session.catalog.save(
        StoredCatalogModel(
          source: document.source, model: model,
          firstSeenAt: old[model.ref]?.firstSeenAt ?? session.now))
    }
    for model in difference.retired {
      guard var row = old[model.ref] else { continue }
      row.lastSeenAt = last?.loadedAt ?? row.firstSeenAt
      row.retiredAt = session.now
      try session.catalog.save(row)
    }
    let isElsewhere = last.map { $0.url != origin.url } ?? true
    if !difference.isEmpty || isElsewhere {
      try session.catalog.save(
        CatalogLoad(
          source: document.source, provider: document.provider, url: origin.url,
          etag: origin.etag, lastModified: origin.lastModified,
          loadedAt: difference.isEmpty ? last?.loadedAt ?? session.now : session.now,
          modelCount: Int64(document.models.count)))
    }
    return Outcome(
      source: document.source, provider: document.provider, modelCount: document.models.count,
      isComplete: document.isComplete, difference: difference, report: document.report)
  }
}

/// What parts a stored catalog from a document.
package struct CatalogDifference: Equatable, Sendable {
  /// Never seen before, in the order of the document.
  package private(set) var added: [CatalogModel] = []
  /// Retired before, and there again.
  package private(set) var returned: [CatalogModel] = []
  /// Listed, with other data; as the document has them.
  package private(set) var changed: [CatalogModel] = []
  /// What the stored rows of `changed` say, in the same order.
  package private(set) var before: [CatalogModel] = []
  /// Listed, and no longer there; as they are stored.
  package private(set) var retired: [CatalogModel] = []

  /// Compares the rows of a catalog with its document; nothing is retired by a document that is a part.
  package init(from stored: [StoredCatalogModel], to document: CatalogDocument) {
    var rest = Dictionary(
      stored.map { ($0.model.ref, $0) }, uniquingKeysWith: { first, _ in first })
    for model in document.models {
      guard let row = rest.removeValue(forKey: model.ref) else {
        added.append(model)
        continue
      }
      if row.retiredAt != nil {
        returned.append(model)
      } else if row.model != model {
        changed.append(model)
        before.append(row.model)
      }
    }
    guard document.isComplete else { return }
    retired = stored.filter { $0.retiredAt == nil && rest[$0.model.ref] != nil }.map(\.model)
  }

  /// Whether there is none.
  package var isEmpty: Bool {
    added.isEmpty && returned.isEmpty && changed.isEmpty && retired.isEmpty
  }
}
