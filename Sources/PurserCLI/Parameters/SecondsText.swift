package import CommandKit
package import PurserDomain

/// A length of time as it is typed, in seconds unless a unit is named: `90`, `90s`, `5m`; at most a day.
package struct SecondsText: ArgumentValue, Equatable {
  package let span: TimeSpan
  package let argumentText: String

  package init(argument: String) throws(ArgumentFault) {
    do throws(DomainError) {
      span = try TimeSpan(argument, unit: .seconds)
    } catch {
      throw ArgumentFault("Give a length such as 90s or 5m.")
    }
    guard span.milliseconds > 0, span <= TimeSpan.of(1, .days) else {
      throw ArgumentFault("Give a length between nothing and a day, such as 90s or 5m.")
    }
    argumentText = argument
  }
}
