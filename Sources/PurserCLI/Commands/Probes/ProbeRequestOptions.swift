import CommandKit
import PurserDomain
import PurserServices

/// What a run of probes is asked for, as it is typed.
struct ProbeRequestOptions {
  let options: ProbeOptions

  static let parameters = ParameterGroup(
    title: "What is tried",
    Option("provider", "Try only this provider.", value: "id", completion: .providers),
    Option(
      "profile", "Try only these profiles; several with commas or by repeating.", value: "id",
      completion: .profiles),
    Option(
      "model", "Try these models; several with commas or by repeating.", value: "ref",
      completion: .models),
    Flag("every-model", "Try every model that the configuration names."),
    Flag("auth-only", "Ask for a listing instead of a completion: free of tokens."),
    Option("max-cost", "The most that the requests may cost together, in dollars.", value: "usd"),
    Option("max-requests", "The most requests that are sent.", value: "n"),
    Option("deadline", "Milliseconds for the whole run.", value: "ms"),
    Option("timeout", "Milliseconds for each request; otherwise 8000.", value: "ms"),
    Option("concurrency", "Requests at once, at most 512; otherwise 8.", value: "n"),
    Option("max-tokens", "Tokens that may be answered; otherwise 8.", value: "n"),
    build: ProbeRequestOptions.checked)

  private static func checked(
    provider: String?, profiles: [String], models: [String], everyModel: Bool, authOnly: Bool,
    maxCost: String?, maxRequests: String?, deadline: String?, timeout: String?,
    concurrency: String?, maxTokens: String?
  ) throws(UsageError) -> ProbeRequestOptions {
    let ways = [
      ("--model", !models.isEmpty), ("--every-model", everyModel), ("--auth-only", authOnly),
    ].filter(\.1).map(\.0)
    guard ways.count <= 1 else {
      throw UsageError(
        .conflict, "Choose one of --model, --every-model and --auth-only.", subject: ways[1],
        hint: "Leave the others out.")
    }
    var options = ProbeOptions()
    options.filter = ProbePlan.Filter(
      provider: provider, profiles: profiles, listsOnly: authOnly)
    options.models = everyModel ? .every : models.isEmpty ? .usual : .named(models)
    options.maxCost = try NumberText.dollars(maxCost, option: "max-cost")
    options.maxRequests = try NumberText.count(maxRequests, option: "max-requests")
    options.deadlineMilliseconds = try NumberText.milliseconds(deadline, option: "deadline")
    options.timeoutMilliseconds =
      try NumberText.milliseconds(timeout, option: "timeout") ?? options.timeoutMilliseconds
    options.concurrency = try NumberText.count(concurrency, option: "concurrency", most: 512) ?? 8
    options.maxTokens = try NumberText.count(maxTokens, option: "max-tokens") ?? 8
    return ProbeRequestOptions(options: options)
  }
}
