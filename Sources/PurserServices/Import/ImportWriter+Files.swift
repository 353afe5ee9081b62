import JSONKit
import PurserDomain
import PurserStore

extension ImportWriter {
  /// Writes what the files of agents say beyond the defaults. A file that is as Purser exported it says
  /// nothing new, whatever has become of the store since.
  mutating func write(files: [DirectoryReading.AgentFile]) throws {
    let directory = log.file
    defer {
      log.agent = nil
      log.file = directory
      noteDeparting()
    }
    for file in files {
      try interruption()
      log.count(.modelsFiles, \.read)
      guard file.content.isUsable else {
        log.count(.modelsFiles, \.skipped)
        continue
      }
      let before = log.stored
      let record = recorded.record(of: file.path)
      let additions = try additions(of: file.content)
      for (provider, addition) in zip(file.content.providers, additions) {
        let place = StoredState.Place(scope: .agent(file.agent), provider: provider.definition.id)
        // Of what is as it was exported only that is new which was kept of the file before, and for an agent that is back
        // what it had of its own: the rest was the defaults'.
        let isOld = record.isOld(provider.exportedPath)
        let export = record.export ?? (isOld ? record.last : nil)
        let isNew = try export.map {
          try addition.adds && stored.providers[place] == nil
            && ($0.kept(provider) || hadOwn(place.provider, at: $0) && isBack(place, since: $0))
        }
        if isNew == false {
          countUnchanged(provider)
        } else {
          log.agent = file.agent
          log.file = file.path
          let wasExported = record.last != nil || export != nil
          if let own = record.own, let current = try current(provider, own: own, at: place) {
            try write(
              current, self.addition(current, file.content.dialect), at: place.scope,
              wasExported: wasExported, file.content)
          } else {
            try write(
              provider, addition, at: place.scope, wasExported: wasExported, file.content)
          }
        }
      }
      log.count(.modelsFiles, log.stored > before ? \.stored : \.unchanged)
    }
  }

  /// Whether the agent of `place` was made after an export of its file, by this import or a command, and nothing was said of the
  /// provider since.
  private mutating func isBack(
    _ place: StoredState.Place, since export: ExportFile
  ) throws -> Bool {
    guard let agent = place.scope.agent, !newAgents.contains(agent) else { return true }
    var history = TableHistory(
      of: "agent", at: agent.text, before: session.eventID, in: session.trail)
    guard let made = try history.newest(of: agent.text, where: { $0.before == nil })?.event,
      made > export.event
    else { return false }
    return try lastChange(of: place).map { $0.event <= made } ?? true
  }

  /// Whether the agent of an export had the provider of its own when that was made.
  private func hadOwn(_ provider: String, at export: ExportFile) throws -> Bool {
    var history = TableHistory(
      of: "provider", at: export.agent, before: export.event, in: session.trail)
    return try history.newest(of: TrailKey.of([export.agent, provider]))?.after != nil
  }

  private mutating func write(
    _ provider: ReadProvider, _ addition: ModelsFile.Addition, at scope: ScopeID,
    wasExported: Bool, _ file: ModelsFile
  ) throws {
    let place = StoredState.Place(scope: scope, provider: provider.definition.id)
    guard let own = stored.providers[place] else {
      if !addition.adds { return countUnchanged(provider) }
      return try write(addition.provider, insteadOf: provider, at: scope)
    }
    let models = stored.models[place] ?? []
    let carried = try carrier.carried(provider, from: own, models)
    let likeness = try ProviderLikeness(carried.definition, carried.models)
    let isOwn =
      try wasExported && likeness == exported.likeness(own, models, file.dialect)
      || !provider.isSame(as: carried)
        && likeness.adds(nothingTo: ProviderLikeness(own, models))
    if isOwn {
      countCarried(carried, provider)
      return countUnchanged(carried)
    }
    let completed = try completedFromDefaults(carried)
    if addition.adds { return try write(completed, insteadOf: provider, at: scope) }
    countCarried(completed, provider)
    // Before the defaults knew its models, the sizes that it leaves open were those of its readers.
    let base = stored.providers[StoredState.Place(scope: .defaults, provider: place.provider)]
    let known = try [completed, carrier.completed(carried, from: base, [])]
    try settle(completed, known.map { try ProviderLikeness($0.definition, $0.models) }, at: place)
  }

