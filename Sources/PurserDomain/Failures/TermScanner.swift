/// Finds which of many terms stand in a text, in one pass over it.
///
/// A thousand reports come in a second; asking for each of three hundred terms by itself would read every text
/// as often.
struct TermScanner: Sendable {
  /// What was found of a term.
  struct Found: OptionSet {
    var rawValue: UInt8
    /// It stands somewhere.
    static let anywhere = Found(rawValue: 1)
    /// It stands somewhere as a word of its own.
    static let asWord = Found(rawValue: 2)
  }

  /// Which terms stand in a text.
  struct Terms {
    /// What was found of each term, by its number.
    fileprivate(set) var found: [Found]
    /// The numbers of those that were found.
    fileprivate(set) var ids: [Int] = []
  }

  let terms: [[UInt8]]
  /// The terms by their first byte: those of byte `b` are `order[starts[b]..<starts[b + 1]]`.
  private let starts: [Int]
  private let order: [Int]
  /// The second byte of each term of `order`; 0 where there is none.
  private let seconds: [UInt8]

  /// Makes a scanner for terms that are not empty.
  init(_ terms: [[UInt8]]) {
    self.terms = terms
    var starts = [0]
    var order: [Int] = []
    var byFirst = [[Int]](repeating: [], count: 256)
    for (id, term) in terms.enumerated() { byFirst[Int(term[0])].append(id) }
    for ids in byFirst {
      order += ids
      starts.append(order.count)
    }
    self.starts = starts
    self.order = order
    seconds = order.map { terms[$0].count > 1 ? terms[$0][1] : 0 }
  }

  /// Which of the terms stand in `text`.
  func terms(in text: FailureMessage) -> Terms {
    let bytes = text.bytes
    var result = Terms(found: [Found](repeating: [], count: terms.count))
    for place in bytes.indices {
      let first = Int(bytes[place])
      let next = place + 1 < bytes.count ? bytes[place + 1] : 0
      for slot in starts[first]..<starts[first + 1] {
        guard seconds[slot] == next || seconds[slot] == 0 else { continue }
        let id = order[slot]
        if result.found[id].contains(.asWord) || !stands(id, at: place, in: bytes) { continue }
        if result.found[id].isEmpty {
          result.found[id] = .anywhere
          result.ids.append(id)
        }
        if !text.isWordByte(at: place - 1), !text.isWordByte(at: place + terms[id].count) {
          result.found[id].insert(.asWord)
        }
      }
    }
    return result
  }

  /// Whether the term stands at `place`.
  func stands(_ id: Int, at place: Int, in bytes: [UInt8]) -> Bool {
    let term = terms[id]
    guard place + term.count <= bytes.count else { return false }
    for offset in 0..<term.count where bytes[place + offset] != term[offset] { return false }
    return true
  }

  /// The end of the first of `ids` that stands in `bytes` at or behind `start`.
  func end(ofFirst ids: [Int], in bytes: [UInt8], from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    for place in start..<bytes.count {
      if let id = ids.first(where: { stands($0, at: place, in: bytes) }) {
        return place + terms[id].count
      }
    }
    return nil
  }
}
