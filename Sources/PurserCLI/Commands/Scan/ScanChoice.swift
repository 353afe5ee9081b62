import PurserDomain
import PurserServices

/// Asks on the terminal which models to take, in which order.
struct ScanChoice {
  let streams: Streams
  /// Fallbacks that are there and stay, as written.
  let kept: [String]

  /// Returns what was chosen among `results`: numbers in order, Enter for `marked`, 0 for none. Nil when it was cancelled
  /// with q or the end of the input. Throws `invalid` after three answers that make no sense.
  func ask(
    _ title: String, among results: [ScanResult], marked: [ScanResult]
  ) throws -> [ScanResult]? {
    var lines = [title]
    for (index, result) in results.enumerated() {
      let mark = marked.contains(result) ? "*" : " "
      let key = Columns.padded(Columns.truncated(result.model.ref.key.printable(), 50), 50)
      lines.append("\(Columns.padded("\(index + 1)", 3))\(mark) \(key) \(result.hint.printable())")
    }
    if !kept.isEmpty {
      lines.append(
        "Fallbacks that stay in front: \(kept.joined(separator: ", ").printable(limit: 500))")
    }
    lines.append("Numbers in order, Enter for those marked *, 0 for none, q to cancel: ")
    var prompt = lines.joined(separator: "\n")
    for _ in 0..<3 {
      guard let answer = try streams.ask(prompt)?.trimmed else { return nil }
      if answer.isEmpty { return marked }
      if ["q", "Q", "quit"].contains(answer) { return nil }
      if let chosen = Self.chosen(answer, among: results) { return chosen }
      prompt = "Give numbers from 1 to \(results.count), parted by spaces or commas: "
    }
    throw DomainError(
      .invalid, "That is no choice among \(results.count) models; nothing was changed.",
      subject: "choice", hint: "Run it again, or with --yes.")
  }

  /// What numbers mean; nil when one is none of the list.
  private static func chosen(_ answer: String, among results: [ScanResult]) -> [ScanResult]? {
    let words = answer.split { $0 == " " || $0 == "," || $0 == "\t" }
    if words == ["0"] { return [] }
    var chosen: [ScanResult] = []
    for word in words {
      guard let number = Int(word), results.indices.contains(number - 1) else { return nil }
      if !chosen.contains(results[number - 1]) { chosen.append(results[number - 1]) }
    }
    return chosen
  }
}
