import JSONKit
import PurserDomain
import PurserStore
import SecretKit
import SystemKit

/// Looks at each agent's file and works out what an export has to do with it.
///
/// What agents share is rendered once; a file that is what was last exported from this very revision is
/// not even parsed.
struct ExportPlanner {
  let sources: ExportSources
  let request: ExportModels.Request
  let environment: Environment
  /// Opens a sealed value; nil where secrets were not asked for.
  let unseal: ((StoredSecret) throws -> OpenedSecret)?
  /// What exports wrote that were changed since.
  let past: PastExports
  /// Makes the digest of a secret; nil where the key of the store cannot be read.
  let digest: (String) -> String?

  /// Finds earlier exports.
  var records: ExportRecords
  var links: LinkResolver
  private var rendered: [ModelsDocument.Dialect: [ScopedProvider: RenderedProvider]] = [:]
  private var shared: [ModelsDocument.Dialect: GeneratedFile] = [:]
  /// The last that is not shared: more than one question about a file is answered by it.
  private var own: (agent: Agent.ID, dialect: ModelsDocument.Dialect, made: GeneratedFile)?
  private var opened: [Int64: SecretBytes] = [:]
  /// Names of the variables that stand for keys and headers of what was rendered.
  private var variables: Set<String> = []

  private struct ScopedProvider: Hashable {
    var scope: ScopeID
    var id: String
  }

  init(
    sources: ExportSources, request: ExportModels.Request, environment: Environment,
    unseal: ((StoredSecret) throws -> OpenedSecret)?,
    records: ExportRecords, past: PastExports, digest: @escaping (String) -> String?
  ) {
    self.sources = sources
    self.request = request
    self.environment = environment
    self.unseal = unseal
    self.records = records
    self.past = past
    self.digest = digest
    links = sources.links
  }

  /// Returns the plan. Throws `interrupted`, and what reading the store or opening a secret throws;
  /// what is wrong with one file stands in the file.
  mutating func plan() throws -> ExportPlan {
    var files: [PlannedFile] = []
    files.reserveCapacity(sources.agents.count)
    // Several threads look at a group of files at a time: of those that are current nothing else takes as long.
    for start in stride(from: 0, to: sources.agents.count, by: Self.groupSize) {
      let agents = sources.agents[start...].prefix(Self.groupSize)
      let targets = ExportTarget.look(in: agents.map { request.folder(of: $0) })
      for (agent, target) in zip(agents, targets) {
        try Interrupt.check()
        files.append(try file(of: agent, looked: target))
      }
    }
    refuseShared(&files)
    return ExportPlan(
      revision: sources.revision, files: files, includesSecrets: request.includesSecrets)
  }

  /// How many files are in memory before what is current of them is let go.
  private static let groupSize = 128

  /// `looked` is what stands there; nil where that has to be looked at, such as for what is wrong with it.
  private mutating func file(of agent: Agent, looked: ExportTarget?) throws -> PlannedFile {
    let mode =
      request.mode ?? .init(rawValue: sources.setting(.modelsMode, of: agent.id)) ?? .merge
    let dialect =
      request.dialect ?? .init(rawValue: sources.setting(.exportDialect, of: agent.id)) ?? .legacy
    var file = PlannedFile(
      agent: agent.id, path: "", state: .skipped, mode: mode, dialect: dialect)
    guard let folder = request.folder(of: agent) else {
      file.fault = Self.noFolder(agent)
      return file
    }
    do {
      if request.dialect == .literal && !request.includesSecrets {
        throw Self.literalRefused(agent.id)
      }
      let target = try looked ?? ExportTarget(folder: folder)
      file.path = target.path
      file.target = target.real
      file.found = target.status.map { .file($0) } ?? .nothing
      if dialect == .literal && !request.includesSecrets {
        file.state = .refused
        file.fault = Self.literalSetting(agent.id)
      } else {
        try judge(&file, target)
      }
    } catch {
      guard Self.concernsFile(error) else { throw error }
      if file.path.isEmpty { file.path = SystemPath.join(folder, "models.json") }
      file.state = .refused
      file.fault = error
    }
    return file
  }

  /// Works out the state of a file whose place was looked at.
  private mutating func judge(_ file: inout PlannedFile, _ target: ExportTarget) throws {
    let found = target.digest
    let last =
      try sources.latestExport(to: file.path)
      ?? records.overLinks(of: file.agent, to: file.path)
      ?? found.flatMap { try records.latest(of: file.agent, digest: $0) }
    file.exportEvent = last?.event
    if let mode = target.status?.mode, mode & 0o077 != 0 { file.wideMode = mode }
    // Asked first: nothing has to be made to compare the file with.
    if let last, found == last.digest, last.path == file.path, isSettled(last, file) {
      file.state = .current
      return
    }
    if let bytes = target.bytes, let new = try fresh(file).bytes, bytes.hasSameBytes(as: new) {
      file.state = .current
      // What an export kept of the file is by now what the store says.
      let hasKept = last.map { !Self.places($0.keptJSON).isEmpty } ?? false
      if found != last?.digest || last?.path != file.path || hasKept {
        adopt(bytes, found, in: &file)
      }
      return
    }
    let trace = try trace(target.bytes, found, last, file)
    if try trace.bytes.map({ try $0 == fresh(file).bytes }) ?? false {
      file.state = .current
      return
    }
    if let last, trace.digest == last.digest, isSettled(last, file) {
      file.state = .current
      return
    }
    try fill(&file, target, found, last: last, trace)
  }

