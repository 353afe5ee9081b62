import CommandKit
import PurserDomain
import PurserServices

/// Everything that `add` and `set` take about a provider.
struct ProviderOptions: Equatable, Sendable {
  var endpoint: EndpointOptions
  var key: KeyOptions
  var headers: HeaderOptions
  var models: ModelOptions

  static let parameters = ParameterGroup(
    EndpointOptions.parameters, KeyOptions.parameters, HeaderOptions.parameters,
    ModelOptions.parameters, build: ProviderOptions.checked)

  private static func checked(
    endpoint: EndpointOptions, key: KeyOptions, headers: HeaderOptions, models: ModelOptions
  ) throws(UsageError) -> ProviderOptions {
    let readers = [
      key.way == .secret(.standardInput), headers.fromInput != nil, models.file == "-",
    ]
    guard readers.filter({ $0 }).count <= 1 else {
      throw UsageError(
        .conflict, "Standard input can give one value only.",
        hint: "Read the others from a file or the environment.")
    }
    return ProviderOptions(endpoint: endpoint, key: key, headers: headers, models: models)
  }

  /// Returns the edit that was asked for; reads files and secrets.
  func edit(of provider: Provider.ID, in context: CommandContext) throws -> ProviderEdit {
    var edit = ProviderEdit()
    endpoint.apply(to: &edit)
    try models.apply(to: &edit, in: context)
    edit.headers = try headers.changes(in: context)
    edit.key = try key.change(of: provider, in: context)
    return edit
  }
}
