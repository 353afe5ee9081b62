package import CommandKit
package import JSONKit

/// What a command answers. It knows how to show itself and what the shell is told.
package protocol Answer {
  /// `done`, unless the answer is no or soon.
  var exitCode: ExitCode { get }

  /// Shows itself in the output's format.
  func write(to output: Output) throws
}

extension Answer {
  package var exitCode: ExitCode { .done }
}

/// An answer that is a value: all forms are made of it at the end.
package protocol View: Answer {
  /// The document of `--json`: an object, its contract in docs/json.md.
  var json: JSON { get }

  /// What people see.
  var text: Text { get }

  /// What `--plain` prints; the lines of `text` unless the view has a form for scripts.
  var plain: Text { get }
}

extension View {
  package var plain: Text { text }

  package func write(to output: Output) throws {
    switch output.format {
    case .json: try output.write(json)
    case .plain: try output.write(plain)
    case .people: try output.write(text)
    }
  }
}
