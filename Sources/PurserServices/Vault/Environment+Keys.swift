package import SystemKit

extension Environment {
  /// The same without what opens the store's secrets: for every program of others that is started.
  package var withoutKeys: Environment {
    names.filter { $0.hasPrefix("PURSER_KEY") }.reduce(self) { $0.setting($1, nil) }
  }
}
