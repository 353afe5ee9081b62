/// One word that could stand at the end of a command line.
package struct CompletionCandidate: Equatable, Sendable {
  /// The whole word.
  package let word: String
  /// One sentence, or empty.
  package let help: String

  /// Makes a candidate.
  package init(_ word: String, _ help: String = "") {
    self.word = word
    self.help = help
  }
}

/// What could stand at the end of a command line.
package struct Completion: Equatable, Sendable {
  /// Words the declarations know, already narrowed to what was typed.
  package var candidates: [CompletionCandidate]
  /// Where to look for more; the program knows the named ones.
  package var source: CompletionSource
  /// What was typed of the value to look for: without `--name=` and earlier values of a list.
  package var typed: String
  /// What stands before `typed` in the same word and must be kept.
  package var kept: String
}

extension CommandTree {
  /// Says what could complete the last of `words`. Words before it that make no sense are skipped.
  package func completion(of words: [String]) -> Completion {
    let scanner = CommandScanner(self)
    for word in words.dropLast() {
      do throws(UsageError) { try scanner.consume(word) } catch { continue }
    }
    let last = words.last ?? ""
    if let waiting = scanner.pending { return value(of: waiting.parameter, typed: last, kept: "") }
    if !scanner.optionsEnded, last.hasPrefix("-"), last != "-" {
      return option(last, known: scanner.knownOptions)
    }
    if !scanner.optionsEnded, case .group(let group) = scanner.node.content {
      let members = group.members().filter { !$0.isHidden && $0.name.hasPrefix(last) }
      return Completion(
        candidates: members.map { CompletionCandidate($0.name, $0.summary) }, source: .none,
        typed: last, kept: "")
    }
    let places = scanner.leaf?.description.parameters.filter { $0.kind == .argument } ?? []
    let index = scanner.arguments.count
    let place = index < places.count ? places[index] : places.last
    guard let place, index < places.count || place.occurrence == .repeated else {
      return Completion(candidates: [], source: .none, typed: last, kept: "")
    }
    return value(of: place, typed: last, kept: "")
  }

  private func option(_ last: String, known: [ParameterDescription]) -> Completion {
    if let equals = last.firstIndex(of: "=") {
      let name = String(last[..<equals].dropFirst(2))
      let start = last.index(after: equals)
      if let parameter = known.first(where: { $0.longNames.contains(name) }) {
        return value(of: parameter, typed: String(last[start...]), kept: String(last[..<start]))
      }
    }
    var candidates = known.filter { !$0.isHidden }.flatMap { parameter in
      parameter.longNames.map { CompletionCandidate("--\($0)", parameter.help) }
    }
    candidates.append(CompletionCandidate("--help", "Show help information."))
    return Completion(
      candidates: candidates.filter { $0.word.hasPrefix(last) }, source: .none, typed: last,
      kept: "")
  }

  private func value(
    of parameter: ParameterDescription, typed: String, kept: String
  ) -> Completion {
    var typed = typed
    var kept = kept
    if let separator = parameter.separator, let comma = typed.lastIndex(of: separator) {
      let start = typed.index(after: comma)
      kept += typed[..<start]
      typed = String(typed[start...])
    }
    let values = parameter.allowedValues.filter { $0.hasPrefix(typed) }
    return Completion(
      candidates: values.map { CompletionCandidate(kept + $0) }, source: parameter.completion,
      typed: typed, kept: kept)
  }
}

extension CommandNode {
  /// One sentence about it, for lists.
  package var summary: String {
    switch content {
    case .command(let make): make().description.summary
    case .group(let group): group.summary
    }
  }
}
