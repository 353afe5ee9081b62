import JSONKit
import PurserDomain
import PurserStore
import SystemKit

extension ImportWriter {
  /// Makes the provider at `scope` equal to `read`, with its models and sealed credentials. What a command set of its
  /// credentials and the document does not mention stays.
  mutating func write(_ read: ReadProvider, at scope: ScopeID) throws {
    let place = StoredState.Place(scope: scope, provider: read.definition.id)
    let old = stored.providers[place]
    let set = try old.map { try membersSet(read, $0, at: place) } ?? []
    let ids: [Int64]
    do {
      ids = try seal(
        read.secrets, for: SecretOwner.provider(place.provider, at: place.scope),
        keeping: set.contains(.key) ? SetMember.key.rawValue : nil)
    } catch let value as UndecryptableValue {
      return leave(read, for: value)
    }
    var (definition, models) = try read.sealed(ids)
    if let old {
      for member in set { definition.take(member, from: old) }
      if !set.contains(.key) { try noteKey(read, old, at: place) }
      try noteHeaders(read, old, at: place)
      try noteMembers(read, old, at: place)
    }
    if old != definition { try session.providers.save(definition, at: scope) }
    let hasLost = noteLost(read, at: place)
    log.count(.providers, old == definition && !hasLost ? \.unchanged : \.stored)
    if old == nil {
      for model in models { try session.providerModels.save(model, of: place.provider, at: scope) }
      log.count(.models, \.stored, models.count)
    } else {
      try replace(models, at: place)
    }
    stored.providers[place] = definition
    stored.models[place] = models
  }

  /// Goes on without a provider that would need a value of another one which does not open: it stays as it is, since without
  /// the value it would be another provider.
  private func leave(_ read: ReadProvider, for value: UndecryptableValue) {
    log.count(.providers, \.skipped)
    log.count(.models, \.skipped, read.models.count)
    log.count(.secrets, \.skipped, read.secrets.count)
    log.skip(
      .providers, read.path,
      "Provider \(read.definition.id.quoted) was left out, since the \(value.name), which it names, is undecryptable: "
        + "\(value.reason.phrase).",
      hint: value.hint)
  }

  /// Remembers the models that the document no longer has; returns whether there are any. Which of them it ever had is asked
  /// at the end.
  private mutating func noteLost(_ read: ReadProvider, at place: StoredState.Place) -> Bool {
    let present = Set(read.models.map(\.id))
    let ids = (stored.models[place] ?? []).map(\.id).filter { !present.contains($0) }
    if ids.isEmpty { return false }
    lost.append(
      LostModels(
        place: place, ids: ids, path: read.path.appending("models"), file: log.file,
        agent: log.agent))
    return true
  }

  private func replace(_ models: [ModelDefinition], at place: StoredState.Place) throws {
    let old = stored.models[place] ?? []
    if old == models { return log.count(.models, \.unchanged, models.count) }
    let known = Dictionary(old.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let same = models.count { known[$0.id] == $0 }
    log.count(.models, \.unchanged, same)
    log.count(.models, \.stored, models.count - same)
    guard same < models.count || old.count > models.count else { return }
    try session.providerModels.replace(of: place.provider, at: place.scope, with: models)
  }
}
