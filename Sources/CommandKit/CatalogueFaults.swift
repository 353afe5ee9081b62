extension CommandCatalogue {
  /// Mistakes in the declarations that the compiler cannot see, one sentence each; empty when all
  /// is well. Meant for a test.
  package var faults: [String] {
    func walk(_ command: CommandDescription) -> [String] {
      let title = ([program] + command.path).joined(separator: " ")
      return faults(of: command).map { "\(title): \($0)" } + command.members.flatMap(walk)
    }
    return walk(root)
  }

  private func faults(of command: CommandDescription) -> [String] {
    var faults: [String] = []
    if !command.summary.hasSuffix(".") { faults.append("the summary is not a sentence") }
    if command.isGroup {
      if let bare = command.bare, !command.members.contains(where: { $0.name == bare }) {
        faults.append("no member is named '\(bare)'")
      }
      faults += repeated(command.members.map(\.name)).map { "two members named '\($0)'" }
    } else if command.examples.isEmpty && !command.isHidden {
      faults.append("no example")
    }
    for example in command.examples where !example.hasPrefix(program) {
      faults.append("the example '\(example)' does not begin with '\(program)'")
    }
    for parameter in command.parameters where !parameter.help.hasSuffix(".") {
      faults.append("the help of \(parameter.display) is not a sentence")
    }
    let options = command.parameters + globals
    let names = options.flatMap(\.longNames) + ["help", "version"]
    faults += repeated(names).map { "two options named '--\($0)'" }
    faults += repeated(options.compactMap(\.short).map(String.init) + ["h", "V"])
      .map { "two options named '-\($0)'" }
    return faults + argumentFaults(command.parameters.filter { $0.kind == .argument })
  }

  private func argumentFaults(_ arguments: [ParameterDescription]) -> [String] {
    var faults: [String] = []
    for (earlier, later) in zip(arguments, arguments.dropFirst()) {
      if earlier.occurrence == .repeated {
        faults.append("\(later.display) stands after an argument that takes all words")
      }
      if !earlier.isRequired, later.isRequired {
        faults.append("\(later.display) is needed but stands after an argument that is not")
      }
    }
    return faults
  }

  private func repeated(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { !seen.insert($0).inserted }
  }
}

extension CommandTree {
  /// Commands that stand in the tree under another name than their declaration's, as
  /// "tree: declaration". Meant for a test.
  package var misnamed: [String] {
    func walk(_ node: CommandNode<Context, Answer>) -> [String] {
      switch node.content {
      case .group(let group): return group.members().flatMap(walk)
      case .command(let make):
        let declared = make().description.name
        return declared == node.name ? [] : ["\(node.name): \(declared)"]
      }
    }
    return walk(root)
  }
}
