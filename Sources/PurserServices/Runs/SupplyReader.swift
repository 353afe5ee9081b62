package import PurserDomain
package import PurserStore
import SecretKit
package import SystemKit

/// Reads what an agent has to call providers with. Only rows of the agent and of the defaults are read, and only those
/// of the providers that are asked for.
package struct SupplyReader<Access> {
  private let models: AgentModels
  private let environment: Environment
  private let secrets: OpenedSecrets
  private let now: Timestamp
  private let session: Session<Access>
  private let policy: CooldownPolicy

  /// Needs the view of the agent in the session it was read in. With a vault sealed values are tried, so that one that
  /// does not open is no candidate.
  package init(
    of models: AgentModels, environment: Environment, vault: Vault?, now: Timestamp,
    in session: Session<Access>
  ) {
    self.models = models
    self.environment = environment
    secrets = OpenedSecrets(vault: vault, environment: environment)
    self.now = now
    self.session = session
    policy = models.settings.cooldownPolicy
  }

  /// Returns what there is for a canonical provider.
  package func supply(of provider: String) throws -> ProviderSupply {
    let definition = models.provider(provider)?.definition
    let chain = AWSChain(provider: provider, authMode: definition?.authMode)
    var input = try profiles(of: provider)
    input.usesAWSChain = chain == .first
    var supply = ProviderSupply(input)
    supply.isProgram = models.isProgram(provider)
    let found = ProviderEnvironment.standard.credential(of: provider) { environment[$0] }
    if let found, found.isUsable {
      supply.environment = credential(found, of: provider)
    } else if found != nil {
      supply.environmentFault = .ineligible
    }
    supply.awsChain = chain
    if let definition {
      supply.key = definition.keyInForce
      supply.keyFault = try fault(of: definition.key)
    }
    if let agent = models.agent?.id {
      supply.lastProbe = try session.probeSlots.find(provider, of: agent)
    }
    return supply
  }

  private func profiles(of provider: String) throws -> ProfileRanking.Input {
    let known = try session.profiles(of: models.agent?.id, of: provider)
    var input = known.ranking(of: provider, by: policy, now: now)
    var stored = known.profiles
    stored += try strangers(among: input, besides: known)
    for profile in stored {
      input.add(
        profile, fault: try secrets.fault(of: profile, usedAt: models.scope, in: session),
        state: known.states[profile.id])
    }
    return input
  }

  /// Profiles of other providers that an order or a declaration names, so that they are told from those that are gone.
  private func strangers(
    among input: ProfileRanking.Input, besides known: AgentProfiles
  ) throws -> [StoredProfile] {
    let ids = input.namedIDs.subtracting(known.profiles.map(\.id))
    return try ids.sorted().compactMap { try session.profile($0, usedAt: models.scope) }
  }

  private func credential(
    _ found: EnvironmentCredential, of provider: String
  ) -> RunCredential {
    // What only the provider's own libraries can make a call of is not handed on.
    let isAmbient =
      found.source == "gcloud adc"
      || (provider == "amazon-bedrock" && found.variable != "AWS_BEARER_TOKEN_BEDROCK")
    return .environment(variable: found.variable, source: found.source, isAmbient: isAmbient)
  }

  /// Why a key of the configuration cannot be used; the same keys count as in status.
  private func fault(of key: KeyReference) throws -> Eligibility? {
    func textFault(_ text: String?) -> Eligibility? {
      let text = text?.trimmed ?? ""
      return text.isEmpty ? .unresolvedRef : text.hasUnprintable ? .ineligible : nil
    }
    func variableFault(_ name: String) -> Eligibility? { textFault(environment[name]) }
    switch key {
    case .none, .command, .marker: return nil
    case .template(let text):
      return textFault(KeySpelling.expanded(text) { environment[$0] })
    case .environment(let name): return variableFault(name)
    case .secretRef(let source, let provider, let id):
      let reference = SecretReference(source: source, provider: provider, id: id)
      if try secrets.unresolved(reference, usedAt: models.scope, in: session) != nil {
        return .unresolvedRef
      }
      return source == "env" ? variableFault(id) : nil
    case .placeholder: return .ineligible
    case .sealed(let id, _):
      switch try secrets.open(id, in: session) {
      case .undecryptable: return .undecryptable
      case .secret(let secret):
        // A sealed command is a key as one in plain text is: whoever opens it is told that runtimes run it.
        return secret.revealText()?.trimmed.hasUnprintable == false ? nil : .ineligible
      case nil: return nil
      }
    }
  }
}

extension Session {
  /// Returns the profile of that id that `scope` uses: its own, else that of the defaults; nil when there is none.
  package func profile(_ id: String, usedAt scope: ScopeID) throws -> StoredProfile? {
    if let own = try profiles.find(id, at: scope) { return own }
    return scope == .defaults ? nil : try profiles.find(id, at: .defaults)
  }
}
