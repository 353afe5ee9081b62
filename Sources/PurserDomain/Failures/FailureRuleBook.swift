/// The tables of failures, ready to be held against texts.
///
/// Each row is looked at only when a term is in the text without which the row cannot hold; so the length of the
/// tables costs nothing for texts that have none of their words.
struct FailureRuleBook: Sendable {
  /// The names of the tables.
  enum Table: Int, CaseIterable {
    case message
    case payment
    case permanentAuth
    case certificate
    case tooLarge

    fileprivate var rules: [FailureRule] {
      switch self {
      case .message: FailureRules.message
      case .payment: FailureRules.payment
      case .permanentAuth: FailureRules.permanentAuth
      case .certificate: FailureRules.certificate
      case .tooLarge: FailureRules.tooLarge
      }
    }
  }

  /// A row, its phrases resolved.
  fileprivate struct Row: Sendable {
    var rule: FailureRule
    var phrases: [Phrase]
    var unless: [Phrase]
  }

  /// A phrase whose terms are numbers of the scanner.
  fileprivate indirect enum Phrase: Sendable {
    case terms([Int])
    case sequence([[Int]])
    case word(Int)
    case near(Int, Int, Int)
    case whole(Int)
    case begins(Int)
    case all([Phrase])
    case any([Phrase])
    case shape(FailureShape, Int)

    /// Terms of which one is in every text the phrase holds for.
    var needed: [Int] {
      switch self {
      case .terms(let ids): ids
      case .sequence(let parts): parts[0]
      case .word(let id), .near(_, let id, _), .whole(let id), .begins(let id), .shape(_, let id):
        [id]
      case .all(let phrases): phrases[0].needed
      case .any(let phrases): phrases.flatMap(\.needed)
      }
    }
  }

  /// The tables as they stand in FailureRules.swift. Making them ready takes longer than a short command otherwise does, so
  /// a report without words goes by without them.
  private static let standard = FailureRuleBook()
  private static let blank = FailureRuleBook(tables: [])

  private let rows: [[Row]]
  /// For each table and term the rows that may hold when the term is in a text, as bits.
  private let candidates: [[UInt64]]
  private let scanner: TermScanner

  private init(tables: [Table] = Table.allCases) {
    var index = TermIndex()
    var rows: [[Row]] = []
    for table in tables { rows.append(index.rows(table.rules)) }
    var candidates: [[UInt64]] = []
    for table in rows {
      precondition(table.count <= UInt64.bitWidth)
      var bits = [UInt64](repeating: 0, count: index.terms.count)
      for (place, row) in table.enumerated() {
        for id in row.phrases.flatMap(\.needed) { bits[id] |= 1 << UInt64(place) }
      }
      candidates.append(bits)
    }
    self.rows = rows
    self.candidates = candidates
    scanner = TermScanner(index.terms)
  }

  /// Reads `text` once, for any number of tables. No row holds for an empty one.
  static func reading(_ text: FailureMessage) -> Reading {
    let book = text.bytes.isEmpty ? blank : standard
    return Reading(book: book, text: text, terms: book.scanner.terms(in: text))
  }

  /// A text and which terms stand in it.
  struct Reading {
    fileprivate let book: FailureRuleBook
    let text: FailureMessage
    fileprivate let terms: TermScanner.Terms

    /// The first row of `table` that holds for `provider`; nil when none does. `answer` limits it to rows that
    /// say so.
    func rule(
      of table: Table, provider: String?, answering answer: FailureRule.Answer? = nil
    ) -> FailureRule? {
      var left: UInt64 = 0
      for id in terms.ids { left |= book.candidates[table.rawValue][id] }
      while left != 0 {
        let row = book.rows[table.rawValue][left.trailingZeroBitCount]
        left &= left - 1
        if let answer, row.rule.answer != answer { continue }
        if let only = row.rule.provider, only != provider { continue }
        if row.phrases.contains(where: holds), !row.unless.contains(where: holds) {
          return row.rule
        }
      }
      return nil
    }

    private func holds(_ phrase: Phrase) -> Bool {
      switch phrase {
      case .terms(let ids): ids.contains(where: holds)
      case .word(let id): terms.found[id].contains(.asWord)
      case .sequence(let parts): holds(sequence: parts)
      case .near(let first, let second, let distance):
        holds(first, near: second, within: distance)
      case .whole(let id): text.bytes == book.scanner.terms[id]
      case .begins(let id): book.scanner.stands(id, at: 0, in: text.bytes)
      case .all(let phrases): phrases.allSatisfy(holds)
      case .any(let phrases): phrases.contains(where: holds)
      case .shape(let shape, let id): holds(id) && shape.matches(text)
      }
    }

    private func holds(_ id: Int) -> Bool { terms.found[id].contains(.anywhere) }

    private func holds(sequence parts: [[Int]]) -> Bool {
      guard parts.allSatisfy({ $0.contains(where: holds) }) else {
        return false
      }
      var place = 0
      for ids in parts {
        guard let end = book.scanner.end(ofFirst: ids, in: text.bytes, from: place) else {
          return false
        }
        place = end
      }
      return true
    }

    private func holds(_ first: Int, near second: Int, within distance: Int) -> Bool {
      guard terms.found[first].contains(.asWord), holds(second) else { return false }
      let length = book.scanner.terms[first].count
      // The end of the last word, where one was seen: the nearest one in front decides.
      var last: Int?
      for place in text.bytes.indices {
        if let last, place - last <= distance, place >= last,
          book.scanner.stands(second, at: place, in: text.bytes)
        {
          return true
        }
        if book.scanner.stands(first, at: place, in: text.bytes),
          !text.isWordByte(at: place - 1), !text.isWordByte(at: place + length)
        {
          last = place + length
        }
      }
      return false
    }
  }
}

/// Numbers the terms of phrases.
private struct TermIndex {
  private(set) var terms: [[UInt8]] = []
  private var ids: [String: Int] = [:]

  mutating func rows(_ rules: [FailureRule]) -> [FailureRuleBook.Row] {
    var rows: [FailureRuleBook.Row] = []
    for rule in rules {
      rows.append(
        FailureRuleBook.Row(
          rule: rule, phrases: phrases(rule.phrases), unless: phrases(rule.unless)))
    }
    return rows
  }

  private mutating func phrases(_ phrases: [FailurePhrase]) -> [FailureRuleBook.Phrase] {
    var result: [FailureRuleBook.Phrase] = []
    for phrase in phrases { result.append(self.phrase(phrase)) }
    return result
  }

  private mutating func phrase(_ phrase: FailurePhrase) -> FailureRuleBook.Phrase {
    switch phrase {
    case .text(let parts):
      var groups: [[Int]] = []
      for part in parts { groups.append(spellings(part)) }
      return groups.count == 1 ? .terms(groups[0]) : .sequence(groups)
    case .word(let term): return .word(id(term))
    case .near(let first, let second, let distance):
      return .near(id(first), id(second), distance)
    case .whole(let term): return .whole(id(term))
    case .begins(let term): return .begins(id(term))
    case .all(let phrases): return .all(self.phrases(phrases))
    case .any(let phrases): return .any(self.phrases(phrases))
    case .shape(let shape): return .shape(shape, id(shape.term))
    }
  }

  private mutating func spellings(_ term: String) -> [Int] {
    var result: [Int] = []
    for spelling in FailurePhrase.spellings(of: term) { result.append(id(spelling)) }
    return result
  }

  private mutating func id(_ term: String) -> Int {
    if let known = ids[term] { return known }
    terms.append(Array(term.utf8))
    ids[term] = terms.count - 1
    return terms.count - 1
  }
}
