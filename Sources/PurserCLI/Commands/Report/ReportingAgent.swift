package import CommandKit
import PurserServices

/// The agent whose runtime tells something, as it is named with `--agent`. A call is one agent's, so naming two is refused
/// where other options take the last word.
package struct ReportingAgent: ParameterValue, Equatable {
  package typealias Single = String
  package static var occurrence: Occurrence { .optional }
  package let argumentTexts: [String]

  package static func assemble(_ values: [String]) -> ReportingAgent? {
    ReportingAgent(argumentTexts: values)
  }

  /// Returns the name; nil when none was given. Throws a usage error for two names, and for what can be none.
  func name() throws(UsageError) -> String? {
    guard let given = argumentTexts.first else { return nil }
    let count = argumentTexts.reduce(0) { $0 + $1.utf8.split(separator: 0x2C).count }
    guard count <= 1 else {
      throw UsageError(
        .conflict, "'--agent' names \(count) agents.", subject: "--agent",
        hint: "Name the one that made the call.")
    }
    guard let name = ReportedName.fit(given) else {
      throw UsageError(
        .invalidValue, "The value of '--agent <id>' is no agent's id.", subject: "--agent",
        hint: "See: purser agents list")
    }
    return name
  }
}
