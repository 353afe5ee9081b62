/// How long the names may be that people give to things, in bytes: one rule for the command line and for imports.
package enum TextLimit {
  /// The id of an agent; gateways cut longer ones.
  package static let agentID = 64
  /// The alias of a model.
  package static let alias = 256
  /// A name that is only shown.
  package static let name = 1024
  /// A model with its provider, as routes and lists have it.
  package static let reference = 512
  /// A path, as the system takes it.
  package static let path = 4096
}
