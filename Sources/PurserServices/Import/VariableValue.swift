import PurserDomain

/// What a variable holds that a text of a configuration names.
enum VariableValue {
  /// Whether `value` of the variable `name` may be a credential, going by the name, or by a key in it.
  static func mayBeSecret(_ value: String, of name: String) -> Bool {
    CredentialName.matches(variable: name, value: value) || SecretToken.isKnownKey(in: value)
  }
}
