import CommandKit
import PurserDomain
import PurserStore

/// Which live checks are wanted.
struct ProbeFilterOptions: Equatable, Sendable {
  var provider: String?
  var profile: String?
  var model: String?
  var statuses: [ProbeStatusText]

  static let parameters = ParameterGroup(
    title: "Filter",
    Option("provider", "Only this provider.", value: "id", completion: .providers),
    Option("profile", "Only this profile.", value: "id", completion: .profiles),
    Option("model", "Only this model.", value: "model", completion: .models),
    Option(
      "status", "Only results with this status; several with commas or by repeating.",
      value: "status"),
    build: Self.init(provider:profile:model:statuses:))

  /// The filter that is meant, for the agents of `scope`: what is their own and what they share. Throws `not_found` for an
  /// agent that is not there.
  func filter(_ scope: ScopeSelection, in context: CommandContext) throws -> ProbeFilter {
    var filter = ProbeFilter()
    filter.provider = try provider.map { try ProviderArgument.id($0, in: context).text }
    filter.profile = profile
    filter.statuses = statuses.isEmpty ? nil : statuses.map(\.status)
    if let model {
      // provider/model, as it is shown; with --provider also the bare name.
      filter.model = model
      if let (front, name) = model.split(atFirst: "/"), !front.isEmpty, !name.isEmpty {
        if filter.provider == nil {
          filter.provider = try ProviderArgument.id(front, in: context).text
          filter.model = name
        } else if ModelNaming.standard.provider(front) == filter.provider {
          filter.model = name
        }
      }
    }
    if !scope.isEmpty {
      filter.scopes = try context.presentStore().read { session in
        try scope.seenScopes(in: session).map { $0.sorted() }
      }
    }
    return filter
  }
}

/// A status as it is typed.
struct ProbeStatusText: ArgumentValue, Equatable {
  let status: ProbeStatus

  init(argument: String) throws(ArgumentFault) {
    guard let status = ProbeStatus(rawValue: argument) else {
      throw ArgumentFault("Use one of: \(Self.allowedValues.joined(separator: ", ")).")
    }
    self.status = status
  }

  var argumentText: String { status.rawValue }

  static var allowedValues: [String] { ProbeStatus.allCases.map(\.rawValue) }
}
