extension JSONParser {
  func position(_ offset: Int) -> JSONPosition {
    JSONPosition(offset: min(offset, end), in: bytes)
  }

  func error(
    _ code: JSONError.Code, _ message: String, at offset: Int, hint: String? = nil
  ) -> JSONError {
    JSONError(code, message, hint: hint, at: position(offset))
  }

  /// The error of a byte that cannot stand where it does.
  func unexpected() -> JSONError {
    guard at < end else { return error(.syntax, "The text ends too early.", at: end) }
    guard bytes[at] != 0 else {
      return error(
        .nul, "There is a NUL byte in the text.", at: at, hint: "Is this a text file?")
    }
    var stop = at + 1
    while stop < end, bytes[stop] & 0xC0 == 0x80 { stop += 1 }
    let text = String(decoding: bytes[at..<stop], as: UTF8.self).escapedForDisplay
    var hint: String?
    if !isJSON5, ["/", "'", "]", "}"].contains(text) {
      hint = "Comments, single quotes and trailing commas are not allowed here."
    }
    return error(.syntax, "The character '\(text)' cannot stand here.", at: at, hint: hint)
  }

  /// Throws `invalid_utf8` with the place of the first byte that is not.
  func checkEncoding() throws(JSONError) {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw self.error(
        .invalidUTF8, "The text is not valid UTF-8.", at: error.byteOffsets.lowerBound,
        hint: "Save the file as UTF-8.")
    }
  }
}

extension String {
  /// The text with what does not show as itself written as `U+000A`.
  var escapedForDisplay: String {
    unicodeScalars.reduce(into: "") { $0 += $1.isPrintable ? String($1) : $1.code }
  }
}
