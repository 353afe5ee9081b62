package import CommandKit
package import PurserDomain

/// Which part of a history to list, in the order of its command.
package struct TimeRange: Equatable, Sendable {
  package var since: InstantText?
  package var until: InstantText?
  /// Most rows; 0 for all.
  package var limit: Int

  /// Makes a range by hand.
  package init(since: InstantText? = nil, until: InstantText? = nil, limit: Int = 50) {
    self.since = since
    self.until = until
    self.limit = limit
  }

  /// The declaration.
  package static let parameters = ParameterGroup(
    title: "Range",
    Option("since", "List what happened at or after this instant.", value: "instant"),
    Option("until", "List what happened before this instant.", value: "instant"),
    Option("limit", "Most rows to list, from the top; 0 for all.", value: "n", default: 50),
    build: TimeRange.checked)

  private static func checked(
    since: InstantText?, until: InstantText?, limit: Int
  ) throws(UsageError) -> TimeRange {
    guard limit >= 0 else {
      throw UsageError(
        .invalidValue, "The value '\(limit)' is invalid for '--limit <n>'.", subject: "--limit",
        hint: "Give a number of rows, or 0 for all.")
    }
    return TimeRange(since: since, until: until, limit: limit)
  }
}

/// An instant as it is typed: an RFC 3339 instant, a day, or a time before now such as `2h ago`.
package struct InstantText: ArgumentValue, Equatable {
  package let argumentText: String

  package init(argument: String) throws(ArgumentFault) {
    // Whether the text makes sense does not depend on the time of day.
    do throws(DomainError) {
      _ = try Timestamp(argument, now: Timestamp(milliseconds: 0))
    } catch {
      throw ArgumentFault(error.hint ?? "Give an instant.")
    }
    argumentText = argument
  }

  /// The instant meant, seen from `now`.
  package func instant(now: Timestamp) throws(DomainError) -> Timestamp {
    try Timestamp(argumentText, now: now)
  }
}
