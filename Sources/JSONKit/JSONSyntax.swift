/// Which texts a reader accepts.
package enum JSONSyntax: Sendable {
  /// JSON as JavaScript's `JSON.parse` reads it; a byte order mark is an error.
  case json
  /// The same after a byte order mark, which is skipped when there is one.
  case jsonAfterByteOrderMark
  /// JSON5 as json5 2.2.3 reads it; a byte order mark is white space.
  case json5
}

/// What to do when an object has a key twice.
package enum JSONDuplicatePolicy: Sendable {
  /// The second one is an error.
  case reject
  /// The last value counts and takes the first one's place, as in JavaScript.
  case lastWins
}

/// How much a reader takes before it refuses, and what it does with repeated keys.
package struct JSONLimits: Sendable {
  /// The largest text in bytes.
  package var bytes: Int
  /// How many arrays and objects may lie in one another; never more than 1,000, because values are
  /// read, written and freed by recursion.
  package var depth: Int
  /// What to do with repeated keys.
  package var duplicates: JSONDuplicatePolicy
  /// Whether an escape that names half of a surrogate pair reads as U+FFFD; else it is an error. JavaScript writes such
  /// escapes for a text that was cut in the middle of a character.
  package var replacesHalves: Bool

  /// Limits of `bytes` and `depth` (cut to 1,000) with the policy for repeated keys.
  package init(
    bytes: Int = 32 << 20, depth: Int = 256, duplicates: JSONDuplicatePolicy = .reject,
    replacesHalves: Bool = false
  ) {
    self.bytes = bytes
    self.depth = min(depth, 1000)
    self.duplicates = duplicates
    self.replacesHalves = replacesHalves
  }

  /// 32 MiB, 256 levels, repeated keys are an error.
  package static let standard = JSONLimits()
}

/// A place in a text.
package struct JSONPosition: Equatable, Sendable, CustomStringConvertible {
  /// The line, counted from 1; LF, CR LF and CR end one.
  package let line: Int
  /// The column, counted from 1 in Unicode scalars.
  package let column: Int

  /// The place at `line` and `column`.
  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// `LINE:COLUMN`, as compilers print it.
  package var description: String { "\(line):\(column)" }
}

/// A key that an object has again, found where `JSONLimits.duplicates` is `lastWins`.
package struct JSONDuplicate: Equatable, Sendable {
  /// The member's place in the document.
  package let path: JSONPath
  /// The place of the later key, the one that counts.
  package let position: JSONPosition
}
