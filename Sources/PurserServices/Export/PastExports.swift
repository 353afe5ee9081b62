import JSONKit
import PurserDomain
import PurserStore
import SecretKit
import SystemKit

/// What exports wrote, made again from the states of the store that they were made from; each is read once.
///
/// A state of the past needs a transaction of its own, and a plan is made in one: it asks for what it wants, goes without,
/// and is made again once that was read.
final class PastExports {
  /// An export, as far as its document follows from it.
  private struct Export: Hashable {
    var revision: Int64
    var agent: Agent.ID
    var dialect: ModelsDocument.Dialect
    var withSecrets: Bool
  }

  private let vault: Vault
  private let environment: Environment
  /// nil for what cannot be made again.
  private var known: [Export: ExportedDocument?] = [:]
  private var wanted: Set<Export> = []

  init(vault: Vault, environment: Environment) {
    self.vault = vault
    self.environment = environment
  }

  /// Whether a plan went without something that has yet to be read.
  var isWanting: Bool { !wanted.isEmpty }

  /// Returns what `file` was before anything of another file was kept in it; nil when that cannot be told, or has yet to be read.
  func document(of file: ExportFile) -> ExportedDocument? {
    guard let agent = try? Agent.ID(file.agent),
      let dialect = ModelsDocument.Dialect(rawValue: file.dialect)
    else { return nil }
    let export = Export(
      revision: file.revision, agent: agent, dialect: dialect, withSecrets: file.withSecrets)
    guard let document = known[export] else {
      wanted.insert(export)
      return nil
    }
    return document
  }

  /// Reads what is wanted, outside of any transaction.
  func read(from store: Store) throws {
    let exports = wanted
    wanted = []
    for (revision, exports) in Dictionary(grouping: exports, by: \.revision) {
      try Interrupt.check()
      for export in exports { known[export] = .some(nil) }
      do {
        try store.state(after: revision).read { session in
          for withSecrets in [false, true] {
            try read(exports.filter { $0.withSecrets == withSecrets }, in: session)
          }
        }
      } catch let error as StoreError {
        // The trail of another store, such as a copy that went on by itself.
        guard error.code == .notFound else { throw error }
      }
    }
  }

  private func read(_ exports: [Export], in session: Session<ReadOnly>) throws {
    guard let first = exports.first else { return }
    // Without the key nobody can tell a secret from another, and none is compared.
    let vault = first.withSecrets && (try? vault.key()) != nil ? vault : nil
    let sources = try ExportSources(
      past: session, at: first.revision, agents: Set(exports.map(\.agent)), vault: vault)
    var shared: [ModelsDocument.Dialect: ExportedDocument] = [:]
    for export in exports {
      try Interrupt.check()
      let isShared = try !sources.hasOwnProviders(export.agent)
      let made =
        try (isShared ? shared[export.dialect] : nil) ?? document(of: export, among: sources)
      if isShared { shared[export.dialect] = made }
      known[export] = .some(made)
    }
  }

  private func document(
    of export: Export, among sources: ExportSources
  ) throws -> ExportedDocument {
    let providers = try sources.providers(of: export.agent).map { provider in
      let digests = export.withSecrets ? try Self.digests(of: provider) : [:]
      let open: (Int64) throws -> SecretBytes? = { id in
        digests[id].map { SecretBytes(text: ExportedDocument.mark($0)) }
      }
      let keys = KeyRenderer(
        dialect: export.dialect, variables: environment.all,
        unseal: export.withSecrets ? open : nil)
      return try ProviderRenderer(keys: keys)
        .render(export.dialect == .literal ? ExportPlanner.namingUsualKey(provider) : provider)
        .completed(by: ConsumerRules(dialect: export.dialect))
    }
    let made = ModelsGenerator(mode: .merge, dialect: export.dialect)
      .generate(providers, present: nil)
    return ExportedDocument(providers: made.document?["providers"]?.object ?? [:])
  }

  /// The digests of what is sealed in a provider, by id.
  private static func digests(of provider: EffectiveProvider) throws -> [Int64: String] {
    let definition = provider.definition
    var digests: [Int64: String] = [:]
    if case .sealed(let id, let digest) = definition.key { digests[id] = digest }
    for text in definition.jsonTexts(with: provider.models) {
      try SealedMarks.forEach(text) { digests[$0] = $1 }
    }
    return digests
  }
}
