package import JSONKit
import PurserDomain

/// One place where a file is not what it should be.
package struct ModelsDifference: Equatable, Sendable {
  /// What would happen to the place.
  package enum Kind: String, Sendable {
    /// Only the new document has it.
    case added
    /// Only the present file has it.
    case removed
    /// Both have it with different values.
    case changed
  }

  package var kind: Kind
  /// The place, in the present file where that has it, else in the new document.
  package var path: JSONPath
  /// What the file has, as compact JSON with secrets masked; nil when it has nothing there.
  package var present: String?
  /// What the new document has, likewise.
  package var expected: String?
  /// Whether an export would leave the file's value there.
  package var isKept = false
}

extension JSON {
  /// Returns the value with the members of its objects in the order that `other` has them, the rest
  /// behind, so that a difference of both texts shows no mere change of order.
  func aligned(to other: JSON) -> JSON {
    switch (self, other) {
    case (.object(let object), .object(let model)):
      var result = JSONObject()
      for (key, value) in model { result[key] = object[key]?.aligned(to: value) }
      for (key, value) in object where result[key] == nil { result[key] = value }
      return .object(result)
    case (.array(let elements), .array(let models)):
      return .array(
        elements.enumerated().map { index, element in
          index < models.count ? element.aligned(to: models[index]) : element
        })
    default: return self
    }
  }
}

/// Compares two documents as their readers do.
package enum ModelsComparison {
  /// Whether the two mean the same: order of members and spelling of numbers do not count, and a key or
  /// header `NAME` equals `$NAME`.
  package static func areEqual(_ left: JSON, _ right: JSON) -> Bool {
    areEqual(left, right, isKey: false)
  }

  /// Returns where `present` and `expected` differ, in the order of the file, then of the document.
  /// Models are matched by id, so that one inserted in front does not change all behind it. With
  /// `bySpelling` a key `NAME` differs from `$NAME`.
  package static func differences(
    present: JSON, expected: JSON, mask: DocumentMask = DocumentMask(), bySpelling: Bool = false
  ) -> [ModelsDifference] {
    var walk = Walk(bySpelling: bySpelling)
    // What a value is may follow from those around it, so the documents are masked whole.
    walk.compare(
      Side(value: present, shown: mask.masked(present)),
      Side(value: expected, shown: mask.masked(expected)), at: .root, isKey: false)
    return walk.found
  }

  /// Whether the member `key` holds text that readers may look up elsewhere, given whether the object
  /// around it is an object of headers.
  fileprivate static func isKey(_ key: String, inHeaders: Bool) -> Bool {
    inHeaders || key == "apiKey"
  }

  fileprivate static func areEqual(_ left: JSON, _ right: JSON, isKey: Bool) -> Bool {
    switch (left, right) {
    case (.object(let a), .object(let b)):
      guard a.count == b.count else { return false }
      return a.allSatisfy { key, value in
        guard let other = b[key] else { return false }
        // `isKey` of an object means that it is the object of headers.
        return areEqual(value, other, isKey: isKey || key == "apiKey" || key == "headers")
      }
    case (.array(let a), .array(let b)):
      return a.count == b.count
        && zip(a, b).allSatisfy { areEqual($0, $1, isKey: false) }
    case (.string(let a), .string(let b)) where isKey:
      return KeySpelling.canonical(a) == KeySpelling.canonical(b)
    case (.number(let a), .number(let b)):
      return a == b || a.double == b.double
    default: return left == right
    }
  }

  /// A value of one of the documents, and as it may be shown.
  private struct Side {
    let value: JSON
    let shown: JSON

    /// The member `key`, whose value is `value`.
    func member(_ key: String, _ value: JSON) -> Side {
      Side(value: value, shown: shown[key] ?? JSON.null)
    }

    /// The element `index`, whose value is `value`.
    func element(_ index: Int, _ value: JSON) -> Side {
      Side(value: value, shown: shown.array?[index] ?? JSON.null)
    }
  }

  private struct Walk {
    let bySpelling: Bool
    var found: [ModelsDifference] = []

    mutating func compare(_ present: Side, _ expected: Side, at path: JSONPath, isKey: Bool) {
      switch (present.value, expected.value) {
      case (.object(let a), .object(let b)):
        for (key, value) in a {
          let below = path.appending(key)
          guard let other = b[key] else {
            note(.removed, below, present.member(key, value), nil)
            continue
          }
          compare(
            present.member(key, value), expected.member(key, other), at: below,
            isKey: isKey || key == "apiKey" || key == "headers")
        }
        for (key, value) in b where a[key] == nil {
          note(.added, path.appending(key), nil, expected.member(key, value))
        }
      case (.array(let a), .array(let b)) where hasModels(a) && hasModels(b):
        compareModels(
          a.enumerated().map { present.element($0, $1) },
          b.enumerated().map { expected.element($0, $1) }, at: path)
      default:
        if !ModelsComparison.areEqual(
          present.value, expected.value, isKey: isKey && !bySpelling)
        {
          note(.changed, path, present, expected)
        }
      }
    }

    private mutating func compareModels(_ present: [Side], _ expected: [Side], at path: JSONPath) {
      var places: [String: [Int]] = [:]
      for (index, model) in expected.enumerated().reversed() {
        places[Self.id(model.value), default: []].append(index)
      }
      var matches: [Int] = []
      for (index, model) in present.enumerated() {
        guard let other = places[Self.id(model.value)]?.popLast() else {
          note(.removed, path.appending(index), model, nil)
          continue
        }
        matches.append(other)
        compare(model, expected[other], at: path.appending(index), isKey: false)
      }
      for index in places.values.joined().sorted() {
        note(.added, path.appending(index), nil, expected[index])
      }
      if matches != matches.sorted() {
        found.append(
          ModelsDifference(
            kind: .changed, path: path, present: "order of models", expected: "another order"))
      }
    }

    private func hasModels(_ elements: [JSON]) -> Bool {
      elements.allSatisfy { $0["id"]?.string != nil }
    }

    private static func id(_ model: JSON) -> String { model["id"]?.string ?? "" }

    private mutating func note(
      _ kind: ModelsDifference.Kind, _ path: JSONPath, _ present: Side?, _ expected: Side?
    ) {
      func shown(_ side: Side?) -> String? {
        side.map { $0.shown.text(.compact).printable(limit: 160) }
      }
      found.append(
        ModelsDifference(
          kind: kind, path: path, present: shown(present), expected: shown(expected)))
    }
  }
}
