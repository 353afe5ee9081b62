/// Sorts the words of one command line, one word at a time: which command, which options, which
/// arguments. It knows the shape of options but makes no values.
///
/// Completion uses the same scanner and asks what could come next.
final class CommandScanner<Context, Answer> {
  let tree: CommandTree<Context, Answer>
  private(set) var path: [String] = []
  private(set) var node: CommandNode<Context, Answer>
  /// Set once the words name a command, or once the line has ended at a group with a bare form.
  private(set) var leaf: CommandLeaf<Context, Answer>?
  private(set) var options: [GivenOption] = []
  private(set) var arguments: [String] = []
  /// An option whose value is the next word.
  private(set) var pending: (option: GivenOption, parameter: ParameterDescription)?
  private(set) var wantsHelp = false
  private(set) var wantsVersion = false
  private(set) var optionsEnded = false
  /// Other names for options, of each group on the way here.
  private var optionAliases: [[String: String]] = []

  init(_ tree: CommandTree<Context, Answer>) {
    self.tree = tree
    node = tree.root
    if case .group(let group) = tree.root.content { optionAliases = [group.optionAliases] }
  }

  /// Takes the next word. Throws when it cannot stand here.
  func consume(_ word: String) throws(UsageError) {
    if let waiting = pending {
      pending = nil
      guard !looksLikeOption(word) else {
        throw .missingValue(waiting.parameter, spelling: waiting.option.spelling)
      }
      options.append(waiting.option.with(value: word))
    } else if optionsEnded {
      arguments.append(word)
    } else if word == "--" {
      optionsEnded = true
    } else if word.hasPrefix("--") {
      try consumeLong(word)
    } else if looksLikeOption(word) {
      try consumeShorts(word)
    } else if case .group(let group) = node.content {
      try descend(word, in: group)
    } else {
      arguments.append(word)
    }
  }

  /// Ends the line: settles on the bare form of a group. Throws when an option lacks its value.
  func finish() throws(UsageError) {
    if let pending { throw .missingValue(pending.parameter, spelling: pending.option.spelling) }
    guard !wantsHelp else { return }
    while case .group(let group) = node.content, let bare = group.bare,
      let child = group.child(named: bare)
    {
      enter(child)
    }
  }

  /// Options that may stand here, those of the bare form included.
  var knownOptions: [ParameterDescription] {
    ownOptions + tree.globals
  }

  private var ownOptions: [ParameterDescription] {
    if let leaf { return leaf.description.parameters.filter { $0.kind != .argument } }
    guard case .group(let group) = node.content else { return [] }
    var options = group.carried()
    var next = group
    while let bare = next.bare, let child = next.child(named: bare) {
      switch child.content {
      case .command(let leaf):
        let declared = leaf().description.parameters
        return options + declared.filter { $0.kind != .argument }
      case .group(let inner):
        options += inner.carried()
        next = inner
      }
    }
    return options
  }

  private func descend(
    _ word: String, in group: CommandGroup<Context, Answer>
  ) throws(UsageError) {
    guard let child = group.child(named: word) else {
      throw .unknownCommand(
        word, group: tree.title(path),
        known: group.members().filter { !$0.isHidden || group.isHidden }.map(\.name),
        below: homes(of: word, below: group))
    }
    enter(child)
  }

  /// The commands one level further down that are called `word`, as they are typed.
  private func homes(of word: String, below group: CommandGroup<Context, Answer>) -> [String] {
    var homes: [String] = []
    for member in group.members() where !member.isHidden {
      guard case .group(let inner) = member.content, let child = inner.child(named: word),
        !child.isHidden
      else { continue }
      homes.append(tree.title(path + [member.name, word]))
    }
    return homes
  }

  private func enter(_ child: CommandNode<Context, Answer>) {
    path.append(child.name)
    node = child
    switch child.content {
    case .command(let make): leaf = make()
    case .group(let group): optionAliases.append(group.optionAliases)
    }
  }

  private func consumeLong(_ word: String) throws(UsageError) {
    let body = word.dropFirst(2)
    // A value may begin with a combining mark, and "=" with one behind it is another Character.
    let equals = body.utf8.firstIndex(of: UInt8(ascii: "="))
    let name = String(equals.map { body[..<$0] } ?? body)
    let inline = equals.map { String(body[body.utf8.index(after: $0)...]) }
    let spelling = "--\(name)"
    if name == "help" || name == "version" {
      if inline != nil { throw .unexpectedValue(spelling) }
      if name == "help" { wantsHelp = true } else { wantsVersion = true }
      return
    }
    guard let (parameter, isNegated) = option(named: name) else {
      throw .unknownOption(
        spelling,
        known: knownOptions.filter { !$0.isHidden }.flatMap(\.longNames).map { "--\($0)" } + [
          "--help", "--version",
        ])
    }
    var given = GivenOption(name: parameter.name, spelling: spelling, isNegated: isNegated)
    switch (parameter.kind, inline) {
    case (.option, nil): pending = (given, parameter)
    case (.option, let value?):
      given.value = value
      options.append(given)
    case (_, nil): options.append(given)
    case (_, _?): throw .unexpectedValue(spelling)
    }
  }

  private func consumeShorts(_ word: String) throws(UsageError) {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      let spelling = "-\(letter)"
      if letter == "h" {
        wantsHelp = true
      } else if letter == "V" {
        wantsVersion = true
      } else if let parameter = knownOptions.first(where: { $0.short == letter }) {
        let given = GivenOption(name: parameter.name, spelling: spelling)
        guard parameter.kind == .option else {
          options.append(given)
          continue
        }
        if letters.isEmpty {
          pending = (given, parameter)
        } else {
          if letters.first == "=" { letters.removeFirst() }
          options.append(given.with(value: String(letters)))
        }
        return
      } else {
        throw .unknownOption(spelling, known: [])
      }
    }
  }

  private func option(named typed: String) -> (ParameterDescription, isNegated: Bool)? {
    // Loops and no chains: this type is generic, so the types of a chain would be made at run time.
    var name = typed
    for aliases in optionAliases {
      guard let other = aliases[typed] else { continue }
      name = other
      break
    }
    // Before the command's name, what it declares is only looked at for an option that not every command takes.
    if leaf == nil, let found = Self.option(named: name, in: tree.globals) { return found }
    return Self.option(named: name, in: ownOptions) ?? Self.option(named: name, in: tree.globals)
  }

  private static func option(
    named name: String, in known: [ParameterDescription]
  ) -> (ParameterDescription, isNegated: Bool)? {
    for parameter in known {
      if parameter.name == name || parameter.aliases.contains(name) { return (parameter, false) }
      if parameter.isNegatable, name == "no-\(parameter.name)" { return (parameter, true) }
    }
    return nil
  }

  /// A dash and a digit is a number, and a dash alone is standard input; neither is an option.
  private func looksLikeOption(_ word: String) -> Bool {
    guard word.count > 1, word.first == "-" else { return false }
    let second = word[word.index(after: word.startIndex)]
    return !(second.isASCII && second.isNumber)
  }
}

extension GivenOption {
  func with(value: String) -> GivenOption {
    var copy = self
    copy.value = value
    return copy
  }
}

extension CommandNode {
  /// Left out of help, completion and suggestions.
  package var isHidden: Bool {
    switch content {
    case .command(let make): make().description.isHidden
    case .group(let group): group.isHidden
    }
  }
}
