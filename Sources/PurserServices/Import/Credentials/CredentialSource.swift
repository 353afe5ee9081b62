import PurserDomain

/// What one place holds of credentials: an agent's folder, or what all agents of a gateway share.
struct CredentialSource {
  /// What a place is to a gateway.
  enum Kind {
    /// The database that all agents share.
    case sharedDatabase
    /// The folder of an agent.
    case agent
    /// `credentials/oauth.json`, which fills in what is not there.
    case logins
  }

  var kind: Kind
  /// The agent, when it is the folder of one.
  var agent: Agent.ID?
  /// What was read, with the path of each file.
  var documents: [(path: String, document: AuthDocument)] = []
  var profiles: [ReadProfile] = []
  var state = ReadAuthState()
  /// The file that the statistics stand in.
  var statisticsFile = ""

  /// The file to name when something is said about all of it.
  var file: String { documents.first?.path ?? "" }
}
