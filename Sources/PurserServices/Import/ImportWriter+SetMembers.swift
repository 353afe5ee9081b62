import JSONKit
import PurserDomain
import PurserStore

/// What commands set of the credentials of providers: it stays where a document does not mention it, and where a document says
/// something else, somebody should know.
extension ImportWriter {
  /// Returns the members of `old` that a command set last and `read` does not mention, and says so with `isTold`.
  mutating func membersSet(
    _ read: ReadProvider, _ old: ProviderDefinition, at place: StoredState.Place,
    isTold: Bool = true
  ) throws -> Set<SetMember> {
    var members: Set<SetMember> = []
    for member in SetMember.allCases where read.unmentioned.contains(member) {
      guard old.has(member), !old.isSame(member, as: read.definition),
        let event = try command(setting: member, of: place)
      else { continue }
      members.insert(member)
      guard isTold else { continue }
      log.note(
        member == .key ? .secrets : .providers, read.path,
        "The \(member.title) of \(place.provider.quoted) was set in event \(event) and stays; the \(Self.word(place)) "
          + "names none.")
    }
    return members
  }

  /// Returns what a provider has that a command set, a member or a model, with the event; nil when imports wrote all of it.
  mutating func memberSet(
    of provider: ProviderDefinition, at place: StoredState.Place
  ) throws -> (what: String, event: Int64)? {
    for member in SetMember.allCases where provider.has(member) {
      if let event = try command(setting: member, of: place) { return (member.title, event) }
    }
    for model in stored.models[place] ?? [] {
      let change = try modelHistories[
        place.scope,
        default: TableHistory(
          of: "provider_model", at: place.scope.text, before: session.eventID, in: session.trail)
      ].newest(of: TrailKey.of([place.scope.text, place.provider, model.id]))
      guard let change, try session.trail.intent(of: change.event)?.isImport == false else {
        continue
      }
      return ("model \(model.id.quoted)", change.event)
    }
    return nil
  }

  /// Says that an agent's own provider stays for what a command set of it, though its file says nothing any more.
  func noteStaying(_ place: StoredState.Place, for set: (what: String, event: Int64)) {
    let subject = "The agent's own provider \(place.provider.quoted) stays though with"
    log.note(
      .providers, .root,
      "\(subject) 'models.mode: replace' its file says nothing: its \(set.what) was set in event \(set.event).",
      hint: "To remove it: purser providers remove "
        + "\(place.provider.shellWord)\(place.scope.option)")
  }

  /// Says that the key of a document takes the place of one that a command set, and that one went with the document's.
  mutating func noteKey(
    _ read: ReadProvider, _ old: ProviderDefinition, at place: StoredState.Place
  ) throws {
    let new = read.definition
    if old.isSame(.key, as: new) { return }
    let name = place.provider.quoted
    if !new.key.isPresent {
      return log.note(
        .secrets, read.path,
        "The key of \(name) is removed: the \(Self.word(place)) no longer names one.")
    }
    guard !read.unmentioned.contains(.key), let event = try command(setting: .key, of: place) else {
      return
    }
    toldKeys.insert(place)
    let path = read.path.appending(SetMember.key.rawValue)
    guard old.key.isPresent else {
      return log.note(
        .secrets, path,
        "Provider \(name) has the key of the file again, which a command had taken away in event \(event).",
        hint:
          "Take it out of the file, then: purser providers set \(place.provider.shellWord)\(place.scope.option) --no-key"
      )
    }
    log.note(
      .secrets, path,
      "Provider \(name) has the key of the file now, no longer the one that a command set in event \(event).",
      hint: "Take it out of the file, then set the other one again: purser providers set "
        + "\(place.provider.shellWord)\(place.scope.option) \(old.key.optionThatSetsIt)")
  }

  /// Says that sealed headers of a document take the place of those that a command set: perhaps because they leaked.
  mutating func noteHeaders(
    _ read: ReadProvider, _ old: ProviderDefinition, at place: StoredState.Place
  ) throws {
    let present = try old.sealedHeaders
    if present.isEmpty { return }
    let wanted = try read.definition.sealedHeaders
    for (name, digest) in present {
      guard let new = wanted[name], new != digest,
        let event = try command(settingHeader: name, of: place)
      else { continue }
      log.note(
        .secrets, read.path.appending("headers").appending(name),
        "Provider \(place.provider.quoted) has the header \(name.quoted) of the \(Self.word(place)) now, no longer the one "
          + "that a command set in event \(event).",
        hint: "Change it there, too, or set it again after each import: purser providers set "
          + "\(place.provider.shellWord)\(place.scope.option) --header-stdin \(name.shellWord)")
    }
  }

