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
  /// The arguments in front, which may decide what can follow.
  package var arguments: [String] = []
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
    if !scanner.optionsEnded, case .group = scanner.node.content {
      return members(of: scanner.path, typed: last)
    }
    let places = scanner.leaf?.description.parameters.filter { $0.kind == .argument } ?? []
    let index = scanner.arguments.count
    let place = index < places.count ? places[index] : places.last
    guard let place, index < places.count || place.occurrence == .repeated else {
      return Completion(candidates: [], source: .none, typed: last, kept: "")
    }
    if place.completion == .commands { return members(of: scanner.arguments, typed: last) }
    var found = value(of: place, typed: last, kept: "")
    found.arguments = scanner.arguments
    return found
  }

  /// The commands and groups below `path` that begin with `typed`.
  private func members(of path: [String], typed: String) -> Completion {
    var candidates: [CompletionCandidate] = []
    if case .group(let group)? = node(at: path)?.content {
      candidates = group.members()
        .filter { (!$0.isHidden || group.isHidden) && $0.name.hasPrefix(typed) }
        .map { CompletionCandidate($0.name, $0.summary) }
    }
    return Completion(candidates: candidates, source: .none, typed: typed, kept: "")
  }

  private func option(_ last: String, known: [ParameterDescription]) -> Completion {
    if let equals = last.utf8.firstIndex(of: UInt8(ascii: "=")) {
      let name = String(last[..<equals].dropFirst(2))
      let start = last.utf8.index(after: equals)
      if let parameter = known.first(where: { $0.longNames.contains(name) }) {
        return value(of: parameter, typed: String(last[start...]), kept: String(last[..<start]))
      }
    }
    var candidates = (known + [.version]).filter { !$0.isHidden }.flatMap { parameter in
      parameter.longNames.map { CompletionCandidate("--\($0)", parameter.help) }
    }
    candidates.append(CompletionCandidate("--help", "Show help information."))
    // What a group carries is often declared by its bare form as well.
    var seen: Set<String> = []
    return Completion(
      candidates: candidates.filter { $0.word.hasPrefix(last) && seen.insert($0.word).inserted },
      source: .none, typed: last, kept: "")
  }

  private func value(
    of parameter: ParameterDescription, typed: String, kept: String
  ) -> Completion {
    var typed = typed
    var kept = kept
    if let separator = parameter.separator,
      let comma = typed.unicodeScalars.lastIndex(of: separator)
    {
      let start = typed.unicodeScalars.index(after: comma)
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
