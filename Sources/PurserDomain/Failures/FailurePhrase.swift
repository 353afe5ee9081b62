/// What a text of an error has to hold to be recognized, in lower case: the words the tables of failures are
/// written in.
///
/// A plain literal is text that stands anywhere. In it ` … ` means 'and later', and `~` a space or an underscore.
indirect enum FailurePhrase: Sendable, ExpressibleByStringLiteral {
  /// The parts stand in the text, one behind the other.
  case text([String])
  /// The text stands as a word of its own, not inside a longer one.
  case word(String)
  /// The first stands as a word and the second behind it, with at most so many characters between.
  case near(String, String, Int)
  /// There is nothing else in the text.
  case whole(String)
  /// The text begins so.
  case begins(String)
  /// All of them hold, in any order.
  case all([FailurePhrase])
  /// One of them holds.
  case any([FailurePhrase])
  /// A test that no list of words can make.
  case shape(FailureShape)

  init(stringLiteral value: String) {
    self = .text(Self.parts(of: value))
  }

  /// The text taken apart at ` … `.
  private static func parts(of text: String) -> [String] {
    // The ellipsis begins with 0xE2, which no other sign of the tables does.
    guard text.utf8.contains(0xE2) else { return [text] }
    return text.split(separator: " \u{2026} ").map(String.init)
  }

  /// The spellings of `term` with each `~` as a space and as an underscore.
  static func spellings(of term: String) -> [String] {
    guard term.holds("~") else { return [term] }
    var spellings: [String] = []
    for part in term.split(separator: "~", omittingEmptySubsequences: false) {
      guard !spellings.isEmpty else {
        spellings = [String(part)]
        continue
      }
      spellings = spellings.flatMap { ["\($0) \(part)", "\($0)_\(part)"] }
    }
    return spellings
  }
}

/// One row of a table of failures: what a text that holds one of the phrases means.
struct FailureRule: Sendable {
  /// What a row says of a text.
  enum Answer: Equatable, Sendable {
    /// It is that failure.
    case failure(FailureClass)
    /// It is nothing that another profile or model could do better.
    case nothing
    /// It speaks of HTTP 402; the table for that decides.
    case payment
  }

  /// The row in a few words, as `explain` shows it.
  var name: String
  /// What the text means.
  var answer: Answer
  /// The provider the row is for; nil for all.
  var provider: String?
  /// The text holds one of these.
  var phrases: [FailurePhrase]
  /// And none of these.
  var unless: [FailurePhrase] = []

  init(
    _ name: String, _ answer: Answer, provider: String? = nil, _ phrases: [FailurePhrase],
    unless: [FailurePhrase] = []
  ) {
    self.name = name
    self.answer = answer
    self.provider = provider
    self.phrases = phrases
    self.unless = unless
  }

  init(
    _ name: String, _ failure: FailureClass, provider: String? = nil, _ phrases: [FailurePhrase],
    unless: [FailurePhrase] = []
  ) {
    self.init(name, .failure(failure), provider: provider, phrases, unless: unless)
  }
}
