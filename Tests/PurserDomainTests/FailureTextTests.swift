import PurserDomain
import Testing

@Suite struct FailureTextTests {
  @Test(arguments: FailureClass.allCases)
  func `each class has a sentence`(reason: FailureClass) {
    #expect(!FailureText.sentence(for: reason).isEmpty)
    #expect(!FailureText.sentence(for: reason, message: "  ").isEmpty)
  }

  @Test func `a billing error names whose account it is`() {
    let sentence = FailureText.sentence(for: .billing, provider: "openai", model: "gpt-5")
    #expect(
      sentence == """
        ⚠️ openai (gpt-5) returned a billing error — your API key has run out of credits or has an \
        insufficient balance. Check your openai billing dashboard and top up or switch to a \
        different API key.
        """)
  }

  @Test func `what a provider said stands where no sentence says it better`() {
    #expect(
      FailureText.sentence(for: .format, message: "bad tool") == "LLM request rejected: bad tool")
    #expect(FailureText.sentence(for: .timeout, message: "x") == "LLM request timed out.")
    #expect(FailureText.sentence(for: nil, message: "odd") == "odd")
    #expect(FailureText.sentence(for: nil) == FailureText.unknown)
  }
}
