package import HTTPKit
package import PurserDomain
package import SecretKit

/// A call that can be sent: the kind of API with everything that it takes.
package struct ReadyCall: Sendable {
  /// What a listing answers to.
  enum Listing: Equatable, Sendable {
    /// The listing of the kind of API.
    case usual
    /// A listing at another address of the same origin.
    case at(String)
    /// What is known of the key itself, where the list of models is open to anyone.
    case ofKey
    /// The provider has none.
    case absent
  }

  /// Canonical.
  package let provider: String
  package let kind: any APIKind
  package let call: APICall
  /// Prices of the model, where its definition has them.
  package let cost: ModelCost?
  let listing: Listing

  /// The request to a model; what can be sent at all.
  package func completion() -> APIPlan {
    guard !call.model.isEmpty else { return .misconfigured("No model is named.") }
    return kind.completion(call)
  }

  /// The request that costs no tokens and fails without a good credential.
  package func listingPlan() -> APIPlan {
    switch listing {
    case .usual: return kind.listing(call)
    case .absent:
      return .notCheckable("The provider '\(provider.printable(limit: 80))' lists no models.")
    case .at(let url):
      guard case .request(var request) = kind.listing(call) else { return kind.listing(call) }
      request.url = url
      return .request(request)
    case .ofKey:
      guard case .request(var request) = kind.listing(call) else { return kind.listing(call) }
      request.url = call.base + "/key"
      return .request(request)
    }
  }

  /// Reads the answer to the listing.
  package func listed(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIListing {
    guard listing == .ofKey else { return kind.listed(response, hiding: secrets) }
    return APIListing(failure: APIReading(response, hiding: secrets).failure)
  }
}
