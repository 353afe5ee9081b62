import JSONKit
import PurserDomain
import SecretKit

/// Takes the secrets of a request out of a text, however a server spells them when it repeats them.
///
/// A text is read in layers: without what cannot be seen, sequences for terminals and white space, then with the escapes of
/// JSON, addresses and HTML undone, then those that come to light by that. A secret that stands in any layer, itself or in an
/// encoding, is taken out of the text itself, so nothing that is later left out of a text or undone can put it together again.
struct SecretScrub {
  private let spellings: SecretSpellings

  /// How much of a text is looked at; what follows is left out.
  private static let lookedAt = 1 << 16

  init(_ secrets: [SecretBytes]) { spellings = SecretSpellings(secrets) }

  func text(_ text: String) -> String {
    guard text.utf8.count >= SecretSpellings.shortest, !spellings.words.isEmpty else { return text }
    let bytes = Array(text.utf8.prefix(Self.lookedAt))
    guard spellings.mayOccur(in: bytes) else { return text }
    var hits = SpelledText.layers(of: bytes).flatMap { spellings.places(in: $0) }
    guard !hits.isEmpty else { return text }
    hits.sort { $0.lowerBound < $1.lowerBound }
    var result: [UInt8] = []
    var place = 0
    for hit in hits where hit.upperBound > place {
      // What overlaps is one secret in two spellings.
      if hit.lowerBound >= place {
        result += bytes[place..<hit.lowerBound]
        result += Redaction.mark.utf8
      }
      place = hit.upperBound
    }
    result += bytes[place...]
    return String(decoding: result, as: UTF8.self)
  }

  /// `json` with the secrets taken out of its texts and names.
  func json(_ json: JSON) -> JSON {
    switch json {
    case .string(let text): return .string(self.text(text))
    case .array(let values): return .array(values.map(self.json))
    case .object(let members):
      return .object(
        members.reduce(into: JSONObject()) { $0[text($1.key)] = self.json($1.value) })
    case .null, .bool, .number: return json
    }
  }
}
