import PurserDomain
import Testing

struct CredentialNameTests {
  @Test(arguments: [
    "masterkey", "hmackey", "creds", "dbpass", "DB_PASS", "sshpass", "access_token", "apiKey",
    "proxyPsw", "apiTokens", "refresh_tokens", "accessTokens", "jwts", "passcode", "root_pw",
    "wifiPsk",
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
    ("key", "/etc/ssl/k.pem", true), ("key", "/kT9pRt2XyZ1kLm", false),
    ("credentialSource", "env", true), ("secretStore", "vault", true),
    ("secretStore", "Zq3fR9xT2vB7", false), ("keyRotation", "90d", true),
    ("authTokens", "4096", true), ("authTokens", "1234567890123456", false),
    ("session_id", "main", false), ("useKey", "true", true),
  ])
  func `the last word of a name says what the value is`(
    name: String, value: String, isOther: Bool
  ) {
    #expect(CredentialName.isOther(value, under: name) == isOther)
  }

  @Test(arguments: [
    ("tokens", "Zq3fR9xT2vB7mN4k", true), ("tokens", "<|end|>", false), ("tokens", "4096", false),
    ("stop_tokens", "</s>", false), ("maxTokens", "4096", false), ("sk", "Slovak", false),
    ("sk", "Zq3fR9xT2vB7mN4k", true), ("otp", "required", false),
    ("otp", "JBSWY3DPEHPK3PXP", true), ("pem", "cert", false),
    ("sas", "sv=2022-11-02&sig=abc%3D", true), ("dsn", "host=h user=joe password=tiger", true),
    ("dsn", "postgres://h/db", false), ("dsn", "postgres://db-20250114.example/lab", false),
    ("dsn", "postgres://joe:tiger@h/db", true), ("dsn", "joe:tiger@tcp(h:3306)/db", true),
    ("connectionString", "Server=h;User Id=sa;Password=tiger;", true),
    ("connectionString", "Server=h;Database=lab", false), ("basicAuth", "joe:tiger", true),
    ("basic_auth", "required", false), ("authHeaderValue", "tiger", true),
    ("auth_value", "tiger", true), ("code_verifier", "plain", false),
    ("signatures", "none", false), ("notes", "Zq3fR9xT2vB7mN4k", false),
  ])
  func `what names like tokens and dsn held was never asked`(
    name: String, value: String, isOne: Bool
  ) {
    #expect(CredentialName.matches(name, value: value) == isOne)
  }
}
