import JSONKit
import PurserTestSupport

// MARK: - What is said of credentials

extension CommandDeparture {
  static let credentials = [
    CommandDeparture(
      "6.6 (O9): a login that renews itself expires soon in its last five minutes only",
      in: ["cli-status"]
    ) { command, difference in
      let isMilder =
        difference.isFromTo("\"expiring\"", "\"ok\"") || difference.isFromTo("2", "0")
        || (difference.text.hasPrefix("  - ")
          && (difference.expected?.contains(" expiring ") ?? difference.holds(" ok ")))
      return isMilder && command.profilesText.contains("\"refresh\"")
    },
    CommandDeparture("6.4 (O9): kinds of profiles are counted in words", in: ["cli-status"]) {
      _, difference in
      difference.place == "output" && difference.text.hasPrefix("- ")
        && (difference.holds("(oauth=") || difference.holds(" oauth, "))
    },
    CommandDeparture("6.5: members stand in the order of the tree", in: ["cli-status"]) {
      _, difference in
      difference.place.hasSuffix("(order)")
        && difference.expected == "provider status profiles expiresAt remainingMs"
    },
    CommandDeparture(
      "6.6 (O9): what is empty or ends at no instant is missing, and says why", in: ["cli-status"]
    ) { command, difference in
      let text = command.profilesText
      let isEmpty = text.contains("\"key\":\" \"") || text.contains("\"key\":\"\"")
      let isTimeless = text.contains("\"expires\":0") || !text.contains("\"expires\"")
      if isEmpty { return difference.place == "exit" || difference.place.hasPrefix("json.auth.") }
      return isTimeless
        && (difference.place.contains("json.auth.oauth.") || difference.holds("invalid_expires")
          || difference.text.isEmpty || difference.text == "Unavailable auth profiles")
    },
    CommandDeparture(
      "16 (newest): profiles that rest have a section, and those of nobody have none",
      in: ["cli-status"]
    ) { command, difference in
      let text = difference.text
      return command.profilesText.contains("usageStats")
        && (difference.place == "json.auth.unusableProfiles"
          || (difference.place == "output" && difference.expected == nil
            && (text.isEmpty || text == "Unavailable auth profiles" || text.contains(" — "))))
    },
    CommandDeparture(
      "D.4: a profile that the config leaves out is listed with its reason", in: ["cli-status"]
    ) { command, difference in
      command.configText.contains("\"auth\"")
        && (difference.holds("excluded_by_auth_order")
          || (difference.place == "output" && difference.expected == nil
            && (difference.text.isEmpty || difference.text == "Unavailable auth profiles")))
    },
    CommandDeparture("6.5 (O9): the profiles that a run would try, in order", in: ["cli-status"]) {
      _, difference in difference.place.hasSuffix(".effectiveProfiles")
    },
    CommandDeparture("A.2: a provider has one name, in every spelling", in: ["cli-status"]) {
      command, difference in
      guard ["OpenAI", "Alpha", "Z-AI", "z.ai"].contains(where: command.profilesText.contains)
      else { return false }
      return difference.place.hasPrefix("json.auth.")
        || (difference.place == "output" && difference.text.hasPrefix("- "))
    },
    CommandDeparture(
      "issue 3, item 3: what other programs keep of their own is not among what is imported",
      in: ["cli-status"]
    ) { command, difference in
      command.files.contains { $0.contains(".qwen") } && difference.isAboutCredentials
    },
  ]

  static let orders = [
    CommandDeparture(
      "issue 3, item 3: what agent main has is shared, its order too", in: ["cli-edit"]
    ) { command, difference in
      guard command.isAboutOrder else { return false }
      return ["Agent: main", "Agent: *"].contains(difference.text)
        || difference.text.hasPrefix("Cleared ") || difference.text.hasPrefix("[agents/")
        || difference.place == "json.scope" || difference.place == "json.authStorePath"
    },
    CommandDeparture("1.1: a write says where", in: ["cli-edit"]) { command, difference in
      command.isAboutOrder && difference.text.hasPrefix("Updated ")
    },
    CommandDeparture("5.2: the order of the config is said, too", in: ["cli-edit"]) {
      command, difference in command.isAboutOrder && difference.place == "json.configOrder"
    },
    CommandDeparture("4 (O9): an unknown agent is refused", in: ["cli-edit"]) { command, _ in
      command.isAboutOrder && command.words.contains("Work")
    },
    CommandDeparture("1.1: what is missing is said in one way", in: ["cli-edit"]) {
      command, difference in
      command.isAboutOrder && difference.place == "error"
        && difference.holds("Missing --provider.")
    },
  ]
}

extension CommandCase {
  /// Text of the files with profiles, as the vector has them.
  var profilesText: String {
    let files = vector.input["files"]?.object ?? [:]
    return files.filter { $0.key.contains("auth") }
      .map { $0.value.string ?? $0.value.text(.compact) }.joined(separator: "\n")
  }

  var isAboutOrder: Bool { words.prefix(3) == ["models", "auth", "order"] }
}

extension Difference {
  func isFromTo(_ expected: String, _ actual: String) -> Bool {
    self.expected == expected && self.actual == actual
  }
}
