/// Keeps keys out of the places of names, where they would be stored, listed and logged.
package enum KeyLikeText {
  /// Throws `invalid` when `value`, or a part of it between `:`, `/`, `=`, `,`, `@` and blanks, begins as keys of
  /// known services do; with `isStored` also when it looks random, as names that people choose do not.
  ///
  /// `parameter` is what the value was given for, such as `--profile-id`. The error does not repeat the value.
  package static func check(
    parameter: String, value: String, isStored: Bool = false
  ) throws(DomainError) {
    guard !parts(of: value).isEmpty || (isStored && SecretShape.matches(value.trimmed)) else {
      return
    }
    throw DomainError(
      .invalid, "What was given for '\(parameter)' looks like a key.", subject: parameter,
      hint: "A key is never an argument: it is read from standard input, a file, a variable or "
        + "the terminal.")
  }

  /// Returns the parts of `value` between `:`, `/`, `=`, `,`, `@` and blanks that begin as keys of known services do.
  package static func parts(of value: String) -> [String] {
    value.utf8.split { ":/=,@ \t\n\r".utf8.contains($0) }
      .map { part in
        String(decoding: part.drop { $0 == UInt8(ascii: "-") }, as: UTF8.self)
      }
      .filter(SecretShape.hasKnownPrefix)
  }
}
