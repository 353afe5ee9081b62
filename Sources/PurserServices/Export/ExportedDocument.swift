import JSONKit
import PurserDomain

/// The providers as an export wrote them, made again from what the store said then: three words tell a hand edit from an old
/// word of the store where two cannot.
struct ExportedDocument: Equatable, Sendable {
  /// A secret of then may be gone; then the `mark` of its digest stands in its place.
  let providers: JSONObject
  /// Whether there are such marks.
  var hasMarks = true

  /// What stands for the secret with `digest`. No text of a provider has a NUL.
  static func mark(_ digest: String) -> String { "\0\(digest)\0" }

  /// Returns which places of a file whose providers are `file` are somebody's word, providers with the key and the endpoint of
  /// each: what differs from the export is, and what that export had `kept` stays so. `digest` makes the digest of a secret
  /// where it can.
  func own(
    of file: JSONObject, kept: Set<String>, digest: (String) -> String?
  ) -> Set<String> {
    var own: Set<String> = []
    for (key, value) in file {
      let place = ExportNote.place(of: key.trimmed)
      let isKept = kept.contains(place.description)
      guard !isKept, var then = providers[key.trimmed]?.object, let now = value.object else {
        own.insert(place.description)
        for member in FileOrigin.members { own.insert(place.appending(member).description) }
        continue
      }
      for member in FileOrigin.members {
        let place = place.appending(member).description
        if kept.contains(place) {
          // The export did not write what the store said.
          then[member] = now[member]
          own.insert(place)
        } else if !isSame(now[member], then[member], as: member, digest) {
          own.insert(place)
        }
      }
      if !isSame(value, .object(then), as: "", digest) { own.insert(place.description) }
    }
    return own
  }

  /// Whether `now`, other providers of the store, say the same at `place`, which is a provider or a member of one.
  func says(_ now: JSONObject, at place: JSONPath, digest: (String) -> String?) -> Bool {
    let keys = place.elements.dropFirst().compactMap { element in
      if case .key(let key) = element { key } else { nil }
    }
    func value(_ providers: JSONObject) -> JSON? {
      keys.reduce(.object(providers)) { value, key in value?[key] }
    }
    return isSame(value(now), value(providers), as: keys.last ?? "", digest)
  }

  private func isSame(
    _ now: JSON?, _ then: JSON?, as member: String, _ digest: (String) -> String?
  ) -> Bool {
    guard let now, let then else { return now == then }
    let open = hasMarks ? Self.opened(then, now, digest) : then
    // As members of an object, so that a key counts as one.
    return ModelsComparison.areEqual([member: now], [member: open])
  }

  /// `then` with each mark replaced by what `now` has there, where that is the secret.
  private static func opened(_ then: JSON, _ now: JSON, _ digest: (String) -> String?) -> JSON {
    // Mostly they are the same, and nothing of it has to be made again.
    if then == now { return then }
    switch (then, now) {
    case (.object(let object), .object(let other)):
      return .object(
        JSONObject(object.map { ($0.key, opened($0.value, other[$0.key] ?? .null, digest)) }))
    case (.array(let elements), .array(let others)) where elements.count == others.count:
      return .array(zip(elements, others).map { opened($0, $1, digest) })
    case (.string(let marked), .string(let text)):
      return isOpened(marked, as: text, digest) ? now : then
    default: return then
    }
  }

  private static func isOpened(
    _ marked: String, as text: String, _ digest: (String) -> String?
  ) -> Bool {
    let parts = marked.utf8.split(separator: 0, omittingEmptySubsequences: false).map(Array.init)
    guard parts.count == 3 else { return false }
    // What could not be written then has this word.
    if text == KeySpelling.managedMarker { return true }
    let bytes = Array(text.utf8)
    let (before, behind) = (parts[0], parts[2])
    guard bytes.count > before.count + behind.count, bytes.starts(with: before),
      bytes.reversed().starts(with: behind.reversed())
    else { return false }
    let secret = String(
      decoding: bytes[before.count..<(bytes.count - behind.count)], as: UTF8.self)
    let wanted = String(decoding: parts[1], as: UTF8.self)
    return digest(secret) == wanted
      || KeySpelling.unescaped(secret).map { digest($0) == wanted } ?? false
  }
}
