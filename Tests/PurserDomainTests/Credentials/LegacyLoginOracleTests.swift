import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

/// Which login an old id means, against a gateway's repair.
@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct LegacyLoginOracleTests {
  @Test func `the login that an old id means`() throws {
    try checkOracle("auth-profile-id-repair", part: { ["to": $0["toProfileId"] ?? .null] }) {
      ["to": Self.replacement($0).map { .string($0.id) } ?? .null]
    }
  }

  private static func replacement(_ input: JSON) -> LegacyLogin.Candidate? {
    let provider = ModelNaming.standard.provider(input["provider"]?.string ?? "")
    let declaration = input["config"]?["auth"]?["profiles"]?[LegacyLogin.id(of: provider)]
    guard let declaration, declaration["mode"] == "oauth",
      ModelNaming.standard.provider(declaration["provider"]?.string ?? "") == provider
    else { return nil }
    let logins = (input["authProfiles"]?["profiles"]?.object ?? [:])
      .filter { $0.value["type"] == "oauth" && $0.value["provider"]?.string == provider }
      .map { LegacyLogin.Candidate(id: $0.key, email: $0.value["email"]?.string) }
    return LegacyLogin.replacement(
      of: provider, email: declaration["email"]?.string, among: logins,
      lastGood: input["authProfiles"]?["lastGood"]?[provider]?.string)
  }
}
