package import JSONKit
package import PurserDomain

/// The content of a present `models.json`, as far as it counts.
package struct PresentFile: Equatable, Sendable {
  package var bytes: [UInt8]
  /// What the bytes say, where it was read already.
  var document: PresentDocument?
  package var origin: FileOrigin
  /// Whether Purser once exported the file, and somebody changed it since.
  package var isEdited: Bool
  /// Whether it is an export but for the spelling of its keys, which is kept.
  package var isRespelled: Bool

  package init(
    bytes: [UInt8], document: PresentDocument? = nil, origin: FileOrigin, isEdited: Bool = false,
    isRespelled: Bool = false
  ) {
    self.bytes = bytes
    self.document = document
    self.origin = origin
    self.isEdited = isEdited
    self.isRespelled = isRespelled
  }
}

/// What an export of one file comes to.
package struct GeneratedFile: Equatable, Sendable {
  /// The bytes that should stand in the file; nil when there is nothing to write and the file, if any,
  /// is left alone.
  package var bytes: [UInt8]?
  /// The document of the bytes.
  package var document: JSON?
  /// Whether the present file means the same, so that it is not rewritten.
  package var isCurrent: Bool
  /// Places whose value is the file's although the store says otherwise or nothing.
  package var kept: [JSONPath]
  /// Those of the kept providers, as the file has them, that the store says likewise although readers refuse them.
  package var agreed: JSONObject = [:]
  /// Providers whose keys or headers are spelled as in the file and not as the dialect has them.
  package var adopted: [JSONPath] = []
  /// Whether there is a file that readers would refuse, and nothing that replaces it.
  package var isUnread = false
  package var notes: [ExportNote]
}

