import JSONKit

/// What differs between two values of one column, as people read it: of long values the part that does.
struct ValueDifference: Equatable {
  /// The column, with the members that lead to the value.
  let name: String
  let before: String
  let after: String

  private static let width = 120
  /// So many characters in front of the first difference show where it is.
  private static let lead = 20

  /// Returns at least one difference; of objects one for each member that differs, in their order.
  static func list(_ name: String, _ before: JSON, _ after: JSON) -> [ValueDifference] {
    let (old, new) = (before.shown, after.shown)
    if max(displayWidth(old), displayWidth(new)) <= width {
      return [ValueDifference(name: name, before: old, after: new)]
    }
    if let old = before.heldObject, let new = after.heldObject {
      let keys = old.keys + new.keys.filter { !old.contains($0) }
      let members = keys.filter { old[$0] != new[$0] }.flatMap { key in
        list("\(name).\(key)", old[key], new[key])
      }
      // Members in another order are no member that differs.
      if !members.isEmpty { return members }
    }
    let shared = zip(old, new).prefix { $0 == $1 }.count
    return [
      ValueDifference(name: name, before: part(old, from: shared), after: part(new, from: shared))
    ]
  }

  private static func list(_ name: String, _ before: JSON?, _ after: JSON?) -> [ValueDifference] {
    if let before, let after { return list(name, before, after) }
    func shown(_ value: JSON?) -> String {
      value.map { shortened($0.shown, to: width) } ?? "absent"
    }
    return [ValueDifference(name: name, before: shown(before), after: shown(after))]
  }

  /// The part of `text` around its character number `index`.
  private static func part(_ text: String, from index: Int) -> String {
    let start = max(index - lead, 0)
    return (start > 0 ? "..." : "") + shortened(String(text.dropFirst(start)), to: width)
  }
}

extension JSON {
  /// As it stands in a line: text bare, everything else as JSON.
  var shown: String { string ?? text(.compact) }

  /// The object, also one that a column holds as text.
  fileprivate var heldObject: JSONObject? {
    object ?? string.flatMap { try? JSON.parse($0) }?.object
  }
}
