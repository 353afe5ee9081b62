import CommandKit
import PurserDomain
import PurserServices
import PurserStore
import SystemKit

extension CommandContext {
  /// Plans a run of probes for the agents that `select` names, or for the defaults when there are none. With `renews` the logins
  /// whose access has ended are renewed first, as runs do, where their provider's manifest says how.
  func prepareProbes(
    _ options: ProbeOptions, renews: Bool, for select: (Session<ReadOnly>) throws -> [Agent]
  ) throws -> (agents: [Agent], PreparedProbes) {
    let plugins = try ProviderPlugins(environment: environment)
    for broken in plugins.broken {
      note("Note: the manifest of '\(broken.id)' is left out: \(broken.reason).")
    }
    let prepare = PrepareProbes(
      options, environment: environment, vault: vault, plugins: plugins,
      userAgent: "purser/\(ProgramVersion.text)")
    func prepared() throws -> (agents: [Agent], PreparedProbes) {
      try presentStore().read { session in
        let agents = try select(session)
        return (agents, try prepare.run(for: agents, now: now, in: session))
      }
    }
    let first = try prepared()
    guard renews, try renew(first.1.endedLogins, options, Renewals(self, plugins)) else {
      return first
    }
    return try prepared()
  }

  /// Renews each of `logins` within the time that a request may take. Returns whether anything may have changed; what went wrong is on
  /// record and told beside the login.
  private func renew(
    _ logins: [ProfileKey], _ options: ProbeOptions, _ renewals: Renewals
  ) throws -> Bool {
    var isTried = false
    for login in logins {
      try Interrupt.check()
      let profile = try presentStore().read { try $0.profiles.find(login.id, at: login.scope) }
      guard let profile, let renewal = try? renewals.grant(profile.provider) else { continue }
      progress("Renewing \(login.id) (\(login.scope.text)) …")
      var request = RefreshProfile.Request(profile: login.id, scope: login.scope)
      request.margin = TimeSpan(milliseconds: 0)
      // The request for it takes nine tenths of the lease at most.
      let span = TimeSpan(milliseconds: options.timeoutMilliseconds * 10 / 9 + 1)
      request.lease = min(span, RefreshLease.longest)
      request.patience = span
      isTried = true
      vault.readBeforeWriting()
      do {
        _ = try RefreshProfile(
          store: storeForWriting(), intent: intent(), vault: vault, clock: composition.clock
        ).run(request, by: renewal)
      } catch let error as StoreError {
        note("Note: \(error.message)")
      } catch let error as DomainError {
        note("Note: \(error.message)")
      }
    }
    return isTried
  }

  /// Sends what was prepared, showing how far it is.
  func send(
    _ prepared: PreparedProbes, _ options: ProbeOptions, agent: Agent.ID?
  ) throws -> ProbeReport {
    let line = ProgressLine(in: self)
    defer { line.clear() }
    return try RunProbes(network: composition.network, clock: composition.clock)
      .run(prepared, options, agent: agent) { done, all in
        line.show("Probed \(done) of \(all) …")
      }
  }

  /// Keeps what a run found. Returns the number of its event, or why it could not be kept: what was measured is shown in
  /// any case.
  func keep(_ report: ProbeReport, recordsOutcomes: Bool) -> KeptProbes {
    guard !report.results.isEmpty else { return .nothing }
    do {
      let store = try storeForWriting()
      vault.readBeforeWriting()
      let outcome = try store.write(intent()) { session in
        try RecordProbes(recordsOutcomes: recordsOutcomes).run(report, in: session)
      }
      return outcome.eventID.map { .event($0) } ?? .nothing
    } catch {
      return .failed(Fault(error, foreign: composition.foreignFault))
    }
  }
}

extension CommandContext {
  /// Tells that the results could not be kept, also with `--quiet`: nobody should believe that they are there.
  func warn(of kept: KeptProbes) {
    guard let warning = kept.warning else { return }
    try? streams.writeError(Array((warning.plainText + "\n").utf8))
  }
}

extension PreparedProbes {
  /// The profiles that `filter` names and that are not there, in its order.
  func unknownProfiles(of filter: ProbePlan.Filter) -> [String] {
    let known = Set(items.compactMap(\.probe.profileID))
    return filter.profileIDs.filter { !known.contains($0) }
  }
}

/// What became of the results of a run.
enum KeptProbes {
  /// The number of their event.
  case event(Int64)
  /// There were none.
  case nothing
  case failed(Fault)

  /// What people are told when they could not be kept.
  var warning: Line? {
    guard case .failed(let fault) = self else { return nil }
    let hint = fault.hint.map { " \($0)" } ?? ""
    return "Warning: the results could not be recorded. \(fault.message)\(hint)"
  }
}