/// Makes a `models.json` of what an agent sees and, in merge mode, the present file. A pure function:
/// the same input gives the same bytes.
package struct ModelsGenerator {
  package var mode: ModelsDocument.Mode
  package var rules: ConsumerRules
  /// Whether a key that means the same but is spelled otherwise counts as a difference.
  package var respells: Bool
  /// Makes the digest of a secret; nil where the key of the store cannot be read.
  var digest: (String) -> String? = { _ in nil }

  package init(
    mode: ModelsDocument.Mode, dialect: ModelsDocument.Dialect, respells: Bool = false
  ) {
    self.mode = mode
    rules = ConsumerRules(dialect: dialect)
    self.respells = respells
  }

  /// Returns the file that should stand where `present` stands, or where nothing does.
  package func generate(_ providers: [RenderedProvider], present: PresentFile?) -> GeneratedFile {
    guard mode == .merge, let present else {
      if providers.isEmpty && mode == .merge { return Self.nothing }
      let result = finished(providers.map { MergedProvider(untouched: $0) })
      let bytes = result.bytes
      return GeneratedFile(
        bytes: bytes, document: result.document, isCurrent: present?.bytes == bytes, kept: [],
        notes: providers.flatMap(\.notes) + result.notes)
    }
    return merged(providers, present)
  }

  private static var nothing: GeneratedFile {
    GeneratedFile(bytes: nil, document: nil, isCurrent: true, kept: [], notes: [])
  }

  private static var emptied: GeneratedFile {
    let document: JSON = ["providers": [:]]
    return GeneratedFile(
      bytes: document.document(), document: document, isCurrent: false, kept: [], notes: [])
  }

  private func merged(_ new: [RenderedProvider], _ present: PresentFile) -> GeneratedFile {
    if present.origin == .ours(kept: []) && !respells && !present.isRespelled {
      // Nothing in the file is anybody's word but the store's own.
      var made = generate(new, present: nil)
      if made.bytes == nil { made = ModelsGenerator.emptied }
      made.isCurrent = made.bytes == present.bytes
      return made
    }
    var notes = new.flatMap(\.notes)
    let read = present.document ?? PresentDocument(present.bytes)
    let file = read.json
    if let fault = read.fault { notes.append(fault) }
    let merge = ModelsMerge(
      origin: present.origin, respells: respells, dialect: rules.dialect,
      isEdited: present.isEdited, digest: digest)
    var joined = merge.merged(file?["providers"]?.object ?? [:], new)
    let result = finished(joined.providers)
    for place in result.left { joined.leaveOut(place) }
    notes += joined.notes + result.notes
    let kept = joined.kept + result.kept
    if new.isEmpty, present.origin == .foreign {
      // Whoever wrote it is left alone, and nothing of it is taken for the store's.
      if file == nil { notes.append(Self.leftUnread) }
      return GeneratedFile(
        bytes: nil, document: nil, isCurrent: true, kept: kept, isUnread: file == nil, notes: notes)
    }
    for key in file?.object?.keys ?? [] where key != "providers" {
      notes.append(ExportNote(.info, [.key(key)], "Readers ignore this member; it is dropped."))
    }
    var isCurrent = file.map { ModelsComparison.areEqual($0, result.document) } ?? false
    let bytes = result.bytes
    if respells && isCurrent { isCurrent = bytes == present.bytes || hasSpelling(file, result) }
    return GeneratedFile(
      bytes: bytes, document: result.document, isCurrent: isCurrent, kept: kept,
      agreed: result.agreed, adopted: joined.adopted, notes: notes)
  }

  private static var leftUnread: ExportNote {
    ExportNote(
      .warning, .root,
      "The store has no provider to write in its place, so it is left as it is, and its readers refuse it.",
      advice: .export(
        options: "--mode replace", effect: "writes a file without providers",
        other: "Correct it by hand"))
  }

  /// Whether the file has every key and header in the spelling of the new document.
  private func hasSpelling(_ file: JSON?, _ result: Finished) -> Bool {
    guard let providers = file?["providers"]?.object else { return false }
    return (result.document["providers"]?.object ?? [:]).allSatisfy { name, value in
      guard let new = value.object, let old = providers[name]?.object else { return false }
      var spelled = MergedProvider(name: name, members: new, isFromStore: true)
      ModelsMerge.adoptSpelling(of: old, in: &spelled)
      return spelled.members == new
    }
  }

  private struct Finished {
    var members = JSONObject()
    /// Each of `members` as it stands in a file; of a provider that thousands of files share, made once for all.
    var texts: [[UInt8]] = []
    var notes: [ExportNote] = []
    /// Providers of the store that stand as the present file has them.
    var kept: [JSONPath] = []
    /// Those of them that the store says likewise.
    var agreed: JSONObject = [:]
    /// Providers of the store that are not in the file.
    var left: [JSONPath] = []

    var document: JSON { ["providers": .object(members)] }

    mutating func put(_ name: String, _ members: JSONObject, text: [UInt8]?) {
      self.members[name] = .object(members)
      texts.append(text ?? JSON.member(name, .object(members), level: 2))
    }

    /// The text of the document.
    var bytes: [UInt8] {
      // Of two providers with one name the second took the place of the first.
      guard !texts.isEmpty, texts.count == members.count else { return document.document() }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(texts.reduce(64) { $0 + $1.count + 2 })
      bytes += "{\n  \"providers\": {\n".utf8
      for (index, text) in texts.enumerated() {
        if index > 0 { bytes += ",\n".utf8 }
        bytes += text
      }
      bytes += "\n  }\n}\n".utf8
      return bytes
    }
  }

  /// Applies the readers' rules to the store's providers and writes the document.
  private func finished(_ providers: [MergedProvider]) -> Finished {
    var result = Finished()
    for merged in providers {
      let name = merged.name
      let place = ExportNote.place(of: name)
      let (completed, remarks) = outcome(of: merged)
      if merged.isFromStore, let completed {
        result.notes += remarks
        let text = merged.untouched?.text ?? []
        result.put(name, completed, text: text.isEmpty ? nil : text)
      } else if let own = own(of: merged) {
        // What a file has is not taken from it because the store knows it too.
        let members = rules.normalised(own, name: name)
        result.put(name, members, text: nil)
        if merged.isFromStore {
          result.kept.append(place)
          if agrees(merged, with: own) { result.agreed[name] = .object(members) }
        }
        if completed == nil || !remarks.isEmpty {
          result.notes.append(
            ExportNote(
              .warning, place,
              "Provider '\(name.printable())' of the file makes some readers refuse the whole file.",
              hint: merged.isFromStore ? remarks.last?.hint : nil))
        }
      } else {
        result.left.append(place)
        result.notes += remarks
      }
    }
    return result
  }

  /// What stands in the file of a provider that the store has too little of, or that the file has alone; nil for one that is left
  /// out: the file has nothing of it, or lacks what the store took back.
  private func own(of merged: MergedProvider) -> JSONObject? {
    guard merged.isFromStore else { return merged.members }
    guard let present = merged.present, !present.isEmpty else { return nil }
    if !merged.isTakenBack { return present }
    return rules.completed(
      rules.normalised(present, name: merged.name), name: merged.name, owner: merged.owner
    ).members
  }

  /// Whether the store says what the file has of a provider that readers refuse, but for what they demand.
  private func agrees(_ merged: MergedProvider, with file: JSONObject) -> Bool {
    func filled(_ provider: JSONObject) -> JSON? {
      var members = provider
      for key in ["baseUrl", "apiKey"] where members[key] == nil { members[key] = "-" }
      return rules.completed(rules.normalised(members, name: merged.name), name: merged.name)
        .members.map(JSON.object)
    }
    // Nothing of the file went into it.
    guard let store = merged.untouched?.members, let ours = filled(store), let theirs = filled(file)
    else { return false }
    return ModelsComparison.areEqual(ours, theirs)
  }

  private func outcome(
    of merged: MergedProvider
  ) -> (members: JSONObject?, notes: [ExportNote]) {
    if let known = merged.untouched, let completed = known.completed {
      return (completed, known.completionNotes)
    }
    return rules.completed(
      rules.normalised(merged.members, name: merged.name), name: merged.name,
      owner: merged.owner)
  }
}
