/// A titled list that stands beside the commands of a page, such as the variables that a program reads.
package struct PageSection: Sendable {
  /// Its title in words, such as `Exit status`.
  package let title: String
  /// What is explained, and the explanation.
  package let entries: [(label: String, help: String)]

  /// Makes a section.
  package init(_ title: String, _ entries: [(label: String, help: String)]) {
    self.title = title
    self.entries = entries
  }
}
