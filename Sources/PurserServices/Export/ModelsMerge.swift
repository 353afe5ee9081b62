import JSONKit
import PurserDomain

/// Where a present file comes from, which decides whose word counts in a merge.
package enum FileOrigin: Equatable, Sendable {
  /// Bytes that Purser exported, with the places it kept from the file before, each with all below it. What the store no
  /// longer says is gone.
  case ours(kept: Set<String>)
  /// Bytes that were changed since Purser exported them: the providers, keys and endpoints that are not as they were exported, or
  /// that were kept then. Everything else is an old word of the store.
  case edited(own: Set<String>)
  /// Anything else: written by a gateway, or edited since an export that nothing is known of any more.
  case foreign

  /// The members of a provider that count by themselves.
  static let members = ["apiKey", "baseUrl"]

  /// Whether what stands at `path` counts as somebody's word rather than an old one of the store.
  func keeps(_ path: JSONPath) -> Bool {
    switch self {
    case .ours(let kept):
      kept.contains(path.description) || path.parent.map { !kept.isEmpty && keeps($0) } ?? false
    case .edited(let own): own.contains(path.description)
    case .foreign: true
    }
  }
}

/// Joins the store's providers with those of a present file, by the rules of the newest gateway.
///
/// Per provider in both: everything is the store's, except that a key in the file stays unless the
/// store's is a marker, the provider's key is managed elsewhere or the file's is a marker itself; and an
/// endpoint in the file stays while the kind of API is the same or unknown. Providers of one side stay.
struct ModelsMerge {
  var origin: FileOrigin
  /// Whether a key spelled otherwise in the file is to be written anew.
  var respells: Bool
  var dialect = ModelsDocument.Dialect.legacy
  /// Whether the file was changed since it was exported.
  var isEdited = false
  /// Makes the digest of a secret; nil where the key of the store cannot be read.
  var digest: (String) -> String? = { _ in nil }

  /// The outcome: the store's providers in their order, then those of the file alone.
  struct Result: Equatable {
    var providers: [MergedProvider] = []
    /// Places whose value is the file's although the store says otherwise or nothing.
    var kept: [JSONPath] = []
    /// Providers whose keys or headers are spelled as in the file.
    var adopted: [JSONPath] = []
    var notes: [ExportNote] = []

    /// Says of what was kept of a provider at `place` that it is gone, since readers would refuse the provider.
    mutating func leaveOut(_ place: JSONPath) {
      let gone = kept.filter { $0.isWithin(place) }
      if gone.isEmpty { return }
      kept.removeAll { $0.isWithin(place) }
      notes.removeAll { gone.contains($0.path) }
      notes += gone.map { ModelsMerge.goneNote($0, "which is left out") }
    }
  }

  /// Returns the joined providers of the file's `present` members and the store's `new` ones.
  func merged(_ present: JSONObject, _ new: [RenderedProvider]) -> Result {
    var result = Result()
    let file = JSONObject(present.map { (key: $0.key.trimmed, value: $0.value) })
    var seen: Set<String> = []
    for provider in new where seen.insert(provider.name).inserted {
      if let value = file[provider.name] {
        result.providers.append(joined(value.object ?? [:], provider, &result))
      } else {
        result.providers.append(MergedProvider(untouched: provider))
      }
    }
    for (name, value) in file where seen.insert(name).inserted { keepAlone(name, value, &result) }
    return result
  }

  private func keepAlone(_ name: String, _ value: JSON, _ result: inout Result) {
    let place = ExportNote.place(of: name)
    guard let members = value.object else {
      result.notes.append(
        ExportNote(.warning, place, "A provider that is not an object is left out."))
      return
    }
    guard origin.keeps(place) else {
      for member in FileOrigin.members
      where origin.keeps(place.appending(member)) && Self.text(members[member]) != nil {
        result.notes.append(
          Self.goneNote(place.appending(member), "which the store does not have any more"))
      }
      return
    }
    result.kept.append(place)
    result.providers.append(MergedProvider(name: name, members: members, isFromStore: false))
    result.notes.append(
      ExportNote(
        .info, place, "Provider '\(name.printable())' stands only in the file and is kept.",
        advice: .export(
          options: "--mode replace", effect: "drops it", other: "purser import DIR takes it over")))
    if let key = members["apiKey"]?.string, DocumentMask.isSecret(key) {
      result.notes.append(Self.literalKey(place.appending("apiKey")))
    }
  }

  private func joined(
    _ file: JSONObject, _ provider: RenderedProvider, _ result: inout Result
  ) -> MergedProvider {
    var merged = MergedProvider(untouched: provider)
    let place = ExportNote.place(of: provider.name)
    if origin.keeps(place) { remember(file, provider, place, &merged) }
    if !respells {
      Self.adoptSpelling(of: file, in: &merged)
      if merged.untouched == nil { result.adopted.append(place) }
    }
    var members = merged.members
    keepKey(file, provider, &members, place.appending("apiKey"), &result)
    keepEndpoint(file, provider, &members, place.appending("baseUrl"), &result)
    if result.kept.last?.isWithin(place) == true {
      merged.members = members
      merged.untouched = nil
    }
    return merged
  }

