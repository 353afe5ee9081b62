import JSONKit

/// The layout in which exports are written.
enum ExportLayout {
  /// Returns what an export of the same document looks like; nil for a text that is no strict JSON.
  ///
  /// White space that an editor changed is nobody's word: a file that is an export but for that still is one.
  static func bytes(of present: [UInt8]) -> [UInt8]? {
    try? JSON.parse(present, limits: JSONLimits(bytes: max(present.count, 1))).document()
  }
}
