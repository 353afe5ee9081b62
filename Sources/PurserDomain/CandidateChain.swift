/// The models a run tries, in order.
package struct CandidateChain: Equatable, Sendable {
  /// Who asked for a model.
  package enum Requester: Equatable, Sendable {
    /// The configuration, a scheduled run or an automatic selection: fallbacks apply.
    case configuration
    /// A person, or a selection whose origin is not known: failures are shown, nothing else is tried.
    case user
  }

  /// The model a run asks for; what is blank is filled from the configured primary.
  package struct Request: Equatable, Sendable {
    /// The provider, used as it is.
    package var provider: String
    /// The model, used as it is.
    package var model: String
    /// Who asked.
    package var requester: Requester

    /// Makes a request; neither part is normalised here.
    package init(provider: String, model: String, requester: Requester = .configuration) {
      self.provider = provider
      self.model = model
      self.requester = requester
    }
  }

  /// Why a model is in the chain.
  package enum Role: Equatable, Sendable {
    /// It was asked for.
    case requested
    /// It is the fallback of this number, counted from 1 in the list as configured.
    case fallback(Int)
    /// It is the configured primary, tried last.
    case primary
  }

  /// One model of the chain.
  package struct Candidate: Equatable, Sendable {
    /// The model.
    package var ref: ModelRef
    /// Why it is here.
    package var role: Role
    /// Where it came from.
    package var layer: RouteLayer
    /// The alias it was named by, if it was.
    package var alias: String?

    /// Makes a candidate.
    package init(ref: ModelRef, role: Role, layer: RouteLayer, alias: String? = nil) {
      self.ref = ref
      self.role = role
      self.layer = layer
      self.alias = alias
    }
  }

  /// The models in the order they are tried, none twice.
  package private(set) var candidates: [Candidate] = []
  /// Configured fallbacks that name no model, as written.
  package private(set) var unreadable: [String] = []

  /// The chain of a text run: the model asked for, the fallbacks, the configured primary.
  ///
  /// Fallbacks are what the operator wants, so no allowlist filters them. `replacement`, when given, stands for the
  /// configured fallbacks, empty or not, and then the primary is not added; an agent's own list works the same way.
  package init(
    route: EffectiveRoute, request: Request? = nil, replacement: [String]? = nil,
    resolver: ModelResolver
  ) {
    let primary = route.primary?.ref ?? resolver.naming.defaultModel
    let provider = request?.provider.trimmed ?? ""
    let model = request?.model.trimmed ?? ""
    let asked = ModelRef(
      provider: provider.isEmpty ? primary.provider : provider,
      model: model.isEmpty ? primary.model : model)
    let isPrimary = asked == route.primary?.ref
    add(
      asked, .requested, isPrimary ? route.primaryLayer : .request,
      isPrimary ? route.primary?.alias : nil)
    guard request?.requester != .user else { return }

    if let replacement {
      let read = replacement.map {
        ($0, resolver.resolve($0, defaultProvider: primary.provider))
      }
      add(read, layer: .request)
      return
    }
    add(route.fallbacks.map { ($0.written, $0.resolution) }, layer: route.fallbacksLayer)
    if route.endsWithAgent { return }
    if let primary = route.primary {
      add(primary.ref, .primary, route.primaryLayer, primary.alias)
    }
    if let primary = route.defaultsPrimary {
      add(primary.ref, .primary, .defaults, primary.alias)
    }
  }

  /// The chain of an image run: `override` (an alias or a reference) or else the configured image model, then its
  /// fallbacks. No text model is added; the chain may be empty.
  package init(imageRoute route: EffectiveRoute, override: String?, resolver: ModelResolver) {
    if let text = override?.trimmed, !text.isEmpty {
      if let resolution = resolver.resolve(text) {
        add(resolution.ref, .requested, .request, resolution.alias)
      } else {
        unreadable.append(text)
      }
    } else if let primary = route.primary {
      add(primary.ref, .requested, route.primaryLayer, primary.alias)
    }
    add(
      route.fallbacks.map { ($0.written, resolver.resolve($0.written)) },
      layer: route.fallbacksLayer)
  }

  /// What to say when an image chain is empty.
  package static var noImageModel: DomainError {
    DomainError(
      .notFound,
      "No image model configured. Set agents.defaults.imageModel.primary or "
        + "agents.defaults.imageModel.fallbacks.",
      subject: "imageModel", hint: "purser models set-image PROVIDER/MODEL")
  }

  private mutating func add(_ fallbacks: [(String, Resolution?)], layer: RouteLayer) {
    for (index, (written, resolution)) in fallbacks.enumerated() {
      if let resolution {
        add(resolution.ref, .fallback(index + 1), layer, resolution.alias)
      } else {
        unreadable.append(written)
      }
    }
  }

  private mutating func add(_ ref: ModelRef, _ role: Role, _ layer: RouteLayer, _ alias: String?) {
    if candidates.contains(where: { $0.ref == ref }) { return }
    candidates.append(Candidate(ref: ref, role: role, layer: layer, alias: alias))
  }
}
