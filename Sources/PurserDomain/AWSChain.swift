/// Where the chain of the AWS libraries (a role of the machine, files, a metadata service) stands among what calls to a
/// provider can authenticate with. Nobody can tell without asking it whether it finds anything. [D.7]
package enum AWSChain: Equatable, Sendable {
  /// Before everything: the configuration says that the provider authenticates by it.
  case first
  /// After everything: the provider is known to find credentials so.
  case last

  /// What pages call it where no variable of AWS is set.
  package static let label = "aws-sdk default chain"

  /// Where it stands for a canonical provider whose definition has `authMode`; nil where it is not tried. Bedrock's own
  /// libraries look further than any variable, unless the definition says otherwise.
  package init?(provider: String, authMode: String?) {
    switch authMode {
    case "aws-sdk": self = .first
    case nil where provider == "amazon-bedrock": self = .last
    default: return nil
    }
  }
}
