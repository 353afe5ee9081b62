import Foundation
import JSONKit
import PurserTestSupport

@testable import PurserCLI

// MARK: - Orders of profiles

extension CommandDeparture {
  static let orders = [
    CommandDeparture(
      "issue 3, item 3: what agent main has is shared, its order too", in: ["cli-edit"]
    ) { command, difference in
      guard command.isAboutOrder else { return false }
      let store = "\"~/.local/share/purser/purser.db\""
      switch difference.place {
      case "json.scope":
        let isSet = command.expected["stdoutJson"]?["order"]?.array != nil
        return difference.isFromTo(nil, isSet ? "\"*\"" : "null")
      case "json.authStorePath":
        return difference.actual == store
          && difference.expected?.hasPrefix("\"~/state/agents/") == true
      default: break
      }
      if difference.isRemoved, difference.text.hasPrefix("[agents/auth-profiles] inherited ") {
        return true
      }
      guard !command.has("--agent") else { return false }
      return command.isRewritten(difference) {
        switch $0 {
        case "Agent: main": "Agent: *"
        case "Cleared per-agent order override.": "Cleared order override."
        default: $0
        }
      }
    },
    CommandDeparture("1.1: a write says where", in: ["cli-edit"]) { command, difference in
      command.isAboutOrder && (command.has("set") || command.has("clear"))
        && difference.isInserted && difference.text == "Updated ~/.local/share/purser/purser.db"
    },
    CommandDeparture("5.2: the order of the config is said, too", in: ["cli-edit"]) {
      command, difference in
      guard command.isAboutOrder, difference.place == "json.configOrder" else { return false }
      let orders = command.config?["auth"]?["order"]?.object ?? [:]
      return difference.expected == nil
        && (difference.actual == "null"
          ? orders.isEmpty
          : orders.contains { $0.value == difference.actualJSON })
    },
    CommandDeparture("4 (O9): an unknown agent is refused", in: ["cli-edit"]) {
      command, difference in
      guard command.isAboutOrder, command.has("Work") else { return false }
      return difference.isFromTo("0", "1", at: "exit") || difference.isRemoved
        || (difference.place == "json" && difference.actual == "\"\"")
    },
    CommandDeparture("1.1: what is missing is said in one way", in: ["cli-edit"]) {
      command, difference in
      command.isAboutOrder
        && difference.isFromTo(
          "error: required option '--provider <name>' not specified", "Error: Missing --provider.",
          at: "error")
    },
  ]
}

extension CommandCase {
  var isAboutOrder: Bool { words.prefix(3) == ["models", "auth", "order"] }
}
