import PurserDomain

/// What a provider lacks for the readers of `models.json`; exports complete it or leave it out.
/// [research/cli-and-formats.md 11.3]
enum ProviderRemarks {
  /// Returns sentences, empty when nothing is missing. A stored profile stands for a key that the provider does not name.
  static func list(
    _ provider: ProviderDefinition, _ models: [ModelDefinition], hasProfile: () throws -> Bool
  ) rethrows -> [String] {
    var remarks: [String] = []
    if let api = provider.api, !ProviderAPI.known.contains(api) {
      let near = ProviderAPI.nearest(to: api).map { " Did you mean '\($0)'?" } ?? ""
      remarks.append(
        "'\(api.printable(limit: 80))' is not a kind of API that gateways know; it is kept.\(near)")
    }
    guard let endpoint = provider.baseURL else {
      let isOverride = models.isEmpty && provider.compatJSON != nil
      let what = models.isEmpty ? "models nor a base URL" : "a base URL for its models"
      if !isOverride {
        remarks.append(
          "It has \(models.isEmpty ? "neither" : "not") \(what), so exports leave it out.")
      }
      return remarks
    }
    if models.isEmpty { return remarks }
    if provider.api == nil, models.contains(where: { $0.api == nil }) {
      remarks.append("No kind of API is named; exports say openai-completions.")
    }
    let hasKey =
      try provider.key.isPresent || provider.authMode != nil || LocalURL.isLocal(endpoint)
      || !ProviderEnvironment.standard.variables(of: provider.id).isEmpty || hasProfile()
    if !hasKey {
      remarks.append("It has models and no key, so exports leave it out.")
    }
    return remarks
  }
}
