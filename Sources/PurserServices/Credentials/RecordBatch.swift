package import PurserDomain
package import PurserStore

/// Records many calls in one write.
package struct RecordBatch {
  /// A call and the line it stood on.
  package struct Line: Sendable {
    package let number: Int
    package let call: ReportedCall

    package init(number: Int, call: ReportedCall) {
      self.number = number
      self.call = call
    }
  }

  /// A line that was not recorded, and why.
  package struct Fault: Equatable, Sendable {
    package let line: Int
    /// Code of the error.
    package let code: String
    /// A sentence without a value of the line that may be a secret.
    package let message: String

    package init(line: Int, code: String, message: String) {
      self.line = line
      self.code = code
      self.message = message
    }
  }

  /// What became of a batch.
  package struct Outcome: Sendable {
    /// In the order of their first report, with their state after the batch.
    package let profiles: [OutcomeRecorder.Profile]
    package let faults: [Fault]
  }

  private let judge: FailureJudge
  private let vault: Vault?

  /// Makes the use case; `judge` knows the failures of the batches before. With the vault profiles' own secrets are taken out
  /// of what providers said.
  package init(judge: FailureJudge, vault: Vault? = nil) {
    self.judge = judge
    self.vault = vault
  }

  /// Records `lines` in their order. A line whose agent or profile does not exist becomes a fault, and the others
  /// are kept. `agent` returns the agent that a line names and throws `not_found`; it is asked once for each name.
  package func run(
    _ lines: [Line], in session: Session<ReadWrite>,
    agent: (String?) throws -> Agent.ID
  ) throws -> Outcome {
    var recorder = OutcomeRecorder(session, judge: judge, vault: vault)
    var agents: [String?: Result<Agent.ID, StoreError>] = [:]
    var faults: [Fault] = []
    for line in lines {
      let found = try agents[line.call.agent] ?? Self.lookUp { try agent(line.call.agent) }
      agents[line.call.agent] = found
      let result: Result<Void, StoreError>
      switch found {
      case .failure(let error): result = .failure(error)
      case .success(let agent):
        result = try Self.lookUp { _ = try recorder.note(line.call.report(by: agent)) }
      }
      if case .failure(let error) = result {
        faults.append(
          Fault(line: line.number, code: error.code.rawValue, message: error.message))
      }
    }
    try recorder.finish()
    return Outcome(profiles: recorder.profiles, faults: faults)
  }

  /// Runs `body`, and makes a value of an error that says that something is not there.
  private static func lookUp<Value>(
    _ body: () throws -> Value
  ) throws -> Result<Value, StoreError> {
    do {
      return .success(try body())
    } catch let error as StoreError {
      guard error.code == .notFound else { throw error }
      return .failure(error)
    }
  }
}
