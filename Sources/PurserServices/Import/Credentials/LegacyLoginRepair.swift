import JSONKit
import PurserDomain
import PurserStore

extension DirectoryReading {
  /// Puts the present id of a login in the place of its old one where the configuration still has that.
  ///
  /// Gateways do so when they are repaired; until then the declaration names nothing, or an older login.
  mutating func repairLegacyLogins() {
    // What all agents share: the database, else the folder of the agent whose credentials every one reads.
    // Asked once: it looks through all agents.
    let main = sharingAgent
    let shared = credentials.filter { source in
      source.kind == .sharedDatabase || source.kind == .agent && source.agent == main
    }
    for index in auth.declarations.indices {
      let declaration = auth.declarations[index]
      let provider = declaration.provider
      guard declaration.mode == AuthProfile.Kind.oauth.rawValue,
        declaration.id == LegacyLogin.id(of: provider),
        let source = shared.first(where: { $0.profiles.contains { $0.provider == provider } })
      else { continue }
      let logins = source.profiles.filter { $0.type == .oauth && $0.provider == provider }
        .map { LegacyLogin.Candidate(id: $0.id, email: $0.email) }
      guard
        let login = LegacyLogin.replacement(
          of: provider, email: declaration.email, among: logins,
          lastGood: source.state.lastGood.first { $0.provider == provider }?.id),
        !auth.declarations.contains(where: { $0.id == login.id })
      else { continue }
      auth.declarations[index].id = login.id
      auth.declarations[index].email = login.email ?? declaration.email
      for place in auth.orders.indices where auth.orders[place].provider == provider {
        let ids = auth.orders[place].ids.map { $0 == declaration.id ? login.id : $0 }
        auth.orders[place].ids = ids.enumerated().filter { ids.firstIndex(of: $1) == $0 }
          .map(\.element)
      }
      configLog.note(
        .profileDeclarations, ["auth", "profiles", .key(declaration.id)],
        "The old id of a login stands for \(login.id.quoted) now.")
    }
  }
}
