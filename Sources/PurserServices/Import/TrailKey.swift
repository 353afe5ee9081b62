import JSONKit

/// The key of a row whose primary key has several parts, as the triggers of the trail write it.
enum TrailKey {
  /// Returns the parts as a JSON array.
  static func of(_ parts: [String]) -> String {
    JSON.array(parts.map { .string($0) }).text(.compact)
  }
}
