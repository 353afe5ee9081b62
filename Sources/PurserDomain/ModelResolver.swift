/// Reads what people and files call a model: aliases, full references and bare names, in the light of one scope.
///
/// A class, since the agents of a fleet share one: those that read by the same object read every name the same way.
package final class ModelResolver: Sendable {
  /// The tables of names.
  package let naming: ModelNaming
  /// The aliases in force.
  package let aliases: AliasIndex
  /// The models that are configured, in order: keys of the agent, keys of the defaults, models of the providers.
  package let configured: [ModelRef]
  /// The models that definitions of providers name, by all their names; empty where nobody had to ask.
  package let offered: [ModelRef]
  /// The provider of a bare name that nothing else explains.
  package let defaultProvider: String

  /// Makes a resolver; without `defaultProvider` it is that of the tables.
  package init(
    naming: ModelNaming = .standard, aliases: AliasIndex = AliasIndex(),
    configured: [ModelRef] = [], offered: [ModelRef] = [], defaultProvider: String? = nil
  ) {
    self.naming = naming
    self.aliases = aliases
    self.configured = configured
    self.offered = offered
    self.defaultProvider = defaultProvider ?? naming.defaultModel.provider
  }

  /// The resolver that knows `models` of the providers, too.
  package func offering(_ models: [ModelRef]) -> ModelResolver {
    ModelResolver(
      naming: naming, aliases: aliases, configured: configured + models, offered: models,
      defaultProvider: defaultProvider)
  }

  /// Reads `raw`; nil when it names no model.
  ///
  /// With a slash: an alias that really holds one, else the reference itself. Without: an alias; the two
  /// `openrouter:` words; the one configured provider that has a model of that name; else the default provider, which
  /// carries a warning. `provider` takes the place of the default provider, as that of a primary does for its fallbacks.
  package func resolve(_ raw: String, defaultProvider provider: String? = nil) -> Resolution? {
    let text = raw.trimmed
    let defaultProvider = provider ?? defaultProvider
    if text.isEmpty { return nil }
    if let alias = aliases.lookup(text) {
      return Resolution(ref: alias.target, written: text, alias: alias.name, basis: .alias)
    }
    if text.holds("/") {
      return naming.reference(text, defaultProvider: defaultProvider)
        .map { Resolution(ref: $0, written: text, basis: .reference) }
    }
    if let ref = routerWord(text) {
      return Resolution(ref: ref, written: text, basis: .word)
    }
    if let ref = uniqueMatch(of: text) {
      return Resolution(ref: ref, written: text, basis: .uniqueMatch)
    }
    return naming.reference(text, defaultProvider: defaultProvider)
      .map { Resolution(ref: $0, written: text, basis: .defaultProvider) }
  }

  /// The configured model whose name after the first slash is `name` without regard to case, when one provider only has
  /// it; an exact spelling is preferred. Also repairs stored names that lost their provider.
  package func uniqueMatch(of name: String) -> ModelRef? {
    var match: ModelRef?
    for ref in configured where sameIgnoringCase(ref.model, name) {
      guard let found = match else {
        match = ref
        continue
      }
      if found.provider != ref.provider { return nil }
      if ref.model == name { match = ref }
    }
    // A definition may have a short form, which is a way to write a model and never its name.
    return match.map { naming.defined($0.model, by: $0.provider) }
  }

  /// Whether `text` is a name without a provider that is no alias: the models of providers may explain it.
  package func isBare(_ text: String) -> Bool { !text.holds("/") && aliases.lookup(text) == nil }

  /// Returns the primary model that `written` configures, and falls back to `fallback` (the tables' default model
  /// when nil) when it is blank or cannot be read. What nobody named in full and its provider no longer has gives way to the
  /// first configured model. [A14]
  package func primary(_ written: String?, fallback: ModelRef? = nil) -> Resolution {
    let text = written?.trimmed ?? ""
    if var resolution = resolve(text) {
      guard resolution.basis == .defaultProvider, let other = substitute(for: resolution.ref) else {
        return resolution
      }
      resolution.missing = resolution.ref
      resolution.ref = other
      return resolution
    }
    let ref = fallback ?? naming.defaultModel
    return Resolution(
      ref: substitute(for: ref) ?? ref, written: text, basis: text.isEmpty ? .builtIn : .unreadable)
  }

  /// The first configured model, where the definition of the provider of `ref` names models and `ref` is configured nowhere.
  private func substitute(for ref: ModelRef) -> ModelRef? {
    guard offered.contains(where: { $0.provider == ref.provider }),
      !configured.contains(where: {
        $0.provider == ref.provider && sameIgnoringCase($0.model, ref.model)
      })
    else { return nil }
    return configured.first
  }

  /// `openrouter:auto` and `openrouter:free`: the router's own choice, and the first configured free model.
  private func routerWord(_ text: String) -> ModelRef? {
    switch text {
    case "openrouter:auto":
      naming.reference(provider: "openrouter", model: "auto")
    case "openrouter:free":
      configured.first {
        $0.provider == "openrouter" && $0.model.holds("/") && $0.model.hasSuffix(":free")
      }
    default: nil
    }
  }
}

/// What a text turned out to mean, and why.
package struct Resolution: Equatable, Sendable {
  /// On what ground a text was read as it was.
  package enum Basis: String, Equatable, Sendable {
    /// It names provider and model.
    case reference
    /// It is an alias.
    case alias
    /// It is a word with a fixed meaning.
    case word
    /// One configured provider only has a model of that name.
    case uniqueMatch
    /// It is a bare name, read as one of the default provider.
    case defaultProvider
    /// Nothing was configured.
    case builtIn
    /// It could not be read, and the default stands in.
    case unreadable
  }

  /// The model.
  package var ref: ModelRef
  /// The text that was read, trimmed.
  package var written: String
  /// The alias as its owner wrote it, when the text was one.
  package var alias: String?
  /// Why it was read so.
  package var basis: Basis
  /// What the text was read as, where its provider no longer has that model and `ref` stands in.
  package var missing: ModelRef?

  /// Makes a resolution.
  package init(ref: ModelRef, written: String, alias: String? = nil, basis: Basis) {
    self.ref = ref
    self.written = written
    self.alias = alias
    self.basis = basis
  }

  /// What to tell the person who configured this, without the program's name in front; nil when all is well.
  package var warning: String? {
    let shown = written.printable()
    return switch basis {
    case .defaultProvider where missing != nil:
      "Model \"\(shown)\" specified without provider, and \"\(missing?.key ?? shown)\" is not "
        + "configured. Falling back to \"\(ref.key)\". Please use \"\(ref.key)\" in your config."
    case .defaultProvider where KeySpelling.referencedName(in: written) != nil:
      "Model \"\(shown)\" names a variable that was not set when it was imported. Falling back to \"\(ref.key)\". "
        + "Set the variable and import again."
    case .defaultProvider:
      "Model \"\(shown)\" specified without provider. Falling back to \"\(ref.key)\". "
        + "Please use \"\(ref.key)\" in your config."
    case .unreadable:
      "Model \"\(shown)\" could not be resolved. Falling back to default \"\(ref.key)\"."
    default: nil
    }
  }
}

private func sameIgnoringCase(_ left: String, _ right: String) -> Bool {
  if left.utf8.count != right.utf8.count { return false }
  if left == right { return true }
  return left.scriptLowercased == right.scriptLowercased
}
