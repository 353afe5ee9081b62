import JSONKit

/// What a present `models.json` says, read once for all that is asked of it.
package struct PresentDocument: Equatable, Sendable {
  /// The document as its readers take it; nil when they do not.
  let json: JSON?
  /// Why the file counts as absent; nil when it does not.
  let fault: ExportNote?
  /// Whether a member is there twice, of which readers take the last.
  private var hasDuplicates = false

  /// The document as strict JSON; nil when it is none.
  var strict: JSON? { hasDuplicates ? nil : json }

  /// Reads the bytes of a file.
  package init(_ bytes: [UInt8]) {
    do throws(JSONError) {
      let document: JSON
      (document, hasDuplicates) = try Self.read(bytes)
      let isOne = document["providers"]?.object != nil
      json = isOne ? document : nil
      fault =
        isOne
        ? nil : Self.absent("has no object of providers", hint: "Keep a copy if it matters.")
    } catch {
      json = nil
      fault = Self.absent(
        "is not valid JSON (line \(error.line))",
        hint: "Keep a copy if it matters, or first run purser import DIR, which reads comments.")
    }
  }

  private static func read(_ bytes: [UInt8]) throws(JSONError) -> (JSON, hasDuplicates: Bool) {
    do throws(JSONError) {
      return (try JSON.parse(bytes), false)
    } catch {
      guard error.code == .duplicateKey else { throw error }
      return (try JSON.parse(bytes, limits: JSONLimits(duplicates: .lastWins)), true)
    }
  }

  private init(fault: ExportNote) {
    json = nil
    self.fault = fault
  }

  /// What a file says whose size keeps it from being read.
  static let tooLarge = PresentDocument(
    fault: absent("is too large to be read", hint: "Keep a copy if it matters."))

  private static func absent(_ reason: String, hint: String) -> ExportNote {
    ExportNote(.warning, .root, "The file \(reason) and counts as absent.", hint: hint)
  }
}
