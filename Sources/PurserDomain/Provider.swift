/// Names the kind of thing that a provider id identifies.
package enum Provider {
  package typealias ID = Identifier<Provider>
}

extension Provider: Identified {
  package static var identifierNoun: String { "provider id" }

  package static func identifierFault(in text: String) -> String? {
    if text.isEmpty { return "it is empty" }
    if text.utf8.count > 128 { return "it is longer than 128 bytes" }
    if text.utf8.contains(UInt8(ascii: "/")) { return "a provider id has no '/'" }
    if text.hasUnprintable { return "it holds a control character" }
    return text.trimmed.utf8.count == text.utf8.count ? nil : "it has white space at its ends"
  }
}
