/// How the names of providers and models are read: alias tables and rewriting rules as data.
///
/// The rules that read them are the same for every table. `standard` is what Purser uses; the others are the
/// tables of older gateways, for comparison and for reading their files.
package struct ModelNaming: Equatable, Sendable {
  /// Other names of providers, lower case, with the canonical id each stands for.
  package var providerAliases: [String: String]
  /// What happens to a model name once its provider is known, by canonical provider, applied in order.
  package var modelRules: [String: [ModelRule]]
  /// Short names that work without being configured, for models that are configured.
  package var builtInAliases: [BuiltInAlias]
  /// The model that is used when nothing is configured; its provider is the default provider.
  package var defaultModel: ModelRef

  /// Makes a set of tables.
  package init(
    providerAliases: [String: String], modelRules: [String: [ModelRule]],
    builtInAliases: [BuiltInAlias], defaultModel: ModelRef
  ) {
    self.providerAliases = providerAliases
    self.modelRules = modelRules
    self.builtInAliases = builtInAliases
    self.defaultModel = defaultModel
  }

  /// The canonical id of a provider: trimmed, lower case, aliases resolved. Empty when `raw` is blank.
  package func provider(_ raw: String) -> String {
    let name = raw.trimmed.scriptLowercased
    return providerAliases[name] ?? name
  }

  /// Reads `provider/model`, split at the first slash, or a bare model name of `defaultProvider`; nil when either
  /// side is empty. Aliases are not looked at here (`ModelResolver` does that). The model's case is kept.
  package func reference(_ raw: String, defaultProvider: String) -> ModelRef? {
    let text = raw.trimmed
    guard let (before, after) = text.split(atFirst: "/") else {
      return reference(provider: defaultProvider, model: text)
    }
    return reference(provider: before, model: after)
  }

  /// Normalises the two parts of a reference; nil when either is blank.
  package func reference(provider raw: String, model: String) -> ModelRef? {
    let provider = provider(raw)
    let model = model.trimmed
    guard !provider.isEmpty, !model.isEmpty else { return nil }
    var ref = ModelRef(provider: provider, model: model)
    for rule in modelRules[provider] ?? [] { rule.apply(to: &ref) }
    return ref
  }

  /// What a definition of `provider`, a canonical id, means by a model's `id`: short forms are written out as they are in
  /// references, so that a model has one name wherever it is named.
  package func defined(_ id: String, by provider: String) -> ModelRef {
    let raw = ModelRef(provider: provider, model: id)
    return modelRules[provider] == nil ? raw : reference(provider: provider, model: id) ?? raw
  }

  /// Whether `ref` has short forms, one of which a definition may have as its id.
  package func hasShortForm(_ ref: ModelRef) -> Bool {
    modelRules[ref.provider]?.contains { $0.yields(ref.model) } ?? false
  }

  /// The short forms that stand for a model called `name`, at any provider; ASCII letters may be of either case.
  package func shortForms(of name: String) -> [String] {
    let key = name.scriptLowercased
    let forms = modelRules.values.joined().flatMap { $0.shortForms(of: key) }
    return Set(forms).sorted()
  }

  /// The models of definitions, which are given as these spell them, by every name that finds them: in full, then as spelt
  /// where that is a short form.
  package func names(ofDefined models: [ModelRef]) -> [ModelRef] {
    var names: [ModelRef] = []
    names.reserveCapacity(models.count)
    var (last, hasRules) = ("", false)
    for model in models {
      if model.provider != last {
        last = model.provider
        hasRules = modelRules[last] != nil
      }
      if hasRules {
        let full = defined(model.model, by: model.provider)
        if full != model { names.append(full) }
      }
      names.append(model)
    }
    return names
  }

  /// The name that selections have for the model of `provider`, a canonical id, which is written as `text`: the provider in
  /// front of it and a profile behind it are left out, and short forms are written out. Trimmed where it names none.
  package func model(_ text: String, of provider: String) -> String {
    let model = ProfileSuffix(text).reference
    var own = model
    if let (front, name) = model.split(atFirst: "/"), self.provider(front) == provider {
      own = name
    }
    return reference(provider: provider, model: own)?.model ?? model
  }
}

/// One rewriting of model names at one provider.
package enum ModelRule: Equatable, Sendable {
  /// Whole names, compared exactly, with what each becomes.
  case renames([String: String])
  /// Whole names, given in lower case and compared without regard to case, with what each becomes.
  case renamesAnyCase([String: String])
  /// A name without a slash that begins with `prefix` gets `vendor/` in front.
  case vendor(String, prefix: String)
  /// One of these names, alone or followed by `-…`, belongs to another provider.
  case moves([String], toProvider: String)

  /// Rewrites `ref` where the rule matches.
  func apply(to ref: inout ModelRef) {
    switch self {
    case .renames(let names):
      if let name = names[ref.model] { ref.model = name }
    case .renamesAnyCase(let names):
      if let name = names[ref.model.scriptLowercased] { ref.model = name }
    case .vendor(let vendor, let prefix):
      if !ref.model.holds("/"), ref.model.utf8.starts(with: prefix.utf8) {
        ref.model = "\(vendor)/\(ref.model)"
      }
    case .moves(let names, let provider):
      let moved = names.contains { name in
        ref.model.droppingPrefix(name).map { $0.isEmpty || $0.utf8.first == UInt8(ascii: "-") }
          ?? false
      }
      if moved { ref.provider = provider }
    }
  }
}

extension ModelRule {
  /// The names that the rule makes one of that is `key` in lower case.
  fileprivate func shortForms(of key: String) -> [String] {
    switch self {
    case .renames(let names), .renamesAnyCase(let names):
      names.filter { $0.value.scriptLowercased == key }.map(\.key)
    case .vendor(let vendor, _): key.droppingPrefix("\(vendor)/").map { [$0] } ?? []
    case .moves: []
    }
  }

  /// Whether the rule makes `name` of another one.
  fileprivate func yields(_ name: String) -> Bool {
    switch self {
    case .renames(let names), .renamesAnyCase(let names): names.values.contains(name)
    case .vendor(let vendor, let prefix): name.hasPrefix("\(vendor)/\(prefix)")
    case .moves: false
    }
  }
}

/// A short name that comes with the program.
package struct BuiltInAlias: Equatable, Sendable {
  /// The short name.
  package var name: String
  /// The model it means.
  package var target: ModelRef

  /// Makes a built-in alias.
  package init(_ name: String, _ provider: String, _ model: String) {
    self.name = name
    self.target = ModelRef(provider: provider, model: model)
  }
}
