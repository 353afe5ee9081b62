/// The tables of failures, ready to be held against texts.
struct FailureRuleBook: Sendable {
  /// One table, its phrases resolved.
  struct Table: Sendable {
    fileprivate var rows: [(rule: FailureRule, phrases: [Phrase], unless: [Phrase])]
  }

  /// A phrase whose terms are numbers of the scanner.
  fileprivate indirect enum Phrase: Sendable {
    case terms([Int])
    case sequence([[Int]])
    case word(Int)
    case near(Int, Int, Int)
    case whole(String)
    case begins(String)
    case all([Phrase])
    case any([Phrase])
    case shape(FailureShape)
  }

  /// The tables as they stand in FailureRules.swift.
  static let standard = FailureRuleBook()

  let message: Table
  let payment: Table
  let permanentAuth: Table
  let certificate: Table
  private let scanner: TermScanner

  private init() {
    var index = TermIndex()
    message = index.table(FailureRules.message)
    payment = index.table(FailureRules.payment)
    permanentAuth = index.table(FailureRules.permanentAuth)
    certificate = index.table(FailureRules.certificate)
    scanner = TermScanner(index.terms)
  }

  /// Reads `text` once, for any number of tables.
  func reading(_ text: FailureMessage) -> Reading {
    Reading(book: self, text: text, found: scanner.found(in: text))
  }

  /// A text and which terms stand in it.
  struct Reading {
    fileprivate let book: FailureRuleBook
    let text: FailureMessage
    fileprivate let found: [TermScanner.Found]

    /// The first row of `table` that holds for `provider`; nil when none does. `answer` limits it to rows that
    /// say so.
    func rule(
      of table: KeyPath<FailureRuleBook, Table>, provider: String?,
      answering answer: FailureRule.Answer? = nil
    ) -> FailureRule? {
      book[keyPath: table].rows.first { row in
        if let answer, row.rule.answer != answer { return false }
        if let only = row.rule.provider, only != provider { return false }
        return row.phrases.contains(where: holds) && !row.unless.contains(where: holds)
      }?.rule
    }

    private func holds(_ phrase: Phrase) -> Bool {
      switch phrase {
      case .terms(let ids): ids.contains { found[$0].contains(.anywhere) }
      case .word(let id): found[id].contains(.asWord)
      case .sequence(let parts): holds(sequence: parts)
      case .near(let first, let second, let distance):
        holds(first, near: second, within: distance)
      case .whole(let term): text.bytes.elementsEqual(term.utf8)
      case .begins(let term): text.begins(with: term)
      case .all(let phrases): phrases.allSatisfy(holds)
      case .any(let phrases): phrases.contains(where: holds)
      case .shape(let shape): shape.matches(text)
      }
    }

    private func holds(sequence parts: [[Int]]) -> Bool {
      guard parts.allSatisfy({ ids in ids.contains { found[$0].contains(.anywhere) } }) else {
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
      guard found[first].contains(.asWord), found[second].contains(.anywhere) else { return false }
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
  private var ids: [[UInt8]: Int] = [:]

  mutating func table(_ rules: [FailureRule]) -> FailureRuleBook.Table {
    var rows: [(FailureRule, [FailureRuleBook.Phrase], [FailureRuleBook.Phrase])] = []
    for rule in rules {
      rows.append((rule, phrases(rule.phrases), phrases(rule.unless)))
    }
    return FailureRuleBook.Table(rows: rows)
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
    case .word(let term): return .word(id(Array(term.utf8)))
    case .near(let first, let second, let distance):
      return .near(id(Array(first.utf8)), id(Array(second.utf8)), distance)
    case .whole(let term): return .whole(term)
    case .begins(let term): return .begins(term)
    case .all(let phrases): return .all(self.phrases(phrases))
    case .any(let phrases): return .any(self.phrases(phrases))
    case .shape(let shape): return .shape(shape)
    }
  }

  private mutating func spellings(_ term: String) -> [Int] {
    var result: [Int] = []
    for spelling in FailurePhrase.spellings(of: term) { result.append(id(spelling)) }
    return result
  }

  private mutating func id(_ term: [UInt8]) -> Int {
    if let known = ids[term] { return known }
    terms.append(term)
    ids[term] = terms.count - 1
    return terms.count - 1
  }
}
