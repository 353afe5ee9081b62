import PurserDomain
import Testing

struct CredentialNameTests {
  @Test(arguments: [
    "masterkey", "hmackey", "creds", "dbpass", "DB_PASS", "sshpass", "access_token", "apiKey",
    "proxyPsw",
  ])
  func `a name that is written as one word was none of a credential`(name: String) {
    #expect(CredentialName.matches(name))
  }

  @Test(arguments: [
    "COMPASS", "BYPASS", "monkey", "TURKEY", "hotkey", "portkey", "maxTokensField", "tokenizer",
    "keyed",
  ])
  func `an ordinary word that ends so is none`(name: String) {
    #expect(!CredentialName.matches(variable: name))
  }

  @Test(arguments: [
    ("token_limit", "8000", true), ("token-limit", "128000000", true), ("apiKeyFile", "keys", true),
    ("tokenUrl", "https://h/token", true), ("token_type", "bearer", true),
    ("KEY_NAME", "sk-0123456789abcdef", false), ("SECRET_URL", "https://h/x9y8z7w6v5", false),
    ("password", "1234", false), ("signatureVersion", "s3v4", true), ("pass_through", "all", true),
    ("apiKeyHeader", "X-Api-Key", true), ("apiKeyHeader", "X-Api-Key: tiger", false),
    ("apiKeyIn", "query", true), ("tokenPrefix", "Bearer", true), ("jwtAlgorithm", "RS256", true),
    ("tokenPrefix", "Bearer tiger", false), ("jwtAudience", "https://h", true),
    ("bearerFormat", "JWT", true), ("cookieDomain", "h.example", true), ("keyId", "team-a", true),
    ("keyId", "AKIAIOSFODNN7EXAMPLE", false), ("sort_key", "created", true),
    ("cacheKey", "main", true), ("cacheKey", "sk-0123456789abcdef", false),
    ("prompt_cache_key", "team-a", true), ("key_cache_dtype", "fp8", true),
    ("access", "public", true), ("refresh", "daily", true), ("session", "main", true),
    ("credentials", "include", true), ("cookies", "false", true), ("token", "auto", true),
    ("token", "sunflower", false), ("password", "auto", false), ("apiKey", "none", false),
    ("accessToken", "auto", false), ("secret", "public", false),
  ])
  func `the last word of a name says what the value is`(
    name: String, value: String, isOther: Bool
  ) {
    #expect(CredentialName.isOther(value, under: name) == isOther)
  }
}
