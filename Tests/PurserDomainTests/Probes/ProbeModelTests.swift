import PurserDomain
import Testing

struct ProbeModelTests {
  @Test(arguments: [
    (["claude-3-opus", "claude-sonnet-4-5", "claude-haiku-4-5"], "claude-haiku-4-5"),
    (["claude-haiku-4-5", "claude-haiku-4-5-20251001"], "claude-haiku-4-5-20251001"),
    (["claude-3-haiku", "claude-opus-4-1"], "claude-opus-4-1"),
    (["claude-sonnet-4-6-x", "claude-sonnet-5"], "claude-sonnet-5"),
    (["claude-opus-4-1", "claude-sonnet-4-20250514"], "claude-sonnet-4-20250514"),
    (["claude-haiku-4-5-latest", "claude-3-x"], "claude-haiku-4-5-latest"),
  ])
  func `of Anthropic's catalog the cheapest that is sure to be there is asked`(
    catalog: [String], model: String
  ) {
    #expect(
      ProbeModel.choose(of: "anthropic", candidates: [], catalog: catalog)
        == ModelRef(provider: "anthropic", model: model))
  }

  @Test func `what the configuration names comes first, then the catalog, then the manifest`() {
    let own = ModelRef(provider: "lab", model: "own")
    let candidates = [ModelRef(provider: "other", model: "x"), own]
    #expect(
      ProbeModel.choose(of: "lab", candidates: candidates, catalog: ["a"], usual: "u") == own)
    #expect(
      ProbeModel.choose(of: "lab", candidates: [], catalog: ["b", "a"], usual: "u")?.model == "b")
    #expect(ProbeModel.choose(of: "lab", candidates: [], catalog: [], usual: "u")?.model == "u")
    #expect(ProbeModel.choose(of: "lab", candidates: [], catalog: []) == nil)
  }

  @Test(arguments: [
    (0, "0ms"), (999, "999ms"), (1000, "1s"), (1049, "1s"), (1050, "1.1s"), (1400, "1.4s"),
    (1999, "2s"), (61_240, "61.2s"),
  ])
  func `a length is short`(milliseconds: Int64, text: String) {
    #expect(ProbeWords.length(TimeSpan(milliseconds: milliseconds)) == text)
  }

  @Test func `a summary counts`() {
    let second = TimeSpan.of(1, .seconds)
    #expect(ProbeWords.text(targets: 0, duration: second) == "No probe targets.")
    #expect(ProbeWords.text(targets: 1, duration: second) == "Probed 1 target in 1s")
    #expect(ProbeWords.text(targets: 3, duration: second) == "Probed 3 targets in 1s")
  }

  @Test(arguments: FailureClass.allCases)
  func `every class of failure has a status`(failure: FailureClass) {
    let expected: ProbeStatus =
      switch failure {
      case .auth, .authPermanent: .auth
      case .rateLimit, .overloaded: .rateLimit
      case .billing: .billing
      case .timeout: .timeout
      case .format, .modelNotFound: .format
      default: .unknown
      }
    #expect(ProbeStatus(failure) == expected)
  }
}
