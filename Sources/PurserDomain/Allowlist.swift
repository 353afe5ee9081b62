/// The allowlist in force for one scope, read and ready to answer.
package struct Allowlist: Sendable {
  /// A line with what it means.
  package struct Line: Sendable {
    /// The line as stored.
    package var entry: AllowEntry
    /// What it means, or why it means nothing.
    package var pattern: Result<AllowPattern, AllowPattern.Fault>
  }

  /// The scope whose list is in force: an agent's replaces that of the defaults.
  package let scope: ScopeID
  /// Whether any model may be chosen.
  package let allowsAny: Bool
  /// The lines in order; empty when any model may be chosen.
  package let lines: [Line]
  /// The model that is used when nobody chooses; agents that share a list differ in nothing else.
  package var defaultModel: ModelRef?
  /// Whether the default model may be chosen although no line covers it.
  package let addsDefault: Bool

  private let exact: Set<ModelRef>
  private let wildcards: [AllowPattern]

  /// Combines the policies of an agent and of the defaults.
  ///
  /// The default model is allowed on its own when the list came from a `models` map, or when the list has exact
  /// entries and no wildcard. A list without a usable line allows nothing else.
  package init(
    agent: AllowPolicy?, defaults: AllowPolicy?, defaultModel: ModelRef?, resolver: ModelResolver
  ) {
    let policy = [agent, defaults].compactMap { $0 }.first { $0.mode != .inherit }
    scope = policy?.scope ?? .defaults
    allowsAny = policy?.mode != .only
    self.defaultModel = defaultModel
    lines =
      allowsAny
      ? []
      : (policy?.entries ?? []).map { entry in
        Line(entry: entry, pattern: entry.read(by: resolver))
      }
    let patterns = lines.compactMap { try? $0.pattern.get() }
    wildcards = patterns.filter { if case .wildcard = $0 { true } else { false } }
    exact = Set(patterns.compactMap { if case .exact(let ref) = $0 { ref } else { nil } })
    let fromMap = lines.contains { $0.entry.source == .models }
    addsDefault = fromMap || (wildcards.isEmpty && !exact.isEmpty)
  }

  /// Whether `ref` may be chosen.
  package func allows(_ ref: ModelRef) -> Bool {
    allowsAny || (addsDefault && ref == defaultModel) || exact.contains(ref)
      || wildcards.contains { $0.matches(ref) }
  }

  /// The models that the list names one by one, in list order.
  package var named: [ModelRef] {
    lines.compactMap { line in
      if case .success(.exact(let ref)) = line.pattern { ref } else { nil }
    }
  }

  /// The models of `catalog` that may be chosen in its order, then those that only the list names, in list order, then the
  /// default model where it is allowed on its own.
  package func models(of catalog: [ModelRef]) -> [ModelRef] {
    let added = allowsAny || addsDefault ? [defaultModel].compactMap { $0 } : []
    var seen: Set<ModelRef> = []
    return (catalog.filter(allows) + named + added).filter { seen.insert($0).inserted }
  }

  /// The model a run starts with when it may only use allowed ones: the default, or else the first allowed one of
  /// `catalog`, or else the first that the list names. Throws `refused` when there is none. [B4, B7, B15]
  package func startModel(catalog: [ModelRef]) throws(DomainError) -> ModelRef? {
    guard let defaultModel, !allows(defaultModel) else { return defaultModel }
    if let first = models(of: catalog).first { return first }
    throw DomainError(
      .refused, refusal(of: defaultModel, startingWith: nil),
      subject: defaultModel.key.printable(), hint: repairCommand(for: defaultModel))
  }

  /// Says that the list keeps the configured `model` from starting, and which one starts in its place; nil: none can. [B15]
  package func refusal(of model: ModelRef, startingWith standIn: ModelRef?) -> String {
    let start =
      "Configured default model \"\(model.key.printable())\" is not allowed by \(listName)"
    guard let standIn else { return start + ", and no allowed model is available." }
    return start + "; \"\(standIn.key.printable())\" starts in its place."
  }

  /// The name of the list in force in words of the config it came from.
  package var listName: String {
    let base = scope.agent.map { "agents.entries.\($0.text)" } ?? "agents.defaults"
    let isMap = !lines.isEmpty && lines.allSatisfy { $0.entry.source == .models }
    return isMap ? "\(base).models" : "\(base).modelPolicy.allow"
  }

  /// The command that would allow `ref` in the list in force, with the others of its provider where no line can name it alone.
  package func repairCommand(for ref: ModelRef) -> String {
    let target = scope.agent.map { " --agent \($0.text)" } ?? ""
    let line = AllowPattern.canName(ref) ? ref.key : ref.provider + "/*"
    return "purser models allow add \(line.shellWord)\(target)"
  }
}

extension AllowEntry {
  /// Whether it covers `ref`, its names read by `resolver`.
  package func covers(_ ref: ModelRef, resolver: ModelResolver) -> Bool {
    (try? read(by: resolver).get())?.matches(ref) ?? false
  }

  fileprivate func read(
    by resolver: ModelResolver
  ) -> Result<AllowPattern, AllowPattern.Fault> {
    do throws(AllowPattern.Fault) {
      return .success(
        source == .models
          ? try AllowPattern(
            mapKey: pattern, naming: resolver.naming, defaultProvider: resolver.defaultProvider)
          : try AllowPattern(pattern, resolver: resolver))
    } catch {
      return .failure(error)
    }
  }
}
