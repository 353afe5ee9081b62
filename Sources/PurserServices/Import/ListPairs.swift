import JSONKit
import PurserDomain

/// Which elements of a list in an exported file are which of the list that was exported, as far as sealed values stand in them.
///
/// The file has the same word for each of them, so that a place alone says nothing once somebody changed the list: a value
/// that went to its neighbour would be handed to another server.
struct ListPairs {
  /// For each element of the file the place of the known one; nil for one that has no such word or is none of the known.
  private(set) var places: [Int?]
  /// The elements of the file that have the word for a value of the list, and nothing says for which.
  private(set) var lost: [Int] = []

  /// An element with sealed values in it.
  private struct Mark {
    let place: Int
    /// All of it but its sealed values; nil for a text that is one.
    var shape: String?
    /// What it is called, or what it stands behind.
    var name: String
    /// Whether the name is its own, and not only where it stands.
    var isNamed: Bool
  }

  /// Pairs the elements of a file with those that the store has.
  init(_ written: [JSON], _ known: [JSON]) {
    let shapes = known.map { SealedMarks.mapped($0) { _ in Self.word } }
    guard written != shapes else {
      places = written.indices.map { $0 }
      return
    }
    places = Array(repeating: nil, count: written.count)
    var (open, sealed) = (Self.marks(written), Self.marks(shapes))
    pair(&open, &sealed, by: { $0.shape }, isAlike: { _ in true })
    // Two entries of one name that are not as they were could be either; two values of one option are in order.
    pair(&open, &sealed, by: { $0.name }, isAlike: { $0.shape == nil })
    // The only one that there is.
    if open.count == 1, sealed.count == 1, !open[0].isNamed, !sealed[0].isNamed {
      places[open[0].place] = sealed[0].place
      return
    }
    if !sealed.isEmpty { lost = open.map(\.place) }
  }

  /// Pairs what `name` calls the same, in order, where the file has as many as the store: several only of those that are
  /// alike. What is left stays in the lists.
  private mutating func pair(
    _ open: inout [Mark], _ sealed: inout [Mark], by name: (Mark) -> String?,
    isAlike: (Mark) -> Bool
  ) {
    let (left, right) = (
      Dictionary(grouping: open, by: name), Dictionary(grouping: sealed, by: name)
    )
    var done: (Set<Int>, Set<Int>) = ([], [])
    for (name, marks) in left where name != nil {
      guard let others = right[name], others.count == marks.count,
        marks.count == 1 || isAlike(marks[0])
      else { continue }
      for (mark, other) in zip(marks, others) {
        places[mark.place] = other.place
        done.0.insert(mark.place)
        done.1.insert(other.place)
      }
    }
    open.removeAll { done.0.contains($0.place) }
    sealed.removeAll { done.1.contains($0.place) }
  }

  private static let word = JSON.string(KeySpelling.managedMarker)

  /// The elements of a list that the word stands in, in order.
  private static func marks(_ list: [JSON]) -> [Mark] {
    var marks: [Mark] = []
    var place = 0
    while place < list.count {
      let run = list[place...].prefix { $0 == word }
      guard run.isEmpty else {
        marks += texts(run, in: list)
        place = run.endIndex
        continue
      }
      let shape = list[place].text(.compact)
      if CarriedSecrets.mayHold(shape, KeySpelling.managedMarker) {
        let name = name(of: list[place])
        marks.append(
          Mark(place: place, shape: shape, name: name ?? shape, isNamed: name != nil))
      }
      place += 1
    }
    return marks
  }

  /// The texts of `run`, which are nothing but the word: one alone behind an option is the value of that. Others may be whole
  /// options or words, and are told by what stands around them.
  private static func texts(_ run: ArraySlice<JSON>, in list: [JSON]) -> [Mark] {
    let before = run.startIndex > 0 ? list[run.startIndex - 1].text(.compact) : ""
    if run.count == 1, before.hasPrefix("\"-"), !before.utf8.contains(UInt8(ascii: "=")) {
      return [Mark(place: run.startIndex, name: "option \(before)", isNamed: true)]
    }
    let behind = run.endIndex < list.count ? list[run.endIndex].text(.compact) : ""
    return run.indices.map { place in
      let name = "\(place - run.startIndex) of \(run.count) between \(before) and \(behind)"
      return Mark(place: place, name: name, isNamed: false)
    }
  }

  /// The member by which an entry of a list is known, or the first word of a list in it; nil where there is none.
  private static func name(of element: JSON) -> String? {
    if let first = element.array?.first {
      return first.string == nil || first == word ? nil : "list \(first.text(.compact))"
    }
    for member in ["name", "key", "id", "headerName", "header", "variable", "label", "url", "host"]
    {
      guard let value = element.object?[member], value != word,
        value.string != nil || value.number != nil
      else { continue }
      return "\(member) \(value.text(.compact))"
    }
    return nil
  }
}
