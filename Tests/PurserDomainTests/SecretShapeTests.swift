import PurserDomain
import Testing

struct SecretShapeTests {
  private static let signs =
    "a8Kd03mZq7Wp5Rt2Xc9Vb4Nn6Ls1Jh0Gf8Dy3Ue7Io5Pk2Mw9Qz4Ax6Sv1Cb0Tr8Eg3Ha7"

  @Test(arguments: [
    "ghr_", "xapp-1-A0B1C2D3E4F-", "glptt-", "npm_", "whsec_", "SG.", "hvs.", "GOCSPX-", "ABSK",
    "csk-", "tgp_v1_", "tvly-dev-", "dop_v1_", "sk-", "xai-", "hf_", "sk-ant-", "fw_",
  ])
  func `keys of well-known services were taken for words`(prefix: String) {
    let key = prefix + Self.signs
    #expect(SecretShape.hasKnownPrefix(key))
    #expect(SecretToken.isKnownKey(in: "said \(key) here"))
    #expect(!KeyLikeText.parts(of: "was \(key), then").isEmpty)
  }

  @Test func `the digest of a model's version was a key`() throws {
    let sha256 = "39ed52f2a78e934b3ba6e2a89f5b1c712de7dfea535525255b1aa35c5565e08b"
    for name in [
      "stability-ai/sdxl:\(sha256)", "vllm//root/models--Qwen/snapshots/\(sha256.prefix(40))",
      "image@sha256:\(sha256)",
    ] {
      try KeyLikeText.check(parameter: "--model", name: name)
    }
    for name in [
      sha256, String(sha256.prefix(40)), "m:" + sha256.prefix(39), "m:" + sha256.uppercased(),
      "m:" + sha256.dropLast() + "g",
    ] {
      #expect(throws: DomainError.self, "\(name)") {
        try KeyLikeText.check(parameter: "--model", name: name)
      }
    }
  }

  @Test func `the id of a key of a cloud was taken for a reason`() {
    #expect(throws: DomainError.self) {
      try KeyLikeText.check(parameter: "--reason", value: "rotated AKIAIOSFODNN7EXAMPLE today")
    }
  }

  @Test(arguments: [
    "xai-enterprise", "xai-grok-4-fast", "hf_transfer_enabled", "pplx-70b-online",
    "fw_marketing-eu",
    "fw_default_deploy", "pk-johansson",
    "fw_mistral7b-v2", "nvapi-compatible", "gsk_model_family", "npm_config_registry_url",
    "SG.region.default", "csk-model-family", "tvly-search-api-default", "ABSKOLUTE",
    "xoxo-and-more",
  ])
  func `a name that begins as keys do was one`(name: String) throws {
    #expect(!SecretShape.hasKnownPrefix(name))
    #expect(!SecretToken.isKnownKey(in: name))
    try KeyLikeText.check(parameter: "<provider>", value: "openai:" + name)
    try KeyLikeText.check(parameter: "<provider>", name: name)
  }

  @Test(arguments: [
    "sk-ant-planted-secret", "sk-proj-website-key", "sk-team-gateway-2024", "sk-litellm-master-key",
    "sk-abcdefghij", "sk-npxaw-zr0h9-xc9tg-s86vs-wi008", "hf_b88sq_qeuo6_0qnd0_wkklo",
    "sk-PLANTEDPLANTED", "sk-planted0001",
    "ABSKQmVkcm9ja0FQSUtleS1",
    "xai-aB3dE5fG7h", "hf_AbCdEfGhIj", "sk-0123456789abcdef",
  ])
  func `a known beginning with more than words behind is a key`(key: String) {
    #expect(SecretShape.hasKnownPrefix(key))
  }
}
