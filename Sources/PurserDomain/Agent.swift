/// One agent of the fleet: what the store knows of it apart from what stands at its scope.
package struct Agent: Hashable, Sendable {
  package typealias ID = Identifier<Agent>

  /// The normalised key.
  package var id: ID
  /// The name people gave it, or nil.
  package var name: String?
  /// The folder that holds its `models.json`, or nil when it follows from the state directory.
  package var agentDirectory: String?
  /// The folder it works in, or nil.
  package var workspaceDirectory: String?
  /// Whether commands without an agent mean this one; at most one agent of a store.
  package var isDefault: Bool
  /// Order in lists, from 0.
  package var position: Int
  /// Where the agent was first seen.
  package var source: Source
  /// JSON object of the members of the source document that Purser does not know.
  package var extraJSON: String
  /// When it was registered.
  package var createdAt: Timestamp
  /// When one of its own fields changed last.
  package var updatedAt: Timestamp

  /// Makes an agent from its fields.
  package init(
    id: ID, name: String? = nil, agentDirectory: String? = nil, workspaceDirectory: String? = nil,
    isDefault: Bool = false, position: Int = 0, source: Source = .command, extraJSON: String = "{}",
    createdAt: Timestamp, updatedAt: Timestamp
  ) {
    self.id = id
    self.name = name
    self.agentDirectory = agentDirectory
    self.workspaceDirectory = workspaceDirectory
    self.isDefault = isDefault
    self.position = position
    self.source = source
    self.extraJSON = extraJSON
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}

extension Agent {
  /// The folder that its file is exported to; nil when it has none, and when what is stored is none here: a path that names
  /// a variable, or one of another system.
  package var exportFolder: String? { Self.exportFolder(agentDirectory) }

  /// The same for what is stored as the folder.
  package static func exportFolder(_ directory: String?) -> String? {
    directory.flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
  }

  /// Where an agent was first seen.
  package enum Source: String, Hashable, Sendable {
    /// Added by a command.
    case command
    /// Listed in a gateway's config.
    case config
    /// Found as a folder that no config lists.
    case folder
  }
}

extension Agent: Identified {
  package static var identifierNoun: String { "agent id" }

  package static func identifierFault(in text: String) -> String? {
    let bytes = text.utf8
    if bytes.isEmpty { return "it is empty" }
    if bytes.count > 64 { return "it is longer than 64 characters" }
    if !bytes.allSatisfy(isAgentByte) {
      return "only lower-case letters, digits, '_' and '-' are allowed"
    }
    return bytes.first == UInt8(ascii: "-") ? "it begins with '-'" : nil
  }
}

extension Identifier where Tag == Agent {
  /// The id of the agent that exists when a gateway names none: `main`.
  package static var main: Self { Self(trusted: "main") }

  /// Makes an id of any text by the gateways' rule, and says whether that changed it.
  ///
  /// Trimmed; empty means `main`. A text of 1 to 64 letters, digits, `_` and `-` that begins with a letter or
  /// digit is lower-cased. Of any other, lower-cased, each run of other characters becomes one `-`, dashes at both ends
  /// go, and 64 characters are kept. Doing it again changes nothing.
  package static func normalising(_ raw: String) -> (id: Self, changed: Bool) {
    let id = named(by: raw) ?? .main
    return (id, Array(id.text.utf8) != Array(raw.utf8))
  }

  /// Returns the id that a person means by `raw`, by the same rule; nil where nothing of it is left, which gateways
  /// take for `main` and a person did not type.
  package static func named(by raw: String) -> Self? {
    normalisedAgentText(raw.trimmed).map(Self.init(trusted:))
  }
}

private func normalisedAgentText(_ text: String) -> String? {
  let lowered = text.scriptLowercased
  let plain = lowered.utf8.count <= 64 && lowered.utf8.allSatisfy(isAgentByte)
  if plain, text.utf8.allSatisfy({ $0 < 0x80 }), let first = lowered.utf8.first,
    first != UInt8(ascii: "-"), first != UInt8(ascii: "_")
  {
    return lowered
  }
  var bytes: [UInt8] = []
  for byte in lowered.utf8 {
    if isAgentByte(byte) {
      bytes.append(byte)
    } else if bytes.last != 0 {
      bytes.append(0)
    }
  }
  // 0 marks a run of other characters until here, so that it does not merge with dashes that were typed.
  var cut = bytes.map { $0 == 0 ? UInt8(ascii: "-") : $0 }[...]
  while cut.first == UInt8(ascii: "-") { cut.removeFirst() }
  while cut.last == UInt8(ascii: "-") { cut.removeLast() }
  let kept = String(decoding: cut.prefix(64), as: UTF8.self)
  return kept.isEmpty ? nil : stableAgentText(kept)
}

/// Cutting may leave a dash at the end of a text that begins with `_`; the next pass would remove it, so this one does.
private func stableAgentText(_ text: String) -> String {
  guard text.utf8.first == UInt8(ascii: "_") else { return text }
  var cut = Array(text.utf8)[...]
  while cut.last == UInt8(ascii: "-") { cut.removeLast() }
  return String(decoding: cut, as: UTF8.self)
}

private func isAgentByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
    UInt8(ascii: "_"), UInt8(ascii: "-"):
    true
  default: false
  }
}