  private mutating func write(
    _ carried: ReadProvider, insteadOf provider: ReadProvider, at scope: ScopeID
  ) throws {
    countCarried(carried, provider)
    for place in carried.lost {
      log.note(
        .secrets, provider.path.appending(place),
        "The sealed value of '\(place)' was not found again, since its list was changed; the word 'secretref-managed' is taken for the value.",
        hint: "Write the value there and import again, or put the list back as it was exported.")
    }
    let before = log.stored
    try write(carried, at: scope)
    let id = provider.definition.id
    guard log.stored > before, let agent = scope.agent,
      stored.providers[StoredState.Place(scope: .defaults, provider: id)] != nil
    else { return }
    departing[id, default: []].append(agent)
  }

  /// Names the agents whose files now stand before the defaults, so that a stale file is no surprise later.
  private func noteDeparting() {
    for (provider, agents) in departing.sorted(by: { $0.key < $1.key }) {
      let names = agents.prefix(20).map(\.text.quoted).joined(separator: ", ")
      let others = agents.count > 20 ? " and \(agents.count - 20) more" : ""
      let subject =
        agents.count == 1
        ? "The models.json of 1 agent says" : "The models.json of \(agents.count) agents say"
      log.note(
        .providers, .root,
        "\(subject) other things of \(provider.quoted) than the defaults, and counts for: \(names)\(others).",
        hint: "purser providers list --agent \(agents[0].text.shellWord)")
    }
  }

  /// What was carried over was read too, though from the store.
  private func countCarried(_ carried: ReadProvider, _ provider: ReadProvider) {
    log.count(.secrets, \.read, carried.secrets.count - provider.secrets.count)
    log.count(.models, \.read, carried.models.count - provider.models.count)
  }

  /// What the providers of a file come to beside the defaults; the same for every agent with that content.
  private mutating func additions(of file: ModelsFile) throws -> [ModelsFile.Addition] {
    if let known = file.additions { return known }
    var additions: [ModelsFile.Addition] = []
    for provider in file.providers { additions.append(try addition(provider, file.dialect)) }
    file.additions = additions
    return additions
  }

  private mutating func addition(
    _ provider: ReadProvider, _ dialect: ModelsDocument.Dialect
  ) throws -> ModelsFile.Addition {
    let place = StoredState.Place(scope: .defaults, provider: provider.definition.id)
    let carried = try carriedFromDefaults(provider)
    guard let definition = stored.providers[place] else {
      return .init(adds: true, provider: carried)
    }
    let base = try likenessOfDefault(place, definition)
    let likeness = try ProviderLikeness(carried.definition, carried.models)
    var adds = !likeness.adds(nothingTo: base)
    if adds, let base = try exportedDefault(place, definition, dialect) {
      adds = !likeness.adds(nothingTo: base)
    }
    return .init(adds: adds, provider: carried)
  }

  private mutating func likenessOfDefault(
    _ place: StoredState.Place, _ definition: ProviderDefinition
  ) throws -> ProviderLikeness {
    if let known = defaultLikenesses[place.provider] { return known }
    let likeness = try ProviderLikeness(definition, stored.models[place] ?? [])
    defaultLikenesses[place.provider] = likeness
    return likeness
  }

  private mutating func exportedDefault(
    _ place: StoredState.Place, _ definition: ProviderDefinition, _ dialect: ModelsDocument.Dialect
  ) throws -> ProviderLikeness? {
    if let known = exportedDefaults[dialect]?[place.provider] { return known }
    let likeness = try exported.likeness(definition, stored.models[place] ?? [], dialect)
    exportedDefaults[dialect, default: [:]][place.provider] = .some(likeness)
    return likeness
  }

  /// The provider with what it has from the defaults: credentials behind markers, and what it leaves open.
  private func carriedFromDefaults(_ provider: ReadProvider) throws -> ReadProvider {
    let place = StoredState.Place(scope: .defaults, provider: provider.definition.id)
    guard let base = stored.providers[place] else { return try completedFromDefaults(provider) }
    return try completedFromDefaults(
      carrier.carried(provider, from: base, stored.models[place] ?? []))
  }

