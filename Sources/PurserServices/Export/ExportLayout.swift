import JSONKit
import PurserDomain

/// The layout in which exports are written.
enum ExportLayout {
  /// How far a file may be what an export wrote, though nobody said anything else; in the order in which it is tried.
  enum Likeness: CaseIterable {
    /// In every byte.
    case asWritten
    /// But for white space.
    case laidOut
    /// But for the spelling of keys as well.
    case respelled

    /// What the export was, as far as it goes by this; nil when it cannot have been one.
    func bytes(of present: [UInt8]) -> [UInt8]? {
      switch self {
      case .asWritten: present
      case .laidOut: ExportLayout.bytes(of: present)
      case .respelled: ExportLayout.bytesWithBareNames(of: present)
      }
    }
  }

  /// Returns what an export of the same document looks like; nil for a text that is no strict JSON.
  ///
  /// White space that an editor changed is nobody's word: a file that is an export but for that still is one.
  static func bytes(of present: [UInt8]) -> [UInt8]? {
    try? JSON.parse(present, limits: JSONLimits(bytes: max(present.count, 1))).document()
  }

  /// Returns what an export looked like that newer readers have gone over, which write each bare name of a key or header as
  /// `$NAME`; nil when there is none. That too is nobody's word. [research/cli-and-formats.md 11.4]
  static func bytesWithBareNames(of present: [UInt8]) -> [UInt8]? {
    guard present.contains(UInt8(ascii: "$")),
      var document = try? JSON.parse(present, limits: JSONLimits(bytes: max(present.count, 1))),
      let providers = document["providers"]?.object
    else { return nil }
    let bare = JSONObject(providers.map { (key: $0.key, value: withBareNames($0.value)) })
    guard bare != providers, var members = document.object else { return nil }
    members["providers"] = .object(bare)
    document = .object(members)
    return document.document()
  }

  private static func withBareNames(_ value: JSON) -> JSON {
    guard var members = value.object else { return value }
    if let key = members["apiKey"] { members["apiKey"] = bareName(key) }
    if let headers = members["headers"]?.object {
      members["headers"] = .object(
        JSONObject(headers.map { (key: $0.key, value: bareName($0.value)) }))
    }
    if let models = members["models"]?.array {
      members["models"] = .array(models.map(withBareNames))
    }
    return .object(members)
  }

  private static func bareName(_ value: JSON) -> JSON {
    guard let name = value.string?.droppingPrefix("$"), KeySpelling.isBareName(name) else {
      return value
    }
    return .string(name)
  }
}
