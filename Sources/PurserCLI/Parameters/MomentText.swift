package import CommandKit
package import PurserDomain
package import PurserStore

/// A moment of the store's past as it is typed: an instant as `InstantText` reads it, or the number of
/// an event.
package struct MomentText: ArgumentValue, Equatable {
  package let argumentText: String

  package init(argument: String) throws(ArgumentFault) {
    if Int64(argument) == nil { _ = try InstantText(argument: argument) }
    argumentText = argument
  }

  /// Returns the number of the newest event of that moment. Throws `not_found` when the store is younger
  /// or has no such event.
  package func event(in session: Session<ReadOnly>, now: Timestamp) throws -> Int64 {
    if let id = Int64(argumentText) { return try session.trail.require(id).id }
    let event = try session.trail.newestEvent(at: Timestamp(argumentText, now: now))
    guard event > 0 else {
      throw StoreError(
        .notFound, "The store has no event at or before '\(argumentText)'.", subject: argumentText,
        hint: "purser audit log")
    }
    return event
  }

  /// Returns the instant that the answer is about: that of the event, or the one that was typed, which is never later than
  /// `now`. Throws `not_found` when there is no such event.
  package func instant(in session: Session<ReadOnly>, now: Timestamp) throws -> Timestamp {
    if let id = Int64(argumentText) { return try session.trail.require(id).at }
    return min(try Timestamp(argumentText, now: now), now)
  }
}