  private func completedFromDefaults(_ provider: ReadProvider) throws -> ReadProvider {
    let place = StoredState.Place(scope: .defaults, provider: provider.definition.id)
    return try carrier.completed(
      provider, from: stored.providers[place], stored.models[place] ?? [])
  }

  private var carrier: CarriedSecrets { CarriedSecrets() }

  /// An agent whose file says what the defaults say has nothing of its own; what it had from an earlier
  /// import is taken back, unless it is the same.
  private mutating func settle(
    _ provider: ReadProvider, _ known: [ProviderLikeness], at place: StoredState.Place
  ) throws {
    guard let own = stored.providers[place],
      try !known.contains(ProviderLikeness(own, stored.models[place] ?? []))
    else { return countUnchanged(provider) }
    // What a command set, and the file says nothing of, stays the agent's own.
    if try !membersSet(provider, own, at: place, isTold: false).isEmpty {
      return try write(provider, at: place.scope)
    }
    try noteRemoved(own, place, provider.path, "the file says what the defaults say")
    try remove(place)
    log.count(.providers, \.stored)
    log.count(.models, \.stored, provider.models.count)
    log.count(.secrets, \.stored, provider.secrets.count)
  }

  private mutating func remove(_ place: StoredState.Place) throws {
    _ = try session.providers.delete(place.provider, at: place.scope)
    stored.providers[place] = nil
    stored.models[place] = nil
  }

  /// Says that an agent has a provider of its own no longer, and which command had changed that one or set what it had.
  private mutating func noteRemoved(
    _ own: ProviderDefinition, _ place: StoredState.Place, _ path: JSONPath, _ reason: String
  ) throws {
    var event: Int64?
    var told = ""
    if let change = try lastChange(of: place), !change.intent.isImport {
      event = change.event
      told = " Event \(change.event) (\(change.intent.command.quoted)) had changed it last."
    } else if let set = try memberSet(of: own, at: place) {
      event = set.event
      told = " Its \(set.what) was set in event \(set.event)."
    }
    log.note(
      .providers, path,
      "The agent's own provider \(place.provider.quoted) is removed: \(reason).\(told)",
      hint: event.map { "purser audit show \($0)" })
  }

  /// Takes back what files of agents said when the configuration had not yet put them out of force. What commands set of an agent's
  /// own providers since stays.
  mutating func write(replaced files: [DirectoryReading.ReplacedFile]) throws {
    let directory = log.file
    defer {
      log.agent = nil
      log.file = directory
    }
    if files.isEmpty { return }
    let own = Dictionary(grouping: stored.providers.keys, by: \.scope)
    for file in files {
      let scope = ScopeID.agent(file.agent)
      for place in (own[scope] ?? []).sorted(by: { $0.provider < $1.provider }) {
        guard let own = stored.providers[place],
          try lastChange(of: place)?.intent.isImport == true
        else { continue }
        log.agent = file.agent
        log.file = file.path
        if let set = try memberSet(of: own, at: place) {
          noteStaying(place, for: set)
          continue
        }
        try noteRemoved(own, place, .root, "with 'models.mode: replace' its file says nothing")
        try remove(place)
        log.count(.providers, \.stored)
      }
    }
  }

  private mutating func countUnchanged(_ provider: ReadProvider) {
    log.count(.providers, \.unchanged)
    log.count(.models, \.unchanged, provider.models.count)
    log.count(.secrets, \.unchanged, provider.secrets.count)
  }
}

extension ReadProvider {
  /// Whether nothing was carried into `other`.
  fileprivate func isSame(as other: ReadProvider) -> Bool { secrets.count == other.secrets.count }
}

extension ExportFile {
  /// Whether anything of `provider` is the word of the file that the export found.
  fileprivate func kept(_ provider: ReadProvider) -> Bool {
    if keptJSON == "[]" { return false }
    let place = provider.path.description
    return (try? JSON.parse(keptJSON))?.array?.contains { element in
      element.string.map { $0 == place || $0.utf8.starts(with: (place + ".").utf8) } ?? false
    } ?? false
  }
}
