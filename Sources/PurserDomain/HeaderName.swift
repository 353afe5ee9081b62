/// The names of HTTP headers.
package enum HeaderName {
  /// Says what is wrong with `text` as a name, as a sentence; nil when it is valid.
  package static func fault(in text: String) -> String? {
    if text.isEmpty || text.utf8.count > 128 { return "A header name has 1 to 128 characters." }
    let marks = Array("!#$%&'*+-.^_`|~".utf8)
    let isToken = text.utf8.allSatisfy { byte in
      (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
        || marks.contains(byte)
    }
    return isToken ? nil : "A header name has letters, digits and marks, and no spaces."
  }
}
