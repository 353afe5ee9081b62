package import CommandKit
package import PurserDomain

/// A length of time as it is typed, in days unless a unit is named: `30`, `12h`, `1.5d`.
package struct DurationText: ArgumentValue, Equatable {
  package let span: TimeSpan
  package let argumentText: String

  package init(argument: String) throws(ArgumentFault) {
    do throws(DomainError) {
      span = try TimeSpan(argument, unit: .days)
    } catch {
      throw ArgumentFault("Give a length such as 365d, 12h or 30m.")
    }
    guard span.milliseconds > 0 else {
      throw ArgumentFault("Give a length that is more than nothing, such as 365d.")
    }
    argumentText = argument
  }
}
