import JSONKit

/// The text of a `models.json`, read as leniently as the newest of its readers does: with a byte order mark,
/// comments, commas too many, and of a doubled key the last. [research/cli-and-formats.md 11.2]
struct ModelsText {
  /// What older readers refuse.
  struct Remark {
    var position: JSONPosition?
    var path = JSONPath.root
    var message: String
    var hint: String?

    /// The remark as a finding about `file`.
    func finding(in file: String) -> ImportFinding {
      ImportFinding(.note, file: file, position: position, path: path, message, hint: hint)
    }
  }

  let document: JSON
  private(set) var remarks: [Remark] = []
  private let syntax: JSONSyntax

  /// Reads `bytes`. Throws what strict reading says of a text that is not even JSON with comments.
  init(_ bytes: [UInt8], limit: Int) throws(JSONError) {
    let limits = JSONLimits(bytes: limit)
    let duplicates: [JSONDuplicate]
    do throws(JSONError) {
      (document, duplicates) = try JSON.parseListingDuplicates(
        bytes, syntax: .jsonAfterByteOrderMark, limits: limits)
      syntax = .jsonAfterByteOrderMark
    } catch {
      guard
        let lenient = try? JSON.parseListingDuplicates(bytes, syntax: .json5, limits: limits)
      else { throw error }
      (document, duplicates) = lenient
      syntax = .json5
      remarks.append(
        Remark(
          position: error.position,
          message:
            "The file is no strict JSON, which older readers refuse as a whole; it was read with its "
            + "comments and further commas left out.",
          hint: "purser export writes it as strict JSON, without comments."))
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      remarks.append(
        Remark(message: "The file begins with a byte order mark, which older readers refuse."))
    }
    for duplicate in duplicates.prefix(20) {
      remarks.append(
        Remark(
          position: duplicate.position, path: duplicate.path,
          message: "The key is there twice; the last one counts.",
          hint: "Remove one of the two."))
    }
  }

  /// Finds places in `bytes`, the same text.
  func locator(_ bytes: [UInt8], limit: Int) -> JSONLocator? {
    JSONLocator(bytes, syntax: syntax, limits: JSONLimits(bytes: limit, duplicates: .lastWins))
  }
}
