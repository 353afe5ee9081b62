/// The words of one command line, sorted into options and arguments, handed out to parameters.
package final class WordReader {
  private var options: [String: [GivenOption]]
  private var arguments: ArraySlice<String>

  init(options: [GivenOption], arguments: [String]) {
    self.options = Dictionary(grouping: options, by: \.name)
    self.arguments = arguments[...]
  }

  /// Returns each use of an option, in the order given, and marks them as read.
  func takeOption(_ name: String) -> [GivenOption] {
    options.removeValue(forKey: name) ?? []
  }

  /// Returns up to `count` arguments and marks them as read.
  func takeArguments(_ count: Int) -> [String] {
    let taken = arguments.prefix(count)
    arguments = arguments.dropFirst(taken.count)
    return Array(taken)
  }

  /// The first argument no parameter asked for.
  var leftover: String? { arguments.first }
}

/// One use of an option or flag on the command line.
struct GivenOption: Equatable, Sendable {
  /// The declared name, whatever alias was typed.
  var name: String
  /// The value; nil for flags.
  var value: String?
  /// As typed, dashes included, without the value.
  var spelling: String
  var isNegated = false
}
