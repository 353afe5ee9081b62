package import CommandKit
import PurserDomain

/// A label and its value as they are typed: `team=research`.
package struct LabelMatch: ArgumentValue, Hashable {
  package let key: String
  package let value: String

  /// In bytes, name and value together.
  private static let limit = 1024

  /// Makes a label.
  package init(key: String, value: String) {
    self.key = key
    self.value = value
  }

  package init(argument: String) throws(ArgumentFault) {
    guard let (key, value) = argument.split(atFirst: "="), !key.isEmpty else {
      throw ArgumentFault("Write it as KEY=VALUE.")
    }
    guard argument.utf8.count <= Self.limit else {
      throw ArgumentFault("It is longer than \(Self.limit) bytes.")
    }
    self.key = key
    self.value = value
  }

  package var argumentText: String { "\(key)=\(value)" }
}
