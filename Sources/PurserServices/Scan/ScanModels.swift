import HTTPKit
package import PurserDomain
package import PurserStore
import SystemKit

/// Looks through OpenRouter's free models and tries which of them call tools and take images.
package struct ScanModels: Sendable {
  /// What to look for, and how.
  package struct Options: Equatable, Sendable {
    package var filter: ScanFilter
    /// Milliseconds for each request, that for the list included.
    package var timeoutMilliseconds: Int64
    /// How many models are tried at once.
    package var concurrency: Int

    /// Makes options.
    package init(
      filter: ScanFilter = ScanFilter(), timeoutMilliseconds: Int64 = 12_000, concurrency: Int = 3
    ) {
      self.filter = filter
      self.timeoutMilliseconds = timeoutMilliseconds
      self.concurrency = concurrency
    }
  }

  private let network: Network
  private let options: Options

  /// Needs the way to the network.
  package init(_ options: Options, over network: Network) {
    self.options = options
    self.network = network
  }

  /// Asks for the list at the address of `call`, without its credential, and returns the free models that fit, in the
  /// order of the list. Throws `unavailable`, or `invalid` for an answer
  /// that is no list.
  package func list(by call: ReadyCall, userAgent: String, now: Timestamp) throws -> [ScanModel] {
    let base = call.call.base
    guard !base.isEmpty else {
      throw DomainError(
        .invalid, "No base URL is configured for 'openrouter'.", subject: "openrouter",
        hint: "purser providers show openrouter")
    }
    let target = CatalogFetch.Target(
      source: .openRouter, provider: "openrouter", url: base + "/models", last: nil,
      options: .init(timeoutMilliseconds: options.timeoutMilliseconds, userAgent: userAgent))
    let outcome = try network.transport.send(target.request)
    if outcome.error?.code == .interrupted { throw Self.interrupted }
    guard let response = outcome.response else {
      throw StoreError(
        .unavailable, outcome.error?.message ?? "OpenRouter does not answer.",
        subject: "openrouter", hint: outcome.error?.hint ?? "Try again later.",
        cause: outcome.error?.cause)
    }
    guard (200..<300).contains(response.status) else {
      throw StoreError(
        .unavailable, "OpenRouter /models failed: HTTP \(response.status)", subject: "openrouter",
        hint: "Try again later.",
        cause: APIReading(response, hiding: []).failure?.message)
    }
    return try Self.models(in: response.body, options.filter, now: now)
  }

  /// Tries `models` with the credential of `call`: all of them with a tool first, then those that take images with one.
  /// `progress` is called with how many requests have ended, of how many. Throws `interrupted` when the run was.
  package func check(
    _ models: [ScanModel], by call: ReadyCall, progress: (Int, Int) -> Void
  ) throws -> [ScanResult] {
    guard call.kind.name == "openai-completions" else {
      throw DomainError(
        .invalid, "A scan asks OpenRouter as 'openai-completions', not as '\(call.kind.name)'.",
        subject: "openrouter", hint: "purser providers set openrouter --api openai-completions")
    }
    let calls = ScanCalls(call: call.call, timeoutMilliseconds: options.timeoutMilliseconds)
    var results = models.map { ScanResult($0) }
    let images = models.indices.filter { models[$0].takesImages }
    let total = models.count + images.count
    var done = 0
    func run(
      _ places: [Int], _ plan: (ScanModel) -> APIPlan,
      _ read: (HTTPOutcome, HTTPRequest) -> ScanResult.Check,
      _ member: WritableKeyPath<ScanResult, ScanResult.Check>
    ) throws {
      var requests: [HTTPRequest] = []
      var sent: [Int] = []
      for place in places {
        switch plan(models[place]) {
        case .request(let request):
          requests.append(request)
          sent.append(place)
        case .notCheckable(let why), .misconfigured(let why):
          results[place][keyPath: member] = .failed(nil, reason: why)
        }
      }
      guard !requests.isEmpty else { return }
      let outcomes = try network.transport.send(
        requests, limits: HTTPLimits(parallel: options.concurrency)
      ) { _, _ in
        done += 1
        progress(done, total)
      }
      for (index, outcome) in outcomes.enumerated() {
        if outcome.error?.code == .interrupted {
          throw Self.interrupted
        }
        results[sent[index]][keyPath: member] = read(outcome, requests[index])
      }
    }
    try run(Array(models.indices), calls.tool, calls.toolCheck, \.tool)
    try run(images, calls.image, calls.imageCheck, \.image)
    return results
  }
}

extension ScanModels {
  private static let interrupted = SystemError(
    .interrupted, "The scan was interrupted; nothing was changed.", hint: "Run it again.")

  /// Reads OpenRouter's list: each free model that fits, the first of each id, in the order of the list. Throws `invalid`
  /// for what is no such list.
  package static func models(
    in body: [UInt8], _ filter: ScanFilter, now: Timestamp
  ) throws -> [ScanModel] {
    var seen: Set<String> = []
    return filter.apply(to: try CatalogDocument.openRouterEntries(body).map(\.scan), now: now)
      .filter { seen.insert($0.id).inserted }
  }

  /// Makes the models of the loaded catalog of OpenRouter what the list would have said of them, as far as it is kept;
  /// those that fit.
  package static func models(
    in rows: [StoredCatalogModel], _ filter: ScanFilter, now: Timestamp
  ) -> [ScanModel] {
    filter.apply(
      to: rows.filter { $0.retiredAt == nil }.map { ScanModel(catalog: $0.model) }, now: now)
  }
}

extension ScanModel {
  fileprivate init(catalog model: CatalogModel) {
    func price(_ amount: Int64?) -> Double? { amount.map { Double($0) / 1e12 } }
    var pricing: ScanPricing?
    if let prompt = price(model.cost.inputMicroUSD),
      let completion = price(model.cost.outputMicroUSD)
    {
      pricing = ScanPricing(prompt: prompt, completion: completion)
    } else if model.costVaries {
      pricing = ScanPricing(prompt: -1, completion: -1)
    }
    self.init(
      id: model.ref.model, name: model.name, contextLength: model.contextWindow,
      maxCompletionTokens: model.maxTokens, modality: model.modality,
      inputKinds: model.input ?? [], createdAt: model.createdAt, pricing: pricing)
    supportedParametersCount = Int(model.parameterCount ?? 0)
    supportsTools = model.tools ?? false
  }
}
