/// Words in columns that a check of the schema limits.
extension RawRepresentable where RawValue == String {
  /// Throws `corrupt` for a word that this program does not know, which the schema does not let in.
  init(stored word: String) throws {
    guard let value = Self(rawValue: word) else {
      throw StoreError.damaged("\(Self.self)", word)
    }
    self = value
  }
}
