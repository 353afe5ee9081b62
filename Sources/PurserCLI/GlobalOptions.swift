package import CommandKit

/// Options that every command takes, anywhere on the line.
package struct GlobalOptions: Equatable, Sendable {
  package var store: String?
  package var json: Bool
  package var plain: Bool
  package var noColor: Bool
  package var quiet: Bool
  package var actor: String?
  package var reason: String?
  package var yes: Bool
  package var noInput: Bool
  package var at: MomentText?

  /// Their declaration.
  package static let parameters = ParameterGroup(
    Option(
      "store", "Use this store. ($PURSER_STORE; otherwise $XDG_DATA_HOME/purser/purser.db)",
      value: "path|url", completion: .files),
    Flag("json", "Answer with one JSON document."),
    Flag("plain", "Answer with bare lines for scripts: no titles, a tab between columns."),
    Flag("no-color", "Use no colour."),
    Flag("quiet", "Leave out notes and progress."),
    Option(
      "actor", "Who acts, for the record. ($PURSER_ACTOR; otherwise, or when empty, the user)",
      value: "name",
      allowsEmpty: true),
    Option("reason", "Why, for the record; empty is none.", value: "text", allowsEmpty: true),
    Flag("yes", "Answer every question with yes."),
    Flag("no-input", "Never ask."),
    Option(
      "at", "Answer as it was then: an instant, '2h ago', or the number of an event.",
      value: "moment"),
    build: GlobalOptions.checked)

  private static func checked(
    store: String?, json: Bool, plain: Bool, noColor: Bool, quiet: Bool, actor: String?,
    reason: String?, yes: Bool, noInput: Bool, at: MomentText?
  ) throws(UsageError) -> GlobalOptions {
    guard !json || !plain else {
      throw UsageError(
        .conflict, "Choose either --json or --plain, not both.",
        hint: "Leave one of them out.")
    }
    return GlobalOptions(
      store: store, json: json, plain: plain, noColor: noColor, quiet: quiet, actor: actor,
      reason: reason, yes: yes, noInput: noInput, at: at)
  }

  var format: Output.Format {
    if json { return .json }
    return plain ? .plain : .people
  }
}
