import SQLKit

/// Who wants to write, why, and by which command: what stands in the trail for a write.
package struct Intent: Equatable, Sendable {
  /// Who: a name the user gave, or the user of the operating system.
  package var actor: String
  /// The name of the machine.
  package var host: String
  /// The words of the command, never a secret value.
  package var command: String
  /// Why, in the actor's words.
  package var reason: String?
  /// Random, and the same for everything that one process does.
  package var requestID: String
  /// The version of the program.
  package var programVersion: String
  /// The event that this write takes back.
  package var undoesEvent: Int64?

  package init(
    actor: String, host: String, command: String, reason: String? = nil, requestID: String,
    programVersion: String, undoesEvent: Int64? = nil
  ) {
    self.actor = actor
    self.host = host
    self.command = command
    self.reason = reason
    self.requestID = requestID
    self.programVersion = programVersion
    self.undoesEvent = undoesEvent
  }

  /// Whether it is an import that writes.
  package var isImport: Bool { command == "import" || command.hasPrefix("import ") }

  /// The condition that a row of `audit_event` is of this command: the words, or their beginning up to a space.
  static func condition(command words: String) -> SQL {
    // '!' is the character after the space.
    "(command = \(words) OR (command >= \(words + " ") AND command < \(words + "!")))"
  }
}
