/// How tables are read that hold rows of many scopes.
package enum ScopeReads {
  /// Up to this many are read each by itself, by an index; for more of them the whole table is, with one query.
  package static let few = 16
}
