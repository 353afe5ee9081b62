/// What a command line asks for.
package enum ParsedLine<Context, Answer> {
  /// The help page of the command or group at `path`.
  case help(path: [String])
  case version
  case run(Invocation<Context, Answer>)
}

/// A command line that was understood.
package struct Invocation<Context, Answer> {
  /// Words that name the command, without the program's.
  package let path: [String]
  /// Options every command takes, not yet made into values.
  package let globals: WordReader
  /// The command's words for the record: path, options, arguments; without options every command
  /// takes, and with `***` for values that may be secret.
  package let recordedWords: [String]
  /// Runs the command.
  package let run: CommandLeaf<Context, Answer>.Action
}

extension CommandTree {
  /// Reads a command line, without the program's own name. Throws a usage error that knows its
  /// command's usage line. Touches nothing but the words.
  package func parse(_ words: [String]) throws(UsageError) -> ParsedLine<Context, Answer> {
    let scanner = CommandScanner(self)
    do throws(UsageError) {
      for word in words { try scanner.consume(word) }
      try scanner.finish()
      if scanner.wantsHelp { return .help(path: scanner.path) }
      if scanner.wantsVersion { return .version }
      guard let leaf = scanner.leaf else { return .help(path: scanner.path) }
      return .run(try invocation(leaf, from: scanner))
    } catch {
      throw located(error, at: scanner.path)
    }
  }

  private func invocation(
    _ leaf: CommandLeaf<Context, Answer>, from scanner: CommandScanner<Context, Answer>
  ) throws(UsageError) -> Invocation<Context, Answer> {
    let globalNames = Set(globals.map(\.name))
    // An argument may have the name of an option that another member takes.
    let declared = Set(leaf.description.parameters.filter { $0.kind != .argument }.map(\.name))
    let own = scanner.options.filter { declared.contains($0.name) }
    // A group accepts what one of its members takes; the member that runs may not take it.
    for option in scanner.options
    where !declared.contains(option.name) && !globalNames.contains(option.name) {
      throw .unsupportedOption(option.spelling, command: title(scanner.path))
    }
    let words = WordReader(options: own, arguments: scanner.arguments)
    let run = try leaf.read(words)
    let global = scanner.options.filter { !declared.contains($0.name) }
    return Invocation(
      path: scanner.path,
      globals: WordReader(options: global, arguments: []),
      recordedWords: scanner.path
        + recorded(own, arguments: scanner.arguments, of: leaf.description),
      run: run)
  }

  private func recorded(
    _ options: [GivenOption], arguments: [String], of command: CommandDescription
  ) -> [String] {
    var words: [String] = []
    let places = command.parameters.filter { $0.kind == .argument }
    for (index, word) in arguments.enumerated() {
      let place = index < places.count ? places[index] : places.last
      words.append(place?.isSensitive == true ? "***" : word)
    }
    for option in options {
      words.append(option.isNegated ? "--no-\(option.name)" : "--\(option.name)")
      guard let value = option.value else { continue }
      let isSensitive = command.parameters.contains {
        $0.kind != .argument && $0.name == option.name && $0.isSensitive
      }
      words.append(isSensitive ? "***" : value)
    }
    return words
  }

  /// Adds the usage line of the command being read.
  package func located(_ error: UsageError, at path: [String]) -> UsageError {
    var located = error
    located.path = path
    located.usage = catalogueEntry(at: path).map {
      HelpPage.usageLine($0, program: program)
    }
    return located
  }
}