  /// Says that a document has what a command set of a provider beside its key, where an import has changed something else of it
  /// since: what a command changed last is told with all that an import changes back.
  mutating func noteMembers(
    _ read: ReadProvider, _ old: ProviderDefinition, at place: StoredState.Place
  ) throws {
    for member in SetMember.allCases where member != .key && !read.unmentioned.contains(member) {
      guard old.has(member), !old.isSame(member, as: read.definition),
        let event = try command(setting: member, of: place),
        try lastChange(of: place)?.intent.isImport == true
      else { continue }
      log.note(
        .providers, read.path.appending(member.rawValue),
        "The \(member.title) of \(place.provider.quoted) is what the \(Self.word(place)) says now, no longer what a command "
          + "set in event \(event).", hint: "purser audit show \(event)")
    }
  }

  private static func word(_ place: StoredState.Place) -> String {
    place.scope == .defaults ? "directory" : "file"
  }

  /// Returns the event in which a member got the value that it has; nil when an import wrote it.
  private mutating func command(
    setting member: SetMember, of place: StoredState.Place
  ) throws -> Int64? {
    try lastChange(of: place) { change in
      let before = try change.before.map(SealedMarks.parsed)
      let after = try change.after.map(SealedMarks.parsed)
      return member.columns.contains { before?[$0] != after?[$0] }
    }.flatMap { $0.intent.isImport ? nil : $0.event }
  }

  /// The same for a header.
  private mutating func command(
    settingHeader name: String, of place: StoredState.Place
  ) throws -> Int64? {
    func header(_ row: String?) throws -> JSON? {
      let text = try row.map(SealedMarks.parsed)?["headers"]?.string
      return try text.map(SealedMarks.parsed)?[name]
    }
    return try lastChange(of: place) { try header($0.before) != header($0.after) }
      .flatMap { $0.intent.isImport ? nil : $0.event }
  }

  /// Returns the newest event before this import that changed a provider in a way that `isWanted` takes, nil when there is none.
  mutating func lastChange(
    of place: StoredState.Place, where isWanted: (AuditChange) throws -> Bool = { _ in true }
  ) throws -> (event: Int64, intent: Intent)? {
    let (scope, trail) = (place.scope.text, session.trail)
    let change = try providerHistories[
      place.scope,
      default: TableHistory(of: "provider", at: scope, before: session.eventID, in: trail)
    ].newest(of: TrailKey.of([scope, place.provider]), where: isWanted)
    guard let change, let intent = try trail.intent(of: change.event) else { return nil }
    return (change.event, intent)
  }
}

extension KeyReference {
  /// The option of 'purser providers set' that gives such a key.
  fileprivate var optionThatSetsIt: String {
    switch self {
    case .environment(let name): "--key-env \(name.shellWord)"
    case .command(let text): "--key-command \(text.shellWord)"
    case .marker(let word): "--key-marker \(word.shellWord)"
    case .secretRef(let source, let provider, let id):
      "--key-ref \("\(source):\(provider):\(id)".shellWord)"
    case .none, .template, .placeholder, .sealed: "--key-stdin"
    }
  }
}

extension ProviderDefinition {
  /// The digests of its sealed headers, by name.
  fileprivate var sealedHeaders: [String: String] {
    get throws {
      guard let headersJSON else { return [:] }
      let headers = try SealedMarks.parsed(headersJSON).object ?? [:]
      return headers.reduce(into: [:]) { found, header in
        guard header.value[CredentialSieve.mark] != nil else { return }
        found[header.key] = header.value["digest"]?.string
      }
    }
  }

  fileprivate func has(_ member: SetMember) -> Bool {
    switch member {
    case .key: key.isPresent
    case .authMode: authMode != nil
    case .authHeader: authHeader != nil
    }
  }

  /// Whether a member is what it is in `other`, whose sealed key may have no row yet.
  fileprivate func isSame(_ member: SetMember, as other: ProviderDefinition) -> Bool {
    switch member {
    case .key:
      if case .sealed(_, let digest) = key, case .sealed(_, digest) = other.key { return true }
      if case .sealed = key { return false }
      return key == other.key
    case .authMode: return authMode == other.authMode
    case .authHeader: return authHeader == other.authHeader
    }
  }

  mutating func take(_ member: SetMember, from other: ProviderDefinition) {
    switch member {
    case .key: key = other.key
    case .authMode: authMode = other.authMode
    case .authHeader: authHeader = other.authHeader
    }
  }
}
