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

    /// What the export was, as far as it goes by this; nil when it cannot have been one. `document` reads the text as strict
    /// JSON, and is asked for where that counts.
    func bytes(of present: [UInt8], document: () -> JSON?) -> [UInt8]? {
      switch self {
      case .asWritten: present
      // White space that an editor changed is nobody's word: a file that is an export but for that still is one.
      case .laidOut: document()?.document()
      case .respelled:
        present.contains(UInt8(ascii: "$"))
          ? document().flatMap(ExportLayout.bytesWithBareNames) : nil
      }
    }
  }

  /// Returns what an export looked like that newer readers have gone over, which write each bare name of a key or header as
  /// `$NAME`; nil when there is none. That too is nobody's word. [research/cli-and-formats.md 11.4]
  private static func bytesWithBareNames(of document: JSON) -> [UInt8]? {
    guard var members = document.object, let providers = members["providers"]?.object else {
      return nil
    }
    let bare = JSONObject(providers.map { (key: $0.key, value: withBareNames($0.value)) })
    if bare == providers { return nil }
    members["providers"] = .object(bare)
    return JSON.object(members).document()
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
