package import PurserStore

extension SecretRepository {
  /// Returns how many values are sealed under each master key, by key id.
  package func countByKey() throws -> [(keyID: String, count: Int)] {
    Dictionary(grouping: try list(), by: \.keyID)
      .map { (keyID: $0.key, count: $0.value.count) }
      .sorted { $0.keyID < $1.keyID }
  }
}
