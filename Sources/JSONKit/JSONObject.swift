/// The members of a JSON object in document order, found by key without caring for their number.
///
/// Keys are compared by their UTF-8. Up to 16 members are searched in a row; beyond that an index
/// is kept.
package struct JSONObject: Sendable {
  struct Member: Sendable {
    var key: String
    var value: JSON
  }

  private(set) var members: [Member]
  private var index: [ExactKey: Int]?

  /// An object without members.
  package init() {
    members = []
  }

  /// The object with `pairs` in their order; a key that comes again replaces the value and keeps
  /// the first place.
  package init(_ pairs: some Sequence<(key: String, value: JSON)>) {
    self.init()
    members.reserveCapacity(pairs.underestimatedCount)
    for (key, value) in pairs {
      if let place = position(of: key) {
        members[place].value = value
      } else {
        append(key, value)
      }
    }
  }

  /// The object of `members`, whose keys the parser has found to differ.
  init(distinct members: [Member], index: [ExactKey: Int]?) {
    self.members = members
    self.index = index
  }

  /// The number of members.
  package var count: Int { members.count }

  /// Whether there are no members.
  package var isEmpty: Bool { members.isEmpty }

  /// The keys in order.
  package var keys: [String] { members.map(\.key) }

  /// The values in order.
  package var values: [JSON] { members.map(\.value) }

  /// The member named `key`. Setting replaces in place or appends; setting nil removes.
  package subscript(key: String) -> JSON? {
    get { position(of: key).map { members[$0].value } }
    set {
      switch (position(of: key), newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): remove(at: place)
      case (nil, let value?): append(key, value)
      case (nil, nil): break
      }
    }
  }

  /// Whether there is a member named `key`, `null` included.
  package func contains(_ key: String) -> Bool { position(of: key) != nil }

  static let scannedCount = 16

  /// The index of `members`; on a repeated key the place of the later one is handed to `repeated`.
  static func index(
    _ members: some Sequence<(offset: Int, element: Member)>, repeated: (Int) -> Void = { _ in }
  ) -> [ExactKey: Int] {
    var index: [ExactKey: Int] = [:]
    for (place, member) in members {
      if index.updateValue(place, forKey: ExactKey(text: member.key)) != nil { repeated(place) }
    }
    return index
  }

  private func position(of key: String) -> Int? {
    if let index { return index[ExactKey(text: key)] }
    return members.firstIndex { $0.key.hasSameBytes(as: key) }
  }

  private mutating func append(_ key: String, _ value: JSON) {
    members.append(Member(key: key, value: value))
    if index != nil {
      index?[ExactKey(text: key)] = members.count - 1
    } else if members.count > Self.scannedCount {
      index = Self.index(members.enumerated())
    }
  }

  private mutating func remove(at place: Int) {
    members.remove(at: place)
    index = members.count > Self.scannedCount ? Self.index(members.enumerated()) : nil
  }
}

extension JSONObject: Sequence {
  /// Walks the members in order.
  package func makeIterator() -> Iterator { Iterator(rest: members.makeIterator()) }

  /// The members not walked yet.
  package struct Iterator: IteratorProtocol {
    fileprivate var rest: [Member].Iterator

    /// The next member, nil at the end.
    package mutating func next() -> (key: String, value: JSON)? {
      rest.next().map { (key: $0.key, value: $0.value) }
    }
  }
}

extension JSONObject: Equatable {
  package static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.members.elementsEqual(right.members) {
      $0.key.hasSameBytes(as: $1.key) && $0.value == $1.value
    }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self.init(elements.lazy.map { (key: $0.0, value: $0.1) })
  }
}

/// A key compared and hashed by its bytes, with the seeded hash, so that a hostile file cannot
/// choose keys that fall together.
struct ExactKey: Hashable, Sendable {
  let text: String

  static func == (left: ExactKey, right: ExactKey) -> Bool {
    left.text.hasSameBytes(as: right.text)
  }

  func hash(into hasher: inout Hasher) {
    var word: UInt64 = 0
    var count = 0
    for byte in text.utf8 {
      word = word << 8 | UInt64(byte)
      count += 1
      if count & 7 == 0 { hasher.combine(word) }
    }
    hasher.combine(word)
    hasher.combine(count)
  }
}
