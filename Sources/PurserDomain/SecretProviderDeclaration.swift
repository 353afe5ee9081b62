/// How the secrets of one source are reached: what stands under a name in `secrets.providers`.
package struct SecretProviderDeclaration: Equatable, Sendable {
  /// Where its secrets lie.
  package enum Source: Equatable, Sendable {
    /// Variables of the environment; with a list, only those.
    case environment(allowed: [String]?)
    case file(File)
    case program(Program)
  }

  /// A file of secrets.
  package struct File: Equatable, Sendable {
    /// How the file is read.
    package enum Mode: String, Equatable, Sendable {
      /// JSON whose members are named by a pointer.
      case json
      /// The whole content is one secret; its id is `value`.
      case singleValue
    }

    /// As written; a leading `~` is the home.
    package var path: String
    package var mode: Mode
    /// The most bytes the file may have; nil for the standard limit.
    package var maximumBytes: Int64?
    /// Whether others may be allowed to read it.
    package var allowsInsecurePath: Bool

    package init(
      path: String, mode: Mode = .json, maximumBytes: Int64? = nil,
      allowsInsecurePath: Bool = false
    ) {
      self.path = path
      self.mode = mode
      self.maximumBytes = maximumBytes
      self.allowsInsecurePath = allowsInsecurePath
    }
  }

  /// A program that prints secrets.
  package struct Program: Equatable, Sendable {
    /// Absolute path, or below `~`; run without a shell.
    package var command: String
    package var arguments: [String]
    /// Variables it gets from the environment; it gets no others but `variables`.
    package var passedVariables: [String]
    /// Variables it gets with these values, by name.
    package var variables: [String: String]
    /// Whether its answer has to be the JSON of the protocol.
    package var requiresJSON: Bool
    /// Milliseconds until it is ended; nil for the standard limit.
    package var timeoutMilliseconds: Int64?
    /// The most bytes it may print; nil for the standard limit.
    package var maximumBytes: Int64?
    /// Whether others may be allowed to change it.
    package var allowsInsecurePath: Bool

    package init(
      command: String, arguments: [String] = [], passedVariables: [String] = [],
      variables: [String: String] = [:], requiresJSON: Bool = true,
      timeoutMilliseconds: Int64? = nil, maximumBytes: Int64? = nil,
      allowsInsecurePath: Bool = false
    ) {
      self.command = command
      self.arguments = arguments
      self.passedVariables = passedVariables
      self.variables = variables
      self.requiresJSON = requiresJSON
      self.timeoutMilliseconds = timeoutMilliseconds
      self.maximumBytes = maximumBytes
      self.allowsInsecurePath = allowsInsecurePath
    }
  }

  package var source: Source

  package init(_ source: Source) { self.source = source }

  /// The word of the source in a reference: `env`, `file` or `exec`.
  package var sourceName: String {
    switch source {
    case .environment: "env"
    case .file: "file"
    case .program: "exec"
    }
  }
}
