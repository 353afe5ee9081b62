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
    let ids = try seal(
      read.secrets, for: SecretOwner.provider(place.provider, at: place.scope),
      keeping: set.contains(.key) ? SetMember.key.rawValue : nil)
    var (definition, models) = try read.sealed(ids)
    if let old {
      for member in set { definition.take(member, from: old) }
      if !set.contains(.key) { try noteKey(read, old, at: place) }
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

  /// Returns the row ids of `secrets`: the present ones where the same value is sealed already, and whatever it is in the
  /// field `untouched`.
  mutating func seal(
    _ secrets: [PendingSecret], for owner: SecretOwner, keeping untouched: String? = nil
  ) throws -> [Int64] {
    var present = stored.secrets[owner.text] ?? [:]
    if secrets.isEmpty, present.isEmpty { return [] }
    var kept: [String: Int64] = [:]
    var ids: [Int64] = []
    if let untouched {
      kept[untouched] = present[untouched]
      present[untouched] = nil
    }
    for secret in secrets {
      if secret.field == untouched {
        log.count(.secrets, \.unchanged)
        ids.append(kept[secret.field] ?? 0)
        continue
      }
      if let id = present[secret.field], stored.digests[id] == secret.digest {
        log.count(.secrets, \.unchanged)
        ids.append(id)
      } else {
        let sealed = try vault.seal(
          secret.value, owner: owner, field: secret.field, in: session)
        let id = try session.secrets.replace(sealed)
        stored.digests[id] = secret.digest
        log.count(.secrets, \.stored)
        ids.append(id)
      }
      kept[secret.field] = ids.last
      present[secret.field] = nil
    }
    for field in present.keys.sorted() {
      try session.secrets.delete(owner: owner.text, field: field)
    }
    stored.secrets[owner.text] = kept
    return ids
  }
}
