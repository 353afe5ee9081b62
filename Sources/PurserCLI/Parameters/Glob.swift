package import CommandKit
import PurserDomain

/// A pattern for ids: `*` stands for any text, `?` for one character, all else for itself, in upper or lower case.
package struct Glob: ArgumentValue, Equatable {
  package let argumentText: String

  package init(argument: String) throws(ArgumentFault) {
    guard !argument.isEmpty else { throw ArgumentFault("Give a pattern such as 'research-*'.") }
    argumentText = argument
  }

  /// Whether the whole of `text` fits the pattern. Takes time in proportion to both lengths.
  package func matches(_ text: String) -> Bool {
    let pattern = Array(argumentText.scriptLowercased.unicodeScalars)
    let text = Array(text.scriptLowercased.unicodeScalars)
    var (place, at) = (0, 0)
    // Where to go on when a guess of what the last star stands for turns out too short.
    var star: (place: Int, at: Int)?
    while at < text.count {
      if place < pattern.count, pattern[place] == "*" {
        star = (place, at)
        place += 1
      } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[at] {
        place += 1
        at += 1
      } else if let last = star {
        star = (last.place, last.at + 1)
        place = last.place + 1
        at = last.at + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}
