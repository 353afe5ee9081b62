import JSONKit
import PurserDomain
import PurserStore

/// A sealed value that is needed and does not open, as people know it.
struct UndecryptableValue: Error {
  let reason: OpenedSecret.Reason
  /// What it is and whose, such as `value 'apiKey' of provider 'lab'`.
  let name: String
  /// What to do about it: the command that gives it again.
  let hint: String
  /// The id of its owner.
  private let subject: String

  /// Needs the row and why it stays closed; reads of which kind a profile is.
  init(
    _ stored: StoredSecret, _ reason: OpenedSecret.Reason, in session: Session<some Any>
  ) throws {
    self.reason = reason
    let owner = try SealedMarks.parsed(stored.owner).array?.compactMap(\.string) ?? []
    guard owner.count == 3 else {
      (name, subject) = ("value '\(stored.field.printable(limit: 80))'", stored.owner)
      hint = "Run: purser audit verify"
      return
    }
    let (scope, id) = (try ScopeID(owner[1]), owner[2])
    let agent = scope.agent.map { " of agent '\($0)'" } ?? ""
    let isProfile = owner[0] == "auth_profile"
    name =
      "value '\(stored.field.printable(limit: 80))' of "
      + (isProfile ? "auth profile " : "provider ") + id.quoted + agent
    subject = id
    if isProfile {
      let profile = try session.profiles.find(id, at: scope)
      hint = Self.again(profile?.commandThatSetsIt ?? "purser models auth add\(scope.option)")
    } else {
      hint = Self.again(
        "purser providers set \(id.shellWord)\(scope.option)", with: stored.field)
    }
  }

  /// The error for a command that cannot do without it.
  var error: StoreError {
    StoreError(
      reason == .changed ? .corrupt : .permission,
      "The \(name) is undecryptable: \(reason.phrase).", subject: subject, hint: hint)
  }

  private static func again(_ command: String) -> String { "To give it again: \(command)" }

  /// How the value in `field` of a provider is given again by `command`, which changes that one.
  private static func again(_ command: String, with field: String) -> String {
    if field == "apiKey" { return again("\(command) --key-stdin") }
    if field.hasPrefix("models.") || field.hasPrefix("models[") {
      return again("\(command) --models-file PATH")
    }
    guard let header = header(field) else {
      return "Import again what has it: purser import DIR"
    }
    return again("\(command) --header-stdin \(header.shellWord)")
  }

  /// The name of the header in the field that is called `field`; nil for another field.
  private static func header(_ field: String) -> String? {
    guard field.hasPrefix("headers") else { return nil }
    let rest = field.dropFirst("headers".utf8.count)
    if rest.hasPrefix(".") { return String(rest.dropFirst()) }
    guard rest.hasPrefix("["), rest.hasSuffix("]") else { return nil }
    return (try? JSON.parse(String(rest.dropFirst().dropLast())))?.string
  }
}

extension StoredProfile {
  /// The command that sets its secret.
  var commandThatSetsIt: String {
    let verb =
      switch type {
      case .oauth: "login"
      case .token: "paste-token"
      default: "paste-api-key"
      }
    let command =
      "purser models auth \(verb) --provider \(provider.shellWord) "
      + "--profile-id \(id.shellWord)\(scope.option)"
    guard let reference, type == .apiKey else { return command }
    let provider = reference.provider ?? "default"
    let text =
      reference.source == "env" && provider == "default"
      ? "env:\(reference.id)" : "\(reference.source):\(provider):\(reference.id)"
    return command + " --ref \(text.shellWord)"
  }
}
