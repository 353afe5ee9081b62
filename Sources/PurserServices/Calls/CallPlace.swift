import PurserDomain
import SystemKit

/// Where a call goes and what the account has there, as far as the environment says.
struct CallPlace {
  let kind: String
  var baseURL: String
  var settings: [String: String] = [:]

  init(kind: String, baseURL: String) {
    self.kind = kind
    self.baseURL = baseURL
  }

  /// Takes what the environment says; `isConfigured` says that somebody configured the address.
  mutating func fill(from environment: Environment, isConfigured: Bool) {
    func value(_ name: String) -> String? { environment.nonEmpty(name)?.trimmed }
    switch kind {
    case "azure-openai-responses":
      // As runtimes do, the environment's word counts before the configured one.
      if let url = value("AZURE_OPENAI_BASE_URL") {
        baseURL = url
      } else if let resource = value("AZURE_OPENAI_RESOURCE_NAME") {
        baseURL = ""
        settings["resource"] = resource
      }
      settings["apiVersion"] = value("AZURE_OPENAI_API_VERSION")
      settings["deployments"] = value("AZURE_OPENAI_DEPLOYMENT_NAME_MAP")
    case "bedrock-converse-stream":
      let region = value("AWS_REGION") ?? value("AWS_DEFAULT_REGION")
      settings["region"] = region
      if let url = value("AWS_ENDPOINT_URL_BEDROCK_RUNTIME") {
        baseURL = url
      } else if !isConfigured, let region, region.utf8.allSatisfy(Self.isHostByte) {
        baseURL = "https://bedrock-runtime.\(region).amazonaws.com"
      }
    default: break
    }
    baseURL = Self.filled(baseURL) { word in Self.words[word].flatMap(value) }
  }

  /// Returns `url` with each word in braces that `value` knows replaced; the others stay.
  private static func filled(_ url: String, _ value: (String) -> String?) -> String {
    guard let (before, rest) = url.split(atFirst: "{"), let (word, after) = rest.split(atFirst: "}")
    else { return url }
    return before + (value(word).map(URLPart.path) ?? "{\(word)}") + filled(after, value)
  }

  /// The words in braces that known addresses have, and the variables that stand for them.
  private static let words = [
    "accountId": "CLOUDFLARE_ACCOUNT_ID", "gatewayId": "CLOUDFLARE_GATEWAY_ID",
    "location": "GOOGLE_CLOUD_LOCATION",
  ]

  private static func isHostByte(_ byte: UInt8) -> Bool {
    byte >= 0x61 && byte <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x2D
  }
}
