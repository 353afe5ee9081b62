package import JSONKit
package import PurserDomain
package import PurserStore
import SecretKit
package import SystemKit

/// Everything about one provider that may be shown.
package struct ProviderDetails: Sendable {
  package let scope: ScopeID
  package let definition: ProviderDefinition
  /// In document order.
  package let models: [ModelDefinition]
  package let key: ShownValue
  /// In document order.
  package let headers: [(name: String, value: ShownValue)]
  /// Members without a column, the word `sealed` in place of sealed values.
  package let others: JSONObject
  /// What changed it or its models last; nil when the trail does not say.
  package let lastChange: AuditEvent?

  /// Reads the provider `id` as it is in force for an agent, or for the defaults when `agent` is nil.
  ///
  /// The vault is used to show the ends of sealed values only; without its key they are shown as sealed.
  /// Throws `not_found` when there is no such provider.
  package init(
    _ id: Provider.ID, for agent: Agent.ID?, vault: Vault, environment: Environment,
    in session: Session<some Any>
  ) throws {
    let own = try agent.flatMap { try session.providers.find(id.text, at: .agent($0)) }
    guard let found = try own ?? session.providers.find(id.text, at: .defaults) else {
      throw try StoreError.noProvider(id, at: agent.map { .agent($0) } ?? .defaults, in: session)
    }
    let scope: ScopeID = if own != nil, let agent { .agent(agent) } else { .defaults }
    self.scope = scope
    definition = found
    models = try session.providerModels.list(of: id.text, at: scope)
    let opener = Opener(vault: vault, environment: environment)
    key = try opener.shown(found.key, in: session)
    headers = try Self.headers(of: found, opener, session)
    others =
      try SealedMarks.mapped(SealedMarks.parsed(found.extraJSON)) { _ in "sealed" }.object ?? [:]
    // As the trail's triggers write the key of a row.
    let place = JSON.array([.string(scope.text), .string(id.text)]).text(.compact)
    let changes = [
      try session.trail.newestChange(at: scope.text, table: "provider", keyPrefix: place),
      try session.trail.newestChange(
        at: scope.text, table: "provider_model", keyPrefix: String(place.dropLast()) + ","),
    ]
    lastChange = try changes.compactMap { $0?.event }.max().flatMap {
      try session.trail.find($0)
    }
  }

  private static func headers(
    of definition: ProviderDefinition, _ opener: Opener, _ session: Session<some Any>
  ) throws -> [(name: String, value: ShownValue)] {
    guard let text = definition.headersJSON, let headers = try SealedMarks.parsed(text).object
    else {
      return []
    }
    return try headers.map { name, value in (name, try opener.shown(value, name: name, in: session))
    }
  }
}

/// Opens sealed values for their ends.
private struct Opener {
  let vault: Vault
  let environment: Environment

  private func isSet(_ name: String) -> Bool { environment.nonEmpty(name) != nil }

  func shown(_ reference: KeyReference, in session: Session<some Any>) throws -> ShownValue {
    guard case .sealed(let id, _) = reference else { return ShownValue(reference, isSet: isSet) }
    return try sealed(id, in: session)
  }

  /// A header: ordinary text, a reference, a SecretRef object or the mark of a sealed value.
  func shown(_ value: JSON, name: String, in session: Session<some Any>) throws -> ShownValue {
    if let id = value[CredentialSieve.mark]?.int64 { return try sealed(id, in: session) }
    if let reference = value.object.flatMap(SecretReference.init) {
      return ShownValue(reference.key, isSet: isSet)
    }
    guard let text = value.string else {
      return ShownValue(kind: "plain", text: value.text(.compact))
    }
    switch HeaderText(name: name, value: text, isSet: isSet) {
    case .reference(let reference): return ShownValue(reference, isSet: isSet)
    case .plain: return ShownValue(kind: "plain", text: text, status: .present)
    // A text that an older program kept may look like a secret to this one.
    case .literal:
      return ShownValue(kind: "plain", masked: SecretMask.masked(text), status: .present)
    }
  }

  private func sealed(_ id: Int64, in session: Session<some Any>) throws -> ShownValue {
    guard let stored = try session.secrets.find(id) else {
      // A state of the past has no sealed values.
      return ShownValue(kind: "sealed", status: session.isPast ? .unchecked : .undecryptable)
    }
    switch try vault.tryOpen(stored) {
    case .undecryptable(.noKey): return ShownValue(kind: "sealed", status: .unchecked)
    case .undecryptable: return ShownValue(kind: "sealed", status: .undecryptable)
    case .secret(let secret):
      let masked = secret.revealText().map(SecretMask.masked)
      return ShownValue(kind: "sealed", masked: masked, status: .present)
    }
  }
}
