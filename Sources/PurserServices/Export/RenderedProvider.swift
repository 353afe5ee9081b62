package import JSONKit
import PurserDomain

/// A provider as it goes into the file, before the rules of its readers.
package struct RenderedProvider: Equatable, Sendable {
  /// The key in the file.
  package var name: String
  package var members: JSONObject
  /// Whether its key stands for one kept elsewhere; such a key wins over what the file has.
  package var hasManagedKey: Bool
  /// Whether that is a reference to a secret outside the store.
  var hasReferencedKey = false
  /// Whether the address has credentials that are kept elsewhere; then the file's address does not stay.
  package var hasManagedEndpoint = false
  /// The digest of the key that the store has sealed.
  var keyDigest: String?
  /// Whether that key is here in plain text.
  var hasOpenKey = false
  /// Whether anything else that is sealed is.
  var hasOpenMembers = false
  package var notes: [ExportNote]
  /// The agent whose own it is; nil for one of the defaults.
  var owner: Agent.ID?
  /// Names of the variables that its key and its headers refer to.
  var variables: Set<String> = []
  /// The members after the rules of the readers, nil when they leave the provider out; filled in once,
  /// because thousands of files may share one provider.
  var completed: JSONObject??
  var completionNotes: [ExportNote] = []
  /// The completed members as they stand in a file, with their key and without a line end.
  var text: [UInt8] = []

  package init(name: String, members: JSONObject, hasManagedKey: Bool, notes: [ExportNote] = []) {
    self.name = name
    self.members = members
    self.hasManagedKey = hasManagedKey
    self.notes = notes
  }

  /// The same as the own one of an agent, or as one of the defaults.
  func owned(by owner: Agent.ID?) -> RenderedProvider {
    var copy = self
    copy.owner = owner
    return copy
  }

  /// Returns the provider with the outcome of `rules` beside it.
  package func completed(by rules: ConsumerRules) -> RenderedProvider {
    var copy = self
    let outcome = rules.completed(rules.normalised(members, name: name), name: name, owner: owner)
    copy.completed = .some(outcome.members)
    copy.completionNotes = outcome.notes
    if let members = outcome.members { copy.text = JSON.member(name, .object(members), level: 2) }
    return copy
  }
}
