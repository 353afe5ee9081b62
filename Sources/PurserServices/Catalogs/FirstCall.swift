package import PurserDomain
package import PurserStore
package import SystemKit

/// Makes the call to a provider with the first of its credentials that can be had, in the order in which a run would try
/// them: profiles, environment, configuration. A profile that rests comes after those that do not.
package struct FirstCall<Access> {
  private let models: AgentModels
  private let builder: CallBuilder<Access>
  private let supply: SupplyReader<Access>
  private let now: Timestamp
  private let session: Session<Access>

  /// Needs the view of the agent in the session it was read in; `userAgent` is who we say we are.
  package init(
    of models: AgentModels, plugins: ProviderPlugins, environment: Environment, vault: Vault,
    userAgent: String, now: Timestamp, in session: Session<Access>
  ) {
    self.models = models
    self.now = now
    self.session = session
    builder = CallBuilder(
      of: models, plugins: plugins, environment: environment, vault: vault, userAgent: userAgent,
      in: session)
    supply = SupplyReader(
      of: models, environment: environment, vault: vault, now: now, in: session)
  }

  /// Returns the call with a credential, nil where none can be had; and why those before it could not.
  package func authenticated(
    _ provider: String
  ) throws -> (call: ReadyCall?, refusals: [CallRefusal]) {
    var refusals: [CallRefusal] = []
    for credential in try credentials(of: provider) {
      switch try builder.call(provider, with: credential) {
      case .success(let call): return (call, refusals)
      case .failure(let refusal): refusals.append(refusal)
      }
    }
    return (nil, refusals)
  }

  /// Returns the call without a credential: of it, only the address and what anyone may read is of use.
  package func anonymous(_ provider: String) throws -> Result<ReadyCall, CallRefusal> {
    try builder.call(provider, with: .none)
  }

  private func credentials(of provider: String) throws -> [CallCredential] {
    // No model is asked for yet, so that a window for one model closes nothing.
    let candidate = CandidateChain.Candidate(
      ref: ModelRef(provider: provider, model: "*"), role: .requested, layer: .defaults)
    let plan = try RunPlan([candidate], now: now) { try supply.supply(of: $0) }
    guard let step = plan.steps.first else { return [] }
    var wanted = step.credentials
    wanted += step.resting.filter { place in !wanted.contains { $0.place == place } }
      .map { .profile($0, renewal: .none) }
    return try wanted.compactMap { credential in
      switch credential {
      case .profile(let place, _):
        return try session.profiles.find(place.id, at: place.scope).map { .profile($0) }
      case .environment(let variable, _, _): return .environment(variable: variable)
      case .key(let key): return .key(key)
      case .awsChain: return .awsChain
      case .program: return nil
      }
    }
  }
}
