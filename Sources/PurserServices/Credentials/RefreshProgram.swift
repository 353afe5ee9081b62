import JSONKit
package import PurserDomain
import PurserStore
import SecretKit
package import SystemKit

/// A program that renews a login: reads it as JSON on its standard input and writes the new one as JSON.
package struct RefreshProgram: LoginRenewal {
  private let path: String
  private let environment: Environment

  /// Needs the program's absolute path and the environment that it gets.
  package init(path: String, environment: Environment) {
    self.path = path
    self.environment = environment
  }

  /// Runs it, and kills it when it takes longer than `limit`. Throws `invalid` with a message without secrets: when it
  /// cannot be run, ends with another status than 0, or answers nothing of use; and `SystemError` for an interrupt.
  package func run(
    _ claim: RefreshTurn.Claim, limit: TimeSpan, now: () -> Timestamp
  ) throws -> RefreshAnswer {
    let outcome: Subprocess.Outcome
    do throws(SystemError) {
      outcome = try Subprocess.run(
        [path], input: request(claim), environment: environment,
        timeoutMilliseconds: limit.milliseconds, isStranger: true)
    } catch {
      switch error.code {
      case .interrupted: throw error
      case .timedOut: throw fault("did not end within \(limit) and was killed")
      case .tooLarge: throw fault("printed more than 1 MB")
      default: throw fault("could not be run", hint: error.hint)
      }
    }
    guard outcome.succeeded else {
      throw fault(outcome.status.map { "ended with \($0)" } ?? "was ended by a signal")
    }
    return try RefreshAnswer(outcome.output, now: now())
  }

  private func request(_ claim: RefreshTurn.Claim) -> [UInt8] {
    let profile = claim.profile
    var request: JSONObject = [
      "protocolVersion": 1, "profileId": .string(profile.id), "scope": .string(profile.scope.text),
      "provider": .string(profile.provider), "fence": .number(JSONNumber(claim.lease.fence)),
    ]
    request["access"] = claim.material.access?.revealText().map(JSON.string)
    request["refresh"] = claim.material.refresh?.revealText().map(JSON.string)
    request["idToken"] = claim.material.idToken?.revealText().map(JSON.string)
    request["expiresAt"] = profile.expiresAt.map { .number(JSONNumber($0)) }
    request["accountId"] = profile.accountID.map { .string($0) }
    request["email"] = profile.email.map { .string($0) }
    return JSON.object(request).bytes(.compact) + [10]
  }

  private func fault(_ what: String, hint: String? = nil) -> DomainError {
    DomainError(
      .invalid, "'\(path)' \(what).", subject: path, hint: hint ?? "Run it by hand to see why.")
  }
}
