package import HTTPKit
import PurserDomain
package import SecretKit

/// `azure-openai-responses`: the API of `openai-responses` under deployments of one's own.
///
/// `settings` may hold `apiVersion`, `resource` (stands for a missing base URL) and `deployments`
/// (`model=deployment,…`).
package struct AzureResponses: APIKind {
  package let name = "azure-openai-responses"

  package func completion(_ call: APICall) -> APIPlan {
    guard let root = root(call) else { return Self.unset }
    return Self.at(root, call).plan(
      .post, "\(root)/responses?api-version=\(version(call))",
      credential: call.keyHeader("api-key"),
      body: OpenAIResponses.body(call, model: deployment(call)))
  }

  package func listing(_ call: APICall) -> APIPlan {
    guard let root = root(call) else { return Self.unset }
    return Self.at(root, call).plan(
      .get, "\(root)/models?api-version=\(version(call))", credential: call.keyHeader("api-key"))
  }

  package func answer(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIAnswer {
    OpenAIResponses().answer(response, hiding: secrets)
  }

  package func listed(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIListing {
    OpenAIListing.read(response, hiding: secrets)
  }

  private static let unset = APIPlan.misconfigured(
    "No base URL is configured; set AZURE_OPENAI_BASE_URL or AZURE_OPENAI_RESOURCE_NAME.")

  private static func at(_ root: String, _ call: APICall) -> APICall {
    var call = call
    call.baseURL = root
    return call
  }

  /// The base URL; of a bare resource, the path of its API is added.
  private func root(_ call: APICall) -> String? {
    guard !call.base.isEmpty else {
      return call.settings["resource"].map { "https://\($0).openai.azure.com/openai/v1" }
    }
    let bare = [".openai.azure.com", ".cognitiveservices.azure.com", ".ai.azure.com"]
    return bare.contains(where: call.base.hasSuffix) ? call.base + "/openai/v1" : call.base
  }

  private func version(_ call: APICall) -> String {
    URLPart.path(call.settings["apiVersion"] ?? "v1")
  }

  private func deployment(_ call: APICall) -> String {
    for pair in (call.settings["deployments"] ?? "").split(separator: ",") {
      let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
      if parts.count == 2, parts[0] == call.model { return parts[1] }
    }
    return call.model
  }
}
