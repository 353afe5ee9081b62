/// What a person is told of a failure, in the words the gateways use.
package enum FailureText {
  /// Where nothing usable was said.
  package static let unknown = "LLM request failed with an unknown error."

  /// Returns the sentence for `reason`; `message`, what the provider said, is part of it only for requests that
  /// were rejected, and has to be redacted before.
  package static func sentence(
    for reason: FailureClass?, provider: String? = nil, model: String? = nil,
    message: String? = nil
  ) -> String {
    switch reason {
    case .rateLimit: "\u{26A0}\u{FE0F} API rate limit reached. Please try again later."
    case .overloaded:
      "The AI service is temporarily overloaded. Please try again in a moment."
    case .timeout: "LLM request timed out."
    case .billing: billing(provider: provider, model: model)
    case .contextOverflow:
      "Context overflow: prompt too large for the model. Try again with less input or a "
        + "larger-context model."
    case .format where message?.trimmed.isEmpty == false:
      "LLM request rejected: \(message?.trimmed ?? "")"
    default:
      message.map { $0.trimmed.isEmpty ? unknown : $0.trimmed } ?? unknown
    }
  }

  private static func billing(provider: String?, model: String?) -> String {
    let name = provider ?? "The provider"
    let place = name + (model.map { " (\($0))" } ?? "")
    let owner = provider.map { "\($0) " } ?? ""
    return "\u{26A0}\u{FE0F} \(place) returned a billing error \u{2014} your API key has run out "
      + "of credits or has an insufficient balance. Check your \(owner)billing dashboard and "
      + "top up or switch to a different API key."
  }
}
