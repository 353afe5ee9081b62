import JSONKit
import PurserDomain

/// What a provider says once it was exported and read back.
///
/// An export fills in what its readers demand and repairs what they refuse, and it spells keys as they
/// expect. A file that only has that says nothing of its own.
struct ExportedReading {
  let context: CredentialContext
  /// Values of variables, which the literal dialect writes.
  let variables: [String: String]

  /// Returns what an export in `dialect` says of a provider; nil when it leaves the provider out.
  func likeness(
    _ definition: ProviderDefinition, _ models: [ModelDefinition],
    _ dialect: ModelsDocument.Dialect
  ) throws -> ProviderLikeness? {
    let renderer = ProviderRenderer(keys: KeyRenderer(dialect: dialect, variables: variables))
    let rendered = try renderer.render(
      EffectiveProvider(scope: .defaults, definition: definition, models: models)
    ).completed(by: ConsumerRules(dialect: dialect))
    guard case .some(.some(let members)) = rendered.completed else { return nil }
    // What there is to say about the document is said where the file itself is read.
    var reader = ProviderReader(context: context, log: ImportLog(file: ""))
    if dialect == .dollar { reader.unescaped = KeySpelling.unescaped }
    let document = JSONObject([(key: rendered.name, value: .object(members))])
    guard let read = try reader.read(document, at: ["providers"]).first else { return nil }
    let carried = try CarriedSecrets().carried(read, from: definition, models)
    return try ProviderLikeness(carried.definition, carried.models)
  }
}
