import JSONKit
import PurserDomain
import PurserStore

extension ScopeReader {
  /// Reads a `models` map: which models are named, with parameters and aliases.
  func readModels(_ value: JSON?, into reading: inout ScopeReading, at path: JSONPath) throws {
    guard let map = value?.object else { return }
    var settings: [ModelRef: Int] = [:]
    var aliases: [(alias: StoredAlias, path: JSONPath)] = []
    var named: Set<ModelRef> = []
    for (position, (key, entry)) in map.enumerated() {
      let place = path.appending(key)
      log.count(.modelSettings, \.read)
      guard !log.leavesOut(keyIn: key, as: "a model", .modelSettings, path),
        let ref = model(key, at: place)
      else {
        log.count(.modelSettings, \.skipped)
        continue
      }
      let members = entry.object ?? [:]
      if members["alias"]?.isNull == false { named.insert(ref) }
      if let alias = try alias(members["alias"], at: place.appending("alias")) {
        let position = position
        aliases.append(
          (StoredAlias(scope: reading.scope, name: alias, ref: ref, position: position), place))
      }
      let setting = try setting(
        members, ref,
        StoredModelSetting(scope: reading.scope, ref: ref, written: key, position: position),
        at: place)
      if let known = settings[ref] {
        log.count(.modelSettings, \.skipped)
        let first = reading.modelSettings[known].written
        log.skip(
          .modelSettings, place,
          "\(key.quoted) is another spelling of \(first.quoted); only its alias is used.")
        continue
      }
      settings[ref] = reading.modelSettings.count
      reading.modelSettings.append(setting)
    }
    reading.aliases = counting(aliases)
    // An alias that another entry has too counts there alone.
    let counted = Set(reading.aliases.map(\.ref))
    named.subtract(aliases.map(\.alias.ref).filter { !counted.contains($0) })
    reading.unaliased = Set(settings.keys).subtracting(named)
  }

  /// The model that a key names; nil for wildcards, which only allow, and for what names none.
  private func model(_ key: String, at path: JSONPath) -> ModelRef? {
    if key.hasUnprintable || key.utf8.count > TextLimit.reference {
      log.skip(.modelSettings, path, "The key holds a control character or is too long.")
      return nil
    }
    let parts = key.trimmed.utf8.split(separator: UInt8(ascii: "/"))
    if parts.count > 1, parts.last?.elementsEqual("*".utf8) == true {
      log.note(.modelSettings, path, "\(key.quoted) is no single model; it only allows.")
      return nil
    }
    guard let ref = naming.reference(key, defaultProvider: naming.defaultModel.provider) else {
      log.skip(.modelSettings, path, "\(key.quoted) names no model.")
      return nil
    }
    if !key.holds("/") {
      log.note(
        .modelSettings, path, "\(key.quoted) names no provider; it is read as \(ref.key.quoted).")
    }
    return ref
  }

  private func setting(
    _ members: JSONObject, _ ref: ModelRef, _ empty: StoredModelSetting, at path: JSONPath
  ) throws -> StoredModelSetting {
    var setting = empty
    guard !members.isEmpty else { return setting }
    let sieve = CredentialSieve(context: context, log: log, kind: .modelSettings, seals: false)
    var extra = JSONObject()
    for (name, value) in members where name != "alias" {
      let kept = try sieve.sifted(
        value, name: name, field: [.key(name)], path: path.appending(name))
      if name == "params", case .object? = kept {
        setting.paramsJSON = kept?.text(.compact)
      } else {
        extra[name] = kept
      }
    }
    setting.extraJSON = JSON.object(extra).text(.compact)
    return setting
  }

  // MARK: Aliases

  /// The alias of an entry: trimmed, empty when it switches the built-in one off, nil when it has none.
  private func alias(_ value: JSON?, at path: JSONPath) throws -> String? {
    guard let value, !value.isNull else { return nil }
    log.count(.aliases, \.read)
    guard let text = value.string else {
      log.count(.aliases, \.skipped)
      log.skip(.aliases, path, "An alias must be text, not \(value.kind).")
      return nil
    }
    let name = text.trimmed
    if log.leavesOut(keyIn: name, as: "the alias", .aliases, path) {
      log.count(.aliases, \.skipped)
      return nil
    }
    if name.hasUnprintable || name.utf8.count > TextLimit.alias {
      log.count(.aliases, \.skipped)
      log.skip(.aliases, path, "The alias holds a control character or is too long.")
      return nil
    }
    return name
  }

  /// Of several aliases of one name the last counts, in the place of the first. A model that lost its alias does not get the
  /// built-in one for it, which is for entries that say nothing of an alias. [research/selection-and-auth.md A12]
  private func counting(_ found: [(alias: StoredAlias, path: JSONPath)]) -> [StoredAlias] {
    var result: [StoredAlias] = []
    var lost: [StoredAlias] = []
    var places: [String: Int] = [:]
    var silenced: Set<ModelRef> = []
    for (alias, path) in found {
      let key = Alias.lookupKey(alias.name)
      if key.isEmpty {
        if silenced.insert(alias.ref).inserted {
          result.append(alias)
        } else {
          log.count(.aliases, \.skipped)
        }
        continue
      }
      if let place = places[key] {
        log.count(.aliases, \.skipped)
        log.skip(
          .aliases, path.appending("alias"),
          "\(alias.name.quoted) was the alias of \(result[place].ref.key.quoted); the last entry counts."
        )
        lost.append(result[place])
        result[place].name = alias.name
        result[place].ref = alias.ref
      } else {
        places[key] = result.count
        result.append(alias)
      }
    }
    return result + switchingOff(lost, beside: result)
  }

  /// What switches the built-in alias off of each model that lost one of `lost` and has none in `kept`.
  func switchingOff(_ lost: [StoredAlias], beside kept: [StoredAlias]) -> [StoredAlias] {
    var known = Set(kept.map(\.ref))
    return lost.compactMap { alias in
      guard naming.builtInAliases.contains(where: { $0.target == alias.ref }),
        known.insert(alias.ref).inserted
      else { return nil }
      var alias = alias
      alias.name = ""
      return alias
    }
  }
}
