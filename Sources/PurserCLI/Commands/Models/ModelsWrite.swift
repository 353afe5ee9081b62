import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// One write of the models family: the scopes, the change, its remarks, and the lines about it.
struct ModelsWrite {
  typealias Change = (Session<ReadWrite>, [Agent]) throws -> ModelChanges

  let context: CommandContext
  let scope: ScopeSelection
  let options: WriteOptions

  /// Runs `change` as one write over the selected agents, or the defaults when none are.
  ///
  /// `lines` gives the lines about one scope; its second argument is the scope in brackets after a space when there are several,
  /// and empty otherwise. `json` gives the value of `member` in the document.
  func run(
    member: String, _ change: Change, lines: ([String], String) -> [Line],
    json: ([String]) -> JSON
  ) throws -> WriteView {
    let written = try context.write(options) { session in
      try change(session, scope.selectedAgents(in: session))
    }
    let outcome = written.value
    context.remark(on: outcome)
    let isMany = outcome.changes.count > 1
    return WriteView(
      written, in: context,
      lines: Text(
        outcome.changes.flatMap { lines($0.values, isMany ? " (\($0.scope))" : "") }),
      members: [
        "scopes": .array(
          outcome.changes.map { ["scope": .string($0.scope.text), member: json($0.values)] })
      ],
      saysUpdated: true)
  }

  /// Makes `model` the primary for `purpose` and answers with `label: model`.
  func setModel(
    _ model: String, _ purpose: Purpose, label: String, member: String
  ) throws -> WriteView {
    try run(member: member) { session, agents in
      try SetModel(purpose, environment: context.environment).run(model, of: agents, in: session)
    } lines: { values, owner in
      ["\(label)\(owner): \(values.joined())"]
    } json: {
      .string($0.joined())
    }
  }

  /// Takes the model for `purpose` away and answers with what is in effect then.
  func unsetModel(_ purpose: Purpose, label: String, member: String) throws -> WriteView {
    try run(member: member) { session, agents in
      try FollowDefaults(purpose).unsetModel(of: agents, in: session)
    } lines: { values, owner in
      ["\(label)\(owner): \(values.first ?? "none")"]
    } json: {
      $0.first.map { .string($0) } ?? .null
    }
  }

  /// Runs a change of fallbacks and answers with the lists.
  func fallbacks(_ purpose: Purpose, _ change: Change) throws -> WriteView {
    let title = FallbackWords(purpose).title
    return try run(member: "fallbacks", change) { values, owner in
      ["\(title)\(owner): \(values.joined(separator: ", "))"]
    } json: {
      .strings($0)
    }
  }

  /// Leaves no fallbacks and says so.
  func clearFallbacks(_ purpose: Purpose) throws -> WriteView {
    let cleared = FallbackWords(purpose).cleared
    return try run(member: "fallbacks") { session, agents in
      try EditFallbacks(purpose).clear(of: agents, in: session)
    } lines: { _, owner in
      ["\(cleared)\(owner)"]
    } json: {
      .strings($0)
    }
  }

  /// Runs a change that takes aliases away; says when none is left.
  func aliases(saying word: String? = nil, _ change: Change) throws -> WriteView {
    try run(member: "aliases", change) { values, owner in
      var lines: [Line] = word.map { ["\($0)\(owner)"] } ?? []
      if values.isEmpty { lines.append("No aliases configured.\(owner)") }
      return lines
    } json: {
      .strings($0)
    }
  }

  /// Runs a change of allowlists and answers with what is allowed.
  func allow(_ change: Change) throws -> WriteView {
    try run(member: "allowed", change) { values, owner in
      ["Allowed models\(owner): \(values.isEmpty ? "none" : values.joined(separator: ", "))"]
    } json: {
      .strings($0)
    }
  }
}
