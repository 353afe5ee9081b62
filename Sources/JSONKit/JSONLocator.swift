/// Finds the line and column of values of a text, which the values themselves do not carry.
///
/// One scan notes every place; made when there is something to report, it costs a clean file
/// nothing. Asking for a place takes the same time wherever it is.
package struct JSONLocator {
  private struct Node {
    let key: String?
    let offset: Int
    var children: [Node] = []
    /// Where among the children an object's keys are, the last of those that are the same; nil where there are few.
    var places: [ExactKey: Int]?

    /// The value of the member named `key`.
    func member(_ key: String) -> Node? {
      if let places { return places[ExactKey(text: key)].map { children[$0] } }
      return children.last { $0.key?.hasSameBytes(as: key) == true }
    }
  }

  private let lines: JSONLines<[UInt8]>
  private let root: Node

  /// The places in `bytes`; nil when the text is not of `syntax` within `limits`.
  package init?(_ bytes: [UInt8], syntax: JSONSyntax, limits: JSONLimits = .standard) {
    var parser = JSONParser(bytes, syntax: syntax, limits: limits)
    do throws(JSONError) {
      try parser.start()
      let root = try Self.node(&parser, nil, parser.at)
      try parser.finish()
      self.root = root
      lines = JSONLines(bytes)
    } catch {
      return nil
    }
  }

  /// The place of the value at `path`: of its key for a member (the last one of a repeated key), of
  /// its first character for an element or the root. Nil when the text has no such value.
  package func position(of path: JSONPath) -> JSONPosition? {
    var node = root
    for element in path.elements {
      let next =
        switch element {
        case .key(let key): node.member(key)
        case .index(let index):
          node.children.indices.contains(index) && node.children[index].key == nil
            ? node.children[index] : nil
        }
      guard let next else { return nil }
      node = next
    }
    return lines.position(of: node.offset)
  }

  /// The place of the value at `path` in `bytes`, as `position(of:)` of a locator made for it.
  package static func position(
    of path: JSONPath, in bytes: [UInt8], syntax: JSONSyntax
  ) -> JSONPosition? {
    JSONLocator(bytes, syntax: syntax)?.position(of: path)
  }

  private static func node(
    _ parser: inout JSONParser, _ key: String?, _ offset: Int
  ) throws(JSONError) -> Node {
    var node = Node(key: key, offset: offset)
    switch parser.bytes[parser.at] {
    case UInt8(ascii: "{"):
      try parser.forEachMember { (parser: inout JSONParser, key, offset) throws(JSONError) in
        node.children.append(try Self.node(&parser, key, offset))
      }
      if node.children.count > JSONObject.scannedCount {
        let keys = node.children.enumerated().map { (ExactKey(text: $1.key ?? ""), $0) }
        node.places = Dictionary(keys) { _, later in later }
      }
    case UInt8(ascii: "["):
      try parser.forEachElement { (parser: inout JSONParser, _) throws(JSONError) in
        node.children.append(try Self.node(&parser, nil, parser.at))
      }
    default: _ = try parser.value()
    }
    return node
  }
}
