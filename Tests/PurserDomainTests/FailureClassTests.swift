import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@Suite struct FailureClassTests {
  @Test(arguments: FailureClass.allCases)
  func `a class that names no window is never recorded`(reason: FailureClass) {
    for kind in AuthProfile.Kind.allCases {
      let recorded = reason.isRecorded(provider: "openai", kind: kind)
      #expect(!recorded || reason.lane != nil)
      #expect(!reason.isRecorded(provider: "openrouter", kind: kind))
      #expect(!reason.isRecorded(provider: "kilocode", kind: kind))
    }
  }

  @Test func `only blame of the key itself is recorded for a key that stands in the config`() {
    let recorded = FailureClass.allCases.filter {
      $0.isRecorded(provider: "openai", kind: .apiKey, isInlineKey: true)
    }
    #expect(recorded == [.auth, .authPermanent, .billing])
  }

  @Test func `a failure without details is recorded for OpenAI logins only`() {
    let reason = FailureClass.noErrorDetails
    #expect(reason.isRecorded(provider: "openai", kind: .oauth))
    #expect(!reason.isRecorded(provider: "openai", kind: .apiKey))
    #expect(!reason.isRecorded(provider: "anthropic", kind: .oauth))
  }

  @Test func `what is not the profile's fault is not recorded`() {
    let free = FailureClass.allCases.filter { !$0.isRecorded(provider: "openai", kind: .oauth) }
    #expect(free == [.format, .serverError, .tlsCertificate, .contextOverflow])
  }

  @Test
  func `billing and permanent refusals switch off, and everything else that is recorded rests`() {
    #expect(FailureClass.allCases.filter { $0.lane == .disable } == [.authPermanent, .billing])
  }

  @Test func `limits, timeouts and missing models concern one model`() {
    #expect(
      FailureClass.allCases.filter(\.isModelScoped) == [.rateLimit, .timeout, .modelNotFound])
  }

  @Test func `only an overflow stops a run`() {
    #expect(FailureClass.allCases.filter { !$0.movesToNextModel } == [.contextOverflow])
    #expect(FailureClass.allCases.filter(\.leavesProvider) == [.tlsCertificate])
  }

  @Test func `a probe's slot is used by what may pass and given back by what will not`() {
    #expect(
      FailureClass.allCases.filter(\.isTransient) == [
        .rateLimit, .overloaded, .timeout, .serverError, .emptyResponse, .noErrorDetails,
        .unclassified, .unknown,
      ])
    #expect(
      FailureClass.allCases.filter(\.givesProbeSlotBack) == [
        .auth, .authPermanent, .format, .modelNotFound, .sessionExpired, .tlsCertificate,
      ])
  }

  @Test(.enabled(if: Shared.folder != nil))
  func `each class has the status the oracle gives it`() throws {
    try checkOracle("failover-status") { input in
      let status = FailureClass(rawValue: input["reason"]?.string ?? "")?.httpLikeStatus
      return status.map { .number(JSONNumber(Int64($0))) } ?? .null
    }
  }
}