  /// Remembers what the file has of a provider, with the store's word for a key and an endpoint that nobody gave it.
  private func remember(
    _ file: JSONObject, _ provider: RenderedProvider, _ place: JSONPath,
    _ merged: inout MergedProvider
  ) {
    var present = file
    for member in FileOrigin.members where !origin.keeps(place.appending(member)) {
      guard let theirs = Self.text(file[member]) else { continue }
      let ours = Self.text(provider.members[member])
      if ours.map(KeySpelling.canonical) != KeySpelling.canonical(theirs) {
        present[member] = ours.map(JSON.string)
      }
      if ours == nil { merged.isTakenBack = true }
    }
    merged.present = present
  }

  private func keepEndpoint(
    _ file: JSONObject, _ provider: RenderedProvider, _ members: inout JSONObject,
    _ path: JSONPath, _ result: inout Result
  ) {
    guard let theirs = Self.text(file["baseUrl"]), origin.keeps(path),
      theirs != members["baseUrl"]?.string
    else { return }
    guard Self.hasSameSurface(file, provider.members), !provider.hasManagedEndpoint else {
      // Of a file that nobody exported the rule takes it without a word.
      if origin != .foreign { result.notes.append(Self.droppedEndpoint(path)) }
      return
    }
    result.notes.append(Self.keptNote(path, "endpoint", insteadOf: members["baseUrl"]?.string))
    members["baseUrl"] = .string(theirs)
    result.kept.append(path)
    if EndpointAddress(theirs, isAddress: true).hadCredential {
      result.notes.append(Self.literalKey(path))
    }
    let hasStoresKey = provider.hasOpenKey && members["apiKey"] == provider.members["apiKey"]
    if hasStoresKey || provider.hasOpenMembers { result.notes.append(Self.exposedKey(path)) }
  }

  private func keepKey(
    _ file: JSONObject, _ provider: RenderedProvider, _ members: inout JSONObject,
    _ path: JSONPath, _ result: inout Result
  ) {
    guard let theirs = Self.text(file["apiKey"]), origin.keeps(path) else { return }
    if let ours = Self.text(members["apiKey"]) {
      if KeySpelling.canonical(ours) == KeySpelling.canonical(theirs)
        || dialect == .dollar && Self.isEscaped(theirs, as: ours)
      {
        return
      }
      let oursWins = provider.hasManagedKey || Self.isMarker(ours) || KnownMarkers.contain(theirs)
      if oursWins {
        // Where the store has its key sealed, it had a literal too, as a rule this one; not in a file that somebody changed, or
        // that an export kept it of.
        let isOtherKey =
          ours != KeySpelling.managedMarker || provider.hasReferencedKey || isEdited
          || origin != .foreign
        let isSecret = DocumentMask.isSecret(theirs)
        // A name is not lost with the file, but that it was kept was told.
        let isKept = origin != .foreign && !isEdited && !KnownMarkers.contain(theirs)
        if isOtherKey, isSecret || isKept, !isKey(theirs, of: provider) {
          result.notes.append(Self.droppedKey(path, isSecret ? "key in plain text" : "key"))
        }
        return
      }
    }
    let what = DocumentMask.isSecret(theirs) ? "key in plain text" : "key"
    result.notes.append(Self.keptNote(path, what, insteadOf: Self.text(members["apiKey"])))
    members["apiKey"] = .string(theirs)
    result.kept.append(path)
  }

  /// Whether `key` is what the store has sealed for the provider.
  private func isKey(_ key: String, of provider: RenderedProvider) -> Bool {
    guard let known = provider.keyDigest else { return false }
    return digest(key) == known || KeySpelling.unescaped(key).map { digest($0) == known } ?? false
  }

  /// Whether `key` is what is written as `escaped` in the dollar dialect; what begins with '!' is a command and no such key.
  private static func isEscaped(_ key: String, as escaped: String) -> Bool {
    key.utf8.first != UInt8(ascii: "!") && KeySpelling.unescaped(escaped) == key
  }

  private static func keptNote(
    _ path: JSONPath, _ what: String, insteadOf ours: String?
  ) -> ExportNote {
    ExportNote(
      .warning, path,
      "The file's own \(what) is kept; the store has \(ours == nil ? "none" : "another").",
      advice: .export(
        options: "--mode replace",
        effect: ours == nil ? "drops it" : "writes the store's",
        other: "purser import DIR takes it over"))
  }

  private static func droppedKey(_ path: JSONPath, _ what: String) -> ExportNote {
    ExportNote(
      .warning, path, "The file's own \(what) gives way to the key that the store names.",
      hint: "Keep a copy of the file, or take its key over before: purser import DIR")
  }

