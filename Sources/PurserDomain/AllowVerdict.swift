/// Whether a model may be chosen, and why.
package struct AllowVerdict: Equatable, Sendable {
  /// The ground of an answer.
  package enum Ground: Equatable, Sendable {
    /// No list is in force.
    case noList
    /// A line of the list covers it: its place from 0 and its text.
    case line(Int, String)
    /// It is the default model, which the list does not have to name.
    case defaultModel
    /// The list has no usable line, so it allows nothing.
    case emptyList
    /// No line covers it.
    case notListed
  }

  /// The line that came closest to a model that no line covers.
  package struct Closest: Equatable, Sendable {
    /// Its place in the list, from 0.
    package var position: Int
    /// Its text as stored.
    package var pattern: String
    /// What keeps it from matching.
    package var difference: String
  }

  /// The model in question.
  package var ref: ModelRef
  /// The answer.
  package var isAllowed: Bool
  /// Its ground.
  package var ground: Ground
  /// The scope of the list that decided; nil when there is no list.
  package var scope: ScopeID?
  /// The name of the list that decided; nil when there is no list.
  package var listName: String?
  /// The closest line, where none covers the model and the list has one.
  package var closest: Closest?
  /// The command that would allow the model; nil when it is allowed.
  package var repair: String?

  /// What to show instead of an answer of the model, line by line: the refusal, the list that refused and the command
  /// that would add the model. Empty when it is allowed.
  package var refusal: [String] {
    guard !isAllowed, let repair, let listName else { return [] }
    let empty = ground == .emptyList ? ", which has no usable entry and so allows nothing" : ""
    return [
      "Model \"\(ref.key.printable())\" is not allowed. Use /model to list available models.",
      "Refused by \(listName)\(empty).",
      "Add it with: \(repair)",
    ]
  }
}

extension Allowlist {
  /// Says whether `ref` may be chosen, by which list and line, and which line came closest when not.
  package func verdict(on ref: ModelRef) -> AllowVerdict {
    var verdict = AllowVerdict(
      ref: ref, isAllowed: true, ground: .noList, scope: nil, listName: nil, closest: nil,
      repair: nil)
    if allowsAny { return verdict }
    verdict.scope = scope
    verdict.listName = listName
    let place = lines.firstIndex { line in
      (try? line.pattern.get())?.matches(ref) ?? false
    }
    if let place {
      verdict.ground = .line(place, lines[place].entry.pattern)
    } else if addsDefault, ref == defaultModel {
      verdict.ground = .defaultModel
    } else {
      verdict.isAllowed = false
      verdict.closest = closestLine(to: ref)
      verdict.ground = verdict.closest == nil ? .emptyList : .notListed
      verdict.repair = repairCommand(for: ref)
    }
    return verdict
  }

  /// Reads `raw` and checks it; throws `invalid` with `invalid model: …` when it names no model, `refused` with
  /// `model not allowed: …` when the list does not cover it.
  package func check(
    _ raw: String, resolver: ModelResolver
  ) throws(DomainError) -> ModelRef {
    let shown = raw.trimmed.printable()
    guard let ref = resolver.resolve(raw)?.ref else {
      throw DomainError(
        .invalid, "invalid model: \(shown.isEmpty ? "empty" : shown)", subject: shown)
    }
    guard allows(ref) else {
      let key = ref.key.printable()
      throw DomainError(
        .refused, "model not allowed: \(key)", subject: key, hint: repairCommand(for: ref))
    }
    return ref
  }

  private func closestLine(to ref: ModelRef) -> AllowVerdict.Closest? {
    let key = ref.key
    var best: (distance: Int, position: Int, pattern: AllowPattern)?
    for (position, line) in lines.enumerated() {
      guard case .success(let pattern) = line.pattern else { continue }
      let distance = distanceToPattern(pattern, ref: ref, key: key)
      if best.map({ distance < $0.distance }) ?? true { best = (distance, position, pattern) }
    }
    return best.map { best in
      AllowVerdict.Closest(
        position: best.position, pattern: lines[best.position].entry.pattern,
        difference: difference(between: ref, and: best.pattern))
    }
  }
}

/// Another provider counts as far away; then the fewest edits, of the prefix only for a wildcard.
private func distanceToPattern(_ pattern: AllowPattern, ref: ModelRef, key: String) -> Int {
  switch pattern {
  case .exact(let model):
    return (model.provider == ref.provider ? 0 : 1000) + editDistance(model.key, key)
  case .wildcard(let provider, let prefix):
    let head = String(decoding: ref.model.utf8.prefix(prefix.utf8.count), as: UTF8.self)
    return (provider == ref.provider ? 0 : 1000)
      + editDistance("\(provider)/\(prefix)", "\(ref.provider)/\(head)")
  }
}

private func difference(between ref: ModelRef, and pattern: AllowPattern) -> String {
  switch pattern {
  case .exact(let model):
    if model.provider != ref.provider { return "another provider" }
    return model.model.scriptLowercased == ref.model.scriptLowercased
      ? "differs in case only" : "another model"
  case .wildcard(let provider, _):
    return provider == ref.provider ? "another prefix" : "another provider"
  }
}
