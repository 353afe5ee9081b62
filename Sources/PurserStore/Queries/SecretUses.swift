package import SQLKit

/// A row that names sealed values, as it stands: one that was changed by force is told apart nowhere here.
package struct SecretUse: Equatable, Sendable {
  package let table: String
  /// Its key in the trail.
  package let key: String
  /// The sealed value in its own column; nil where it has none.
  package let secret: Int64?
  /// The keyed digest beside it.
  package let digest: String?
  /// Texts that may hold marks of further ones, mostly JSON.
  package let texts: [String]
}

/// Reads which rows name sealed values.
package struct SecretUses {
  private let connection: any SQLConnection

  /// Reads over `connection`.
  package init(connection: any SQLConnection) { self.connection = connection }

  /// Hands over every row that may name a sealed value, those of one table after the other.
  package func forEach(_ body: (SecretUse) throws -> Void) throws {
    try connection.forEach(
      """
      SELECT 'provider', row_key, secret_id, secret_digest, headers, compat, extra
      FROM provider
      WHERE secret_id IS NOT NULL
        OR instr(coalesce(headers, '') || coalesce(compat, '') || extra, '$sealed') > 0
      UNION ALL
      SELECT 'provider_model', row_key, NULL, NULL, headers, compat, extra
      FROM provider_model
      WHERE instr(coalesce(headers, '') || coalesce(compat, '') || extra, '$sealed') > 0
      UNION ALL
      SELECT 'auth_profile', row_key, secret_id, secret_digest, NULL, NULL, extra
      FROM auth_profile
      WHERE secret_id IS NOT NULL OR instr(extra, '$sealed') > 0
      """
    ) { row in
      let (table, key) = (try row.next(String.self), try row.next(String.self))
      let secret = try row.next(Int64?.self)
      let digest = try row.next(String?.self)
      var texts: [String] = []
      for _ in 0..<3 {
        if let text = try row.next(String?.self) { texts.append(text) }
      }
      try body(SecretUse(table: table, key: key, secret: secret, digest: digest, texts: texts))
    }
  }
}
