package import SystemKit

extension Environment {
  /// The same without what opens the store's secrets: for everything but the vault. An imported configuration may name any
  /// variable as a key, a header or one to be passed to a program.
  package var withoutKeys: Environment {
    names.filter { $0.hasPrefix("PURSER_KEY") }.reduce(self) { $0.setting($1, nil) }
  }
}
