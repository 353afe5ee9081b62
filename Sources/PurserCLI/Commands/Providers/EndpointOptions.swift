import CommandKit
import PurserDomain
import PurserServices

/// Where a provider's API is and how it wants the key.
struct EndpointOptions: Equatable, Sendable {
  var baseURL: String?
  var api: String?
  var authMode: AuthModeArgument?
  var authHeader: Bool?

  static let parameters = ParameterGroup(
    Option("base-url", "Address of the API; empty for none.", value: "url", allowsEmpty: true),
    Option(
      "api", "Kind of API, such as openai-completions; empty for none.", value: "kind",
      allowsEmpty: true),
    Option("auth-mode", "How the gateway signs in.", value: "mode"),
    Flag("auth-header", "Send the key as 'Authorization: Bearer'."),
    Flag("no-auth-header", "Do not send the key as 'Authorization: Bearer'."),
    build: EndpointOptions.checked)

  private static func checked(
    baseURL: String?, api: String?, authMode: AuthModeArgument?, header: Bool, noHeader: Bool
  ) throws(UsageError) -> EndpointOptions {
    guard !header || !noHeader else {
      throw UsageError(
        .conflict, "Choose either --auth-header or --no-auth-header.",
        hint: "Leave one of them out.")
    }
    if let fault = baseURL.flatMap(fault) {
      throw UsageError(
        .invalidValue, "The value for '--base-url <url>' is invalid.", hint: fault)
    }
    let kind = api?.trimmed
    if let kind, kind.utf8.count > 128 || kind.hasUnprintable || SecretShape.hasKnownPrefix(kind) {
      throw UsageError(
        .invalidValue, "The value for '--api <kind>' is invalid.",
        hint: "Choose one of: \(ProviderAPI.known.joined(separator: ", ")).")
    }
    return EndpointOptions(
      baseURL: baseURL?.trimmed, api: kind, authMode: authMode,
      authHeader: header ? true : noHeader ? false : nil)
  }

  /// Says what is wrong with an address; nil when it may be stored. Never repeats a part of it.
  private static func fault(_ text: String) -> String? {
    let url = text.trimmed
    if url.isEmpty { return nil }
    let address = EndpointAddress(url, isAddress: true)
    if address.hadUser || address.hadCredential {
      return "It holds a user, a password or a key, which would be stored as they are. "
        + "Give the address without them and the key with --key-stdin or --header-stdin."
    }
    guard url.utf8.count <= 2048, !url.hasUnprintable, !url.holds(" "),
      ["http://", "https://", "${"].contains(where: { url.scriptLowercased.hasPrefix($0) })
    else { return "Give an address such as https://llm.example/v1." }
    return nil
  }

  /// Adds what was given to `edit`.
  func apply(to edit: inout ProviderEdit) {
    edit.baseURL = Self.change(baseURL)
    edit.api = Self.change(api)
    edit.authMode = Self.change(authMode.map { $0 == .none ? "" : $0.rawValue })
    if let authHeader { edit.authHeader = .set(authHeader) }
  }

  private static func change(_ text: String?) -> FieldChange<String> {
    guard let text else { return .keep }
    return text.isEmpty ? .clear : .set(text)
  }
}

/// How a gateway signs in to a provider.
enum AuthModeArgument: String, ArgumentValue, CaseIterable, Equatable {
  case apiKey = "api-key"
  case awsSDK = "aws-sdk"
  case oauth
  case token
  case none
}