  /// Makes what should stand in the file, and says how what stands there differs.
  private mutating func fill(
    _ file: inout PlannedFile, _ target: ExportTarget, _ found: String?, last: ExportFile?,
    _ trace: Trace
  ) throws {
    // A folder that was moved, or that an agent was given, may have what an export wrote elsewhere.
    let isAgents = target.bytes != nil && request.outputFolder == nil
    let history = try last ?? (isAgents ? records.latest(toFolderOf: file.agent) : nil)
    let earlier: ExportFile? =
      if let last, let digest = trace.digest {
        digest == last.digest
          ? last : try records.latest(of: file.agent, to: file.path, digest: digest)
      } else { nil }
    let isEdited = history != nil && earlier == nil
    let isTooLarge = target.status != nil && target.bytes == nil
    var origin = earlier.map { FileOrigin.ours(kept: Self.places($0.keptJSON)) }
    var document = isTooLarge ? .tooLarge : trace.document
    if document == nil, file.mode == .merge, origin != .ours(kept: []) || request.dialect != nil {
      document = target.bytes.map(PresentDocument.init)
    }
    if origin == nil { origin = try self.origin(ofEdited: file, document, since: history) }
    // This plan will be made again.
    if past.isWanting { return }
    let bytes = target.bytes ?? (isTooLarge ? [] : nil)
    let generated = try generate(
      file,
      bytes.map {
        PresentFile(
          bytes: $0, document: document, origin: origin ?? .foreign, isEdited: isEdited,
          isRespelled: trace.isRespelled)
      })
    file.present = bytes
    file.document = document
    file.generated = generated
    file.notes = generated.notes.map {
      $0.directed(at: file.agent, withSecrets: request.includesSecrets)
    }
    file.mask = mask(file.dialect)
    file.respells = request.dialect != nil
    file.hasOnlyNames = earlier.map { !$0.withSecrets && Self.places($0.keptJSON).isEmpty } ?? false
    file.willWrite = generated.bytes != nil && !generated.isCurrent
    if !generated.kept.isEmpty {
      file.unmergedDocument = try storeDocument(file, generated)
    }
    file.state = try state(&file, isThere: bytes != nil, last: last, isOurs: earlier != nil)
    if file.state == .current, let earlier, try isOutdated(file, since: earlier) {
      file.state = .stale
    }
    let isSettled = file.state == .current || file.state == .neverExported && !file.willWrite
    if isSettled, earlier == nil, !generated.isUnread, let bytes = target.bytes {
      adopt(bytes, found, in: &file)
    }
    if file.state == .stale { file.staleReason = earlier.map { staleReason($0, file) } }
  }

  private func adopt(_ bytes: [UInt8], _ digest: String?, in file: inout PlannedFile) {
    file.adoption = digest.map { PlannedFile.Adoption(digest: $0, byteCount: bytes.count) }
  }

  private mutating func state(
    _ file: inout PlannedFile, isThere: Bool, last: ExportFile?, isOurs: Bool
  ) throws -> ExportState {
    guard isThere else { return file.willWrite ? .missing : .current }
    if isOurs { return file.willWrite ? .stale : .current }
    guard last != nil else {
      // What a merge keeps of a file that nobody put on record is not what the store says.
      let isKept = file.generated.map { $0.kept.count > $0.agreed.count || $0.isUnread } ?? false
      return file.willWrite || isKept ? .neverExported : .current
    }
    // Edited. The edit may be one that a merge keeps, so what counts is what the store says alone.
    let document = try storeDocument(file, file.generated)
    guard !file.willWrite,
      let present = file.readDocument?.json, ModelsComparison.areEqual(present, document)
    else {
      file.storeDocument = document
      return .edited
    }
    return .current
  }

  /// What the store alone says, with the providers that `generated` has as the store says them although readers refuse them.
  private mutating func storeDocument(
    _ file: PlannedFile, _ generated: GeneratedFile?
  ) throws -> JSON {
    var providers = try fresh(file).document?["providers"]?.object ?? [:]
    for (name, members) in generated?.agreed ?? [:] { providers[name] = members }
    return ["providers": .object(providers)]
  }

  private func staleReason(_ earlier: ExportFile, _ file: PlannedFile) -> StaleReason {
    var options: [StaleReason.Option] = []
    func compare(_ name: String, _ then: String, _ now: String) {
      if then != now { options.append(.init(name, then: then, now: now)) }
    }
    compare("dialect", earlier.dialect, file.dialect.rawValue)
    compare("mode", earlier.mode, file.mode.rawValue)
    compare(
      "keys", earlier.withSecrets ? "written" : "sealed",
      request.includesSecrets ? "written" : "sealed")
    compare("agent", earlier.agent, file.agent.text)
    return StaleReason(storeHasMoved: earlier.revision != sources.revision, options: options)
  }

