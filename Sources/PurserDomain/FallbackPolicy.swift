/// Which fallbacks a scope uses for a purpose. Absent, empty and present differ, so this is stored.
package enum FallbackPolicy: String, Hashable, Sendable, CaseIterable {
  /// Those of the defaults.
  case inherit
  /// None: a failure of the primary is shown.
  case none
  /// The scope's own list.
  case list
}
