package import CommandKit
import PurserDomain

/// The key of a session as it is typed: any one line, as the gateway names the session.
package struct SessionKeyText: ArgumentValue, Equatable {
  package let argumentText: String

  package init(argument: String) throws(ArgumentFault) {
    let key = argument.trimmed
    guard !key.isEmpty, key.utf8.count <= 512, !key.hasUnprintable,
      !key.contains(where: \.isNewline), !SecretShape.hasKnownPrefix(key)
    else { throw ArgumentFault("Give a session's key such as agent:main:main.") }
    argumentText = key
  }
}