  /// Whether a file with the bytes of its last export is what an export would write again. The literal
  /// dialect also depends on the environment, so it is never settled.
  private func isSettled(_ last: ExportFile, _ file: PlannedFile) -> Bool {
    last.revision == sources.revision && last.mode == file.mode.rawValue
      && last.dialect == file.dialect.rawValue && last.agent == file.agent.text
      && last.withSecrets == request.includesSecrets && file.dialect != .literal
      && request.dialect == nil
  }

  /// Whether an error is about one file and not about the run.
  private static func concernsFile(_ error: any Error) -> Bool {
    switch error {
    case let error as SystemError: error.code != .interrupted
    case let error as StoreError: error.code == .refused
    default: false
    }
  }

  /// The places that a record of an export names.
  static func places(_ text: String) -> Set<String> {
    Set((try? JSON.parse(text))?.array?.compactMap(\.string) ?? [])
  }
}

extension ExportPlanner {
  /// Returns what should stand in the file.
  private mutating func generate(
    _ file: PlannedFile, _ present: PresentFile?
  ) throws -> GeneratedFile {
    var generator = ModelsGenerator(
      mode: file.mode, dialect: file.dialect, respells: request.dialect != nil)
    generator.digest = digest
    if file.mode == .merge, let present {
      if present.origin == .ours(kept: []), request.dialect == nil, !present.isRespelled {
        var made = try fresh(file)
        if made.bytes != nil {
          made.isCurrent = false
          return made
        }
      }
      return generator.generate(try providers(of: file), present: present)
    }
    var made = try fresh(file)
    if file.mode == .replace, made.bytes == nil {
      made = generator.generate([], present: nil)
    }
    made.isCurrent = made.bytes == nil || made.bytes == present?.bytes
    return made
  }

  /// Returns what the store alone says, for a file that is not there; made once for all agents that see
  /// just the defaults.
  mutating func fresh(_ file: PlannedFile) throws -> GeneratedFile {
    if let own, own.agent == file.agent, own.dialect == file.dialect { return own.made }
    let isShared = try !sources.hasOwnProviders(file.agent)
    if isShared, let known = shared[file.dialect] { return known }
    let generator = ModelsGenerator(mode: .merge, dialect: file.dialect)
    var made = generator.generate(try providers(of: file), present: nil)
    made.isCurrent = false
    if isShared {
      shared[file.dialect] = made
    } else {
      own = (file.agent, file.dialect, made)
    }
    return made
  }

  private mutating func providers(of file: PlannedFile) throws -> [RenderedProvider] {
    try sources.providers(of: file.agent).map { try render($0, file.dialect) }
  }

  private mutating func render(
    _ provider: EffectiveProvider, _ dialect: ModelsDocument.Dialect
  ) throws -> RenderedProvider {
    let key = ScopedProvider(scope: provider.keyedFor ?? provider.scope, id: provider.definition.id)
    if let known = rendered[dialect]?[key] { return known }
    var opened = opened
    var closed: [ExportNote] = []
    let place = ExportNote.place(of: provider.definition.writtenID.trimmed)
    let open: ((Int64) throws -> SecretBytes?)? = unseal.map { unseal in
      { [secrets = sources.secrets] id in
        guard let secret = try secrets.find(id) else {
          closed.append(.goneValue(at: place))
          return nil
        }
        switch try unseal(secret) {
        case .secret(let value):
          opened[id] = value
          return value
        case .undecryptable(let reason):
          closed.append(.undecryptable(secret.field, at: place, reason))
          return nil
        }
      }
    }
    let keys = KeyRenderer(dialect: dialect, variables: environment.all, unseal: open)
    var made = try ProviderRenderer(keys: keys)
      .render(dialect == .literal ? Self.namingUsualKey(provider) : provider)
      .owned(by: provider.scope.agent)
      .completed(by: ConsumerRules(dialect: dialect))
    made.notes += closed
    self.opened = opened
    variables.formUnion(made.variables)
    rendered[dialect, default: [:]][key] = made
    return made
  }

  /// The provider with the variable named that stands for its key where nobody names one: the value belongs in the file.
  static func namingUsualKey(_ provider: EffectiveProvider) -> EffectiveProvider {
    let definition = provider.definition
    guard definition.key == .none, !provider.models.isEmpty, let endpoint = definition.baseURL,
      case .environment(let name)? = ConsumerRules.usualKey(
        of: definition.writtenID.trimmed, authMode: definition.authMode, at: endpoint),
      // It names a profile, and no key.
      name != "AWS_PROFILE"
    else { return provider }
    var named = provider
    named.definition.key = .environment(name: name)
    return named
  }

  private func mask(_ dialect: ModelsDocument.Dialect) -> DocumentMask {
    // The literal dialect writes what the variables hold, and that may read like one of their names.
    DocumentMask(
      secrets: Set(opened.values.compactMap { $0.revealText() }),
      names: dialect == .literal ? [] : variables)
  }
}