  private static func droppedEndpoint(_ path: JSONPath) -> ExportNote {
    ExportNote(
      .warning, path,
      "The file's own endpoint gives way to the store's, which is of another kind of API or has credentials.",
      hint: "Keep a copy of the file, or take it over before: purser import DIR")
  }

  /// Says that a key or an endpoint that was the file's own goes with its provider.
  fileprivate static func goneNote(_ path: JSONPath, _ reason: String) -> ExportNote {
    let what = path.elements.last == .key("apiKey") ? "key" : "endpoint"
    return ExportNote(
      .warning, path, "The file's own \(what) goes with its provider, \(reason).",
      hint: "Keep a copy of the file, or take it over before: purser import DIR")
  }

  private static func exposedKey(_ path: JSONPath) -> ExportNote {
    ExportNote(
      .warning, path,
      "What the store has sealed for the provider is written beside this endpoint, which the store does not know.",
      advice: .export(options: "--mode replace", effect: "writes the store's endpoint"))
  }

  private static func literalKey(_ path: JSONPath) -> ExportNote {
    ExportNote(
      .warning, path, "The file holds a key in plain text that the store does not know.",
      hint: "purser import DIR")
  }

  /// The name of a variable that a known provider's key is read from counts as a marker too.
  private static func isMarker(_ text: String) -> Bool {
    KnownMarkers.contain(text)
      || ProviderEnvironment.standard.knows(KeySpelling.referencedName(in: text) ?? text)
  }

  private static func text(_ value: JSON?) -> String? {
    guard let text = value?.string?.trimmed, !text.isEmpty else { return nil }
    return text
  }

  private static func hasSameSurface(_ left: JSONObject, _ right: JSONObject) -> Bool {
    guard let left = surface(left), let right = surface(right) else { return true }
    return left == right
  }

  /// The kinds of API that a provider speaks; nil when it does not say.
  private static func surface(_ provider: JSONObject) -> [String]? {
    if let api = text(provider["api"]) { return [api] }
    let kinds = Set((provider["models"]?.array ?? []).compactMap { text($0["api"]) })
    return kinds.isEmpty ? nil : kinds.sorted()
  }
}

/// A provider of the joined file.
struct MergedProvider: Equatable, Sendable {
  var name: String
  var members: JSONObject
  /// Whether the store has it; otherwise it is the file's alone.
  var isFromStore: Bool
  /// The store's provider when nothing of it was changed.
  var untouched: RenderedProvider?
  /// What a present file has of a provider of the store, where that is somebody's word.
  var present: JSONObject?
  /// Whether that is without something that the store took back.
  var isTakenBack = false
  /// The agent whose own it is in the store.
  var owner: Agent.ID?

  init(name: String, members: JSONObject, isFromStore: Bool) {
    self.name = name
    self.members = members
    self.isFromStore = isFromStore
  }

  init(untouched provider: RenderedProvider) {
    self.init(name: provider.name, members: provider.members, isFromStore: true)
    untouched = provider
    owner = provider.owner
  }
}

extension ModelsMerge {
  /// Spells keys and headers of `merged` as `file` does where they mean the same.
  static func adoptSpelling(of file: JSONObject, in merged: inout MergedProvider) {
    func adopt(_ key: String, _ new: JSON?) {
      guard let new, new != merged.members[key] else { return }
      merged.members[key] = new
      merged.untouched = nil
    }
    adopt("apiKey", adopted(merged.members["apiKey"], file["apiKey"]))
    adopt("headers", adoptedHeaders(merged.members["headers"], file["headers"]))
    let models = merged.members["models"]?.array ?? []
    guard models.contains(where: { $0["headers"] != nil }) else { return }
    let byID = Dictionary(
      (file["models"]?.array ?? []).compactMap { model in
        model["id"]?.string.map { ($0, model) }
      }, uniquingKeysWith: { first, _ in first })
    adopt(
      "models",
      .array(
        models.map { model in
          guard var object = model.object, let headers = object["headers"],
            let other = object["id"]?.string.flatMap({ byID[$0] })
          else { return model }
          object["headers"] = adoptedHeaders(headers, other["headers"])
          return .object(object)
        }))
  }

  private static func adopted(_ ours: JSON?, _ theirs: JSON?) -> JSON? {
    guard let mine = ours?.string, let other = theirs?.string,
      KeySpelling.canonical(mine) == KeySpelling.canonical(other)
    else { return ours }
    return theirs
  }

  private static func adoptedHeaders(_ ours: JSON?, _ theirs: JSON?) -> JSON? {
    guard let mine = ours?.object, let other = theirs?.object else { return ours }
    var result = mine
    for (name, value) in mine { result[name] = adopted(value, other[name]) }
    return .object(result)
  }
}
