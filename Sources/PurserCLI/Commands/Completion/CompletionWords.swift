import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// Looks up in the store what a shell wants to complete. A store that cannot be read completes
/// nothing; nobody wants an error in the middle of a line.
struct CompletionWords {
  let context: CommandContext

  // More than fit a screen are of no use.
  private static let limit = 200

  /// Returns the words from `source` that begin with `typed`, sorted, at most 200; events with the newest first.
  /// `arguments` stand in front.
  func words(
    from source: CompletionSource, typed: String, after arguments: [String] = []
  ) -> [String] {
    switch source {
    case .settings: SettingKey.allCases.map(\.rawValue).filter { $0.hasPrefix(typed) }
    case .agents: found { try $0.agents.ids(prefix: typed, limit: Self.limit) }
    case .providers: providers(typed)
    case .storedProviders: found { try $0.providers.ids(prefix: typed, limit: Self.limit) }
    case .profiles: found { try $0.profiles.ids(prefix: typed, limit: Self.limit) }
    case .aliases: found { try aliases(typed, in: $0) }
    case .settingValues: values(typed, of: arguments.first.flatMap(SettingKey.init))
    case .events:
      found { session in
        try session.trail.newestIDs(limit: Self.limit).map(String.init)
          .filter { $0.hasPrefix(typed) }
      }
    case .models: found { try aliases(typed, in: $0) + models(typed, in: $0) }
    case .fallbacks: found { try used(for: .text, from: 1, typed, in: $0) }
    case .imageFallbacks: found { try used(for: .image, from: 1, typed, in: $0) }
    case .allowLines: found { try $0.allow.patterns(prefix: typed, limit: Self.limit) }
    default: []
    }
  }

  private func found(_ body: (Session<ReadOnly>) throws -> [String]) -> [String] {
    Array(((try? context.read(body)) ?? []).prefix(Self.limit))
  }

  private func providers(_ typed: String) -> [String] {
    let known = ProviderPlugins.names(in: context.environment).filter { $0.hasPrefix(typed) }
    let all = Set(known + words(from: .storedProviders, typed: typed)).sorted()
    return Array(all.prefix(Self.limit))
  }

  private func values(_ typed: String, of key: SettingKey?) -> [String] {
    switch key?.kind {
    case .choice(let words): words.filter { $0.hasPrefix(typed) }
    case .provider: words(from: .providers, typed: typed)
    default: []
    }
  }

  private func aliases(_ typed: String, in session: Session<ReadOnly>) throws -> [String] {
    Set(try session.aliases.list().map(\.name)).filter { $0.hasPrefix(typed) }.sorted()
  }

  private func models(_ typed: String, in session: Session<ReadOnly>) throws -> [String] {
    let defined = try session.providerModels.refs(at: .defaults).map(\.key)
      .filter { $0.hasPrefix(typed) }
    return Set(defined + (try used(for: .text, from: 0, typed, in: session))).sorted()
  }

  private func used(
    for purpose: Purpose, from position: Int64, _ typed: String, in session: Session<ReadOnly>
  ) throws -> [String] {
    try session.routes.written(for: purpose, from: position, prefix: typed, limit: Self.limit)
  }
}
