import HTTPKit
package import JSONKit
package import PurserDomain

/// Sends what was prepared and reads the answers; changes nothing.
package struct RunProbes {
  private let network: Network
  private let clock: WallClock

  /// Needs the way to the network and the present time.
  package init(network: Network, clock: WallClock) {
    self.network = network
    self.clock = clock
  }

  /// Sends the requests of `prepared` and returns what they told. An interruption or the deadline ends the run; what is
  /// complete by then is kept, and what the deadline found under way is a `timeout`. `progress` is called with the number of requests that have ended, and of all.
  ///
  /// Throws `unavailable` when there is no way to the network, before anything was sent.
  package func run(
    _ prepared: PreparedProbes, _ options: ProbeOptions, agent: Agent.ID? = nil,
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> ProbeReport {
    let started = clock.now()
    let places = prepared.sent
    var measures: [Int: ProbeMeasure] = [:]
    var stops: [Int: PreparedProbes.LeftOut] = [:]
    var done = 0
    if !places.isEmpty {
      let limits = HTTPLimits(
        parallel: min(max(options.concurrency, 1), places.count),
        deadlineMilliseconds: options.deadlineMilliseconds)
      _ = try network.transport.send(
        places.map { prepared.requests[$0].request }, limits: limits
      ) { index, outcome in
        let place = places[index]
        measures[place] = ProbeMeasure(outcome, of: prepared.requests[place], at: clock.now())
        if measures[place] == nil {
          stops[place] = outcome.error?.code == .interrupted ? .interrupted : .deadline
        }
        done += 1
        progress(done, places.count)
      }
    }
    let finished = max(clock.now(), started)
    let isCut = stops.values.contains(.interrupted)
    let run = ProbeRun(
      startedAt: started, finishedAt: finished, agent: agent, options: options.json.text(.compact),
      targetCount: places.count, isInterrupted: isCut)
    return report(prepared, run, measures, stops)
  }

  private func report(
    _ prepared: PreparedProbes, _ run: ProbeRun, _ measures: [Int: ProbeMeasure],
    _ stops: [Int: PreparedProbes.LeftOut]
  ) -> ProbeReport {
    var rows: [ProbeReport.Row] = []
    var usage: [ProbeReport.Usage] = []
    var outcomes: [ProbeReport.Outcome] = []
    for item in prepared.items {
      switch item.way {
      case .refused(let refused):
        let result = ProbeResult(
          item.target, at: run.startedAt, status: refused.status, reasonCode: refused.reason,
          error: refused.error)
        rows.append(
          ProbeReport.Row(item: item, result: result, leftOut: nil, isListing: false))
      case .request(let place):
        let measure = measures[place]
        let isListing = prepared.requests[place].isListing
        rows.append(
          ProbeReport.Row(
            item: item, result: measure?.result(of: item.target),
            leftOut: prepared.requests[place].leftOut ?? stops[place], isListing: isListing))
        guard let measure else { continue }
        if let limits = measure.limits, !limits.isEmpty {
          usage.append(ProbeReport.Usage(target: item.target, limits: limits, at: measure.at))
        }
        // A list says nothing of credit and quota, so it opens no profile; that it is refused says enough.
        if let profile = item.target.profile, !isListing || measure.status != .ok,
          measure.timings != nil, !measure.isCutShort
        {
          outcomes.append(
            ProbeReport.Outcome(
              agent: item.agents.first, profile: profile, model: item.probe.model?.key,
              measure: measure))
        }
      }
    }
    return ProbeReport(
      run: run, rows: rows, requestCount: measures.count, usage: usage, outcomes: outcomes)
  }
}

extension ProbeOptions {
  /// What was asked for, as reports and the ledger have it.
  package var json: JSON {
    var json: JSONObject = [:]
    json["provider"] = filter.provider.map { .string($0) }
    json["profileIds"] = .array(filter.profileIDs.map { .string($0) })
    json["timeoutMs"] = .number(JSONNumber(timeoutMilliseconds))
    json["concurrency"] = .number(JSONNumber(concurrency))
    json["maxTokens"] = .number(JSONNumber(maxTokens))
    switch models {
    case .usual: break
    case .named(let refs): json["models"] = .array(refs.map { .string($0) })
    case .every: json["everyModel"] = true
    }
    if filter.listsOnly { json["authOnly"] = true }
    json["deadlineMs"] = deadlineMilliseconds.map { .number(JSONNumber($0)) }
    json["maxRequests"] = maxRequests.map { .number(JSONNumber($0)) }
    json["maxCostUsd"] = maxCost.map { .string($0.dollars) }
    return .object(json)
  }
}
