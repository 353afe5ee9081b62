/// The version of this program: the only place that names it.
package enum ProgramVersion {
  /// `1.2.3`, as in the changelog.
  package static let text = "0.1.0"
}
