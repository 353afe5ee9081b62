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

extension CommandContext {
  /// Who we say we are to servers.
  var userAgent: String { "purser/\(ProgramVersion.text)" }
}
