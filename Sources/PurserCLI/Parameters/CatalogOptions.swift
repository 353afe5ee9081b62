import CommandKit
import PurserDomain
import PurserServices

/// The name of a catalog as it is typed.
struct CatalogSourceText: ArgumentValue, Equatable {
  let source: CatalogSource

  init(_ source: CatalogSource) { self.source = source }

  init(argument: String) throws(ArgumentFault) {
    guard let source = CatalogSource(rawValue: argument) else {
      throw ArgumentFault("Use one of: \(Self.allowedValues.joined(separator: ", ")).")
    }
    self.source = source
  }

  var argumentText: String { source.rawValue }

  static var allowedValues: [String] { CatalogSource.allCases.map(\.rawValue) }
}

/// A time limit in milliseconds as it is typed, for a batch of requests.
enum TimeoutText {
  /// Returns the milliseconds of `text`. Throws a usage error unless it is a whole number from 1 to a day.
  static func milliseconds(_ text: String, option: String = "--timeout") throws(UsageError) -> Int64
  {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      let value = Int64(text), value > 0, value <= 86_400_000
    else {
      throw UsageError(
        .invalidValue, "\(option) must be > 0", subject: option,
        hint: "Give milliseconds, such as \(option) 12000.")
    }
    return value
  }
}

extension CommandContext {
  /// Who we say we are to servers.
  var userAgent: String { "purser/\(ProgramVersion.text)" }
}
