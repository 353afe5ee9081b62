import PurserDomain
import PurserStore

extension ImportWriter {
  /// Makes `models.mode` at the defaults equal to `mode`, when the directory says one.
  func write(mode: String?) throws {
    if let mode { try write(.modelsMode, mode) }
  }

  /// Makes a setting at the defaults equal to `value`.
  func write(_ key: SettingKey, _ value: String) throws {
    guard stored.settings[key.rawValue] != value else {
      return log.count(.settings, \.unchanged)
    }
    try session.settings.set(key.rawValue, to: value, at: .defaults)
    log.count(.settings, \.stored)
  }

  /// Makes routes, aliases, model settings and the allowlist of a scope equal to what was read.
  func write(_ read: ScopeReading) throws {
    let reading = keepingFilled(read)
    try write(routes: reading)
    let changed = try removeAliases(replacedBy: reading)
    try write(modelSettings: reading, changed)
    try write(aliases: reading)
    guard let allowlist = reading.allowlist else { return }
    if stored.allowlists[reading.scope] == allowlist {
      log.count(.allowlists, \.unchanged)
    } else {
      try session.allow.replace(at: reading.scope, with: allowlist)
      log.count(.allowlists, \.stored)
    }
  }

  private func write(routes reading: ScopeReading) throws {
    let old = stored.routes[reading.scope] ?? [:]
    for (purpose, route) in reading.routes {
      if old[purpose] == route {
        log.count(.routes, \.unchanged)
        continue
      }
      let known = old[purpose] ?? StoredRoute()
      try session.routes.replace(
        at: reading.scope, purpose: purpose, with: route, known: known
      ) { written in
        // A bare name may be an alias or belong to any provider; that is for readers to tell.
        written.holds("/") ? ModelNaming.standard.reference(written, defaultProvider: "") : nil
      }
      log.count(.routes, \.stored)
    }
  }

  /// `changed` are models that lost an alias, which is part of their entry.
  private func write(modelSettings reading: ScopeReading, _ changed: Set<ModelRef>) throws {
    let old = stored.modelSettings[reading.scope] ?? [:]
    for setting in reading.modelSettings {
      if old[setting.ref] == setting {
        log.count(.modelSettings, changed.contains(setting.ref) ? \.stored : \.unchanged)
      } else {
        try session.modelSettings.save(setting)
        log.count(.modelSettings, \.stored)
      }
    }
  }

  private func write(aliases reading: ScopeReading) throws {
    let old = stored.aliases[reading.scope] ?? []
    var named: [String: StoredAlias] = [:]
    var silenced: [ModelRef: StoredAlias] = [:]
    for alias in old {
      if alias.name.isEmpty {
        silenced[alias.ref] = alias
      } else {
        named[Alias.lookupKey(alias.name)] = alias
      }
    }
    var added: [StoredAlias] = []
    for alias in reading.aliases {
      let present =
        alias.name.isEmpty ? silenced[alias.ref] : named[Alias.lookupKey(alias.name)]
      guard let present else {
        added.append(alias)
        continue
      }
      if present == alias {
        log.count(.aliases, \.unchanged)
      } else if present.name == alias.name, present.ref == alias.ref {
        try session.aliases.move(present, to: alias.position)
        log.count(.aliases, \.stored)
      } else {
        // The name is unique, so the old one goes before any new one comes.
        try session.aliases.delete(present)
        added.append(alias)
      }
    }
    for alias in added {
      try session.aliases.insert(alias)
      log.count(.aliases, \.stored)
    }
  }
}
