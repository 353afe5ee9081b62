import HTTPKit
import PurserDomain
import SecretKit

/// Collects the checks of many agents, so that what they share is there once.
struct ProbeCollection {
  /// What sets one agent's checks apart from those of the others.
  struct View {
    /// Nil for the defaults.
    let agent: Agent.ID?
    /// Providers that it defines itself.
    let owned: Set<String>
    /// Whether references may mean something else for it.
    let hasOwnSources: Bool

    /// The scope that a check belongs to: the agent's when its credential or provider is the agent's own.
    func scope(of probe: PlannedProbe) -> ScopeID {
      guard let agent else { return .defaults }
      let own = ScopeID.agent(agent)
      if hasOwnSources || owned.contains(probe.provider) { return own }
      if case .profile(_, own) = probe.credential { return own }
      return .defaults
    }
  }

  private struct Check: Hashable {
    let probe: PlannedProbe
    let scope: ScopeID
  }

  /// What requests are told apart by first. Of secrets it has digests under a key that nobody keeps: thousands of agents with
  /// keys of their own ask one place.
  private struct Address: Hashable {
    let method: String
    let url: String
    let body: [UInt8]
    let secrets: [String]

    init(_ request: HTTPRequest, _ key: SecretKey) {
      secrets = request.headers.compactMap(\.secret)
        .map { KeyedDigest.digest($0, key: key, purpose: "one check") }
      method = request.method.rawValue
      url = request.url
      if case .plain(let bytes) = request.body { body = bytes } else { body = [] }
    }
  }

  private let options: ProbeOptions
  private let digestKey = SecretKey.random()
  private var refused: [PreparedProbes.Item] = []
  private var planned: [PreparedProbes.Item] = []
  private var refusedPlaces: [Check: Int] = [:]
  private var plannedPlaces: [Check: Int] = [:]
  private var ways: [Check: PreparedProbes.Way] = [:]
  private var requests: [PreparedProbes.Request] = []
  private var requestPlaces: [Address: [Int]] = [:]

  init(_ options: ProbeOptions) {
    self.options = options
  }

  /// Whether it is known what becomes of a check.
  func knows(_ probe: PlannedProbe, _ view: View) -> Bool {
    ways[Check(probe: probe, scope: view.scope(of: probe))] != nil
  }

  /// Learns what becomes of a check.
  mutating func learn(
    _ probe: PlannedProbe, _ built: Result<ReadyCall, CallRefusal>, _ view: View
  ) {
    ways[Check(probe: probe, scope: view.scope(of: probe))] = way(of: probe, built)
  }

  /// Adds a check that is known, for one more agent.
  mutating func add(_ probe: PlannedProbe, _ view: View) {
    let scope = view.scope(of: probe)
    let check = Check(probe: probe, scope: scope)
    switch ways[check] {
    case .request(let place)?:
      if let known = plannedPlaces[check] {
        if let agent = view.agent { planned[known].agents.append(agent) }
        return
      }
      plannedPlaces[check] = planned.count
      var asked = probe
      if requests[place].isListing { asked.model = nil }
      planned.append(
        PreparedProbes.Item(
          probe: asked, target: asked.target(at: scope), agents: view.agent.map { [$0] } ?? [],
          way: .request(place)))
    case .refused(let refusal)?: add(refusal, view)
    case nil: break
    }
  }

  /// Adds a check that is refused, for one more agent.
  mutating func add(_ refusal: RefusedProbe, _ view: View) {
    let scope = view.scope(of: refusal.probe)
    let check = Check(probe: refusal.probe, scope: scope)
    if let known = refusedPlaces[check], refused[known].way == .refused(refusal) {
      if let agent = view.agent { refused[known].agents.append(agent) }
      return
    }
    refusedPlaces[check] = refused.count
    refused.append(
      PreparedProbes.Item(
        probe: refusal.probe, target: refusal.probe.target(at: scope),
        agents: view.agent.map { [$0] } ?? [], way: .refused(refusal)))
  }

  /// Everything, within the limits that were asked for.
  var finished: PreparedProbes {
    var prepared = PreparedProbes(items: refused + planned, requests: requests)
    prepared.limit(requests: options.maxRequests, cost: options.maxCost)
    return prepared
  }

  private mutating func way(
    of probe: PlannedProbe, _ built: Result<ReadyCall, CallRefusal>
  ) -> PreparedProbes.Way {
    switch built {
    case .failure(let refusal): return .refused(RefusedProbe(probe, refusal))
    case .success(let call):
      let listing = call.listingPlan()
      if options.filter.listsOnly { return way(of: probe, call, listing, isListing: true) }
      let completion = call.completion()
      // What completes only inside another product is still seen to be good or not by a listing.
      if case .notCheckable(let reason) = completion, listing.request == nil {
        return .refused(RefusedProbe(probe, CallRefusal(.notCheckable, reason)))
      }
      if case .notCheckable = completion {
        return way(of: probe, call, listing, isListing: true)
      }
      return way(of: probe, call, completion, isListing: false)
    }
  }

  private mutating func way(
    of probe: PlannedProbe, _ call: ReadyCall, _ plan: APIPlan, isListing: Bool
  ) -> PreparedProbes.Way {
    switch plan {
    case .notCheckable(let reason):
      return .refused(RefusedProbe(probe, CallRefusal(.notCheckable, reason)))
    case .misconfigured(let reason):
      return .refused(RefusedProbe(probe, CallRefusal(.misconfigured, reason)))
    case .request(var request):
      request.timeoutMilliseconds = options.timeoutMilliseconds
      // A list of models may be long; an answer to a check is not.
      request.bodyLimit = isListing ? 8 << 20 : 1 << 20
      return .request(place(of: request, call, isListing))
    }
  }

  private mutating func place(
    of request: HTTPRequest, _ call: ReadyCall, _ isListing: Bool
  ) -> Int {
    let key = Address(request, digestKey)
    let known = requestPlaces[key, default: []].first { requests[$0].request == request }
    if let known { return known }
    let isFree = isListing || LocalURL.isLocal(request.url)
    let price = isFree ? ProbePrice.free : ProbePrice(call.cost)
    requests.append(
      PreparedProbes.Request(
        call: call, request: request, isListing: isListing, price: price,
        estimate: price.cost(
          input: Self.tokens(of: request), output: Int64(max(options.maxTokens, 16)))))
    requestPlaces[key, default: []].append(requests.count - 1)
    return requests.count - 1
  }

  /// At most so many tokens go in: no tokenizer makes more of a text than one of each byte, and few make more than one of
  /// three; what an API adds around a message is counted, too.
  private static func tokens(of request: HTTPRequest) -> Int64 {
    guard case .plain(let bytes) = request.body else { return 64 }
    return Int64(bytes.count / 3 + 16)
  }
}

extension RefusedProbe {
  /// Refuses a check whose call cannot be made.
  init(_ probe: PlannedProbe, _ refusal: CallRefusal) {
    switch refusal.kind {
    case .notCheckable:
      self.init(probe, .notCheckable, reason: "not_checkable", error: refusal.message)
    case .misconfigured, .unknownProvider:
      self.init(probe, .unknown, reason: "misconfigured", error: refusal.message)
    case .credential(let eligibility):
      self.init(probe, eligibility, detail: refusal.message)
    case .header(let eligibility):
      self.init(
        probe, eligibility, detail: refusal.message,
        lead: "A header of the provider cannot be had.")
    }
  }
}
