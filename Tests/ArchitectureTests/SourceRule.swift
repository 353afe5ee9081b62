/// A rule about the text of one file.
struct SourceRule: Sendable, CustomStringConvertible {
  /// The rule in one sentence.
  let description: String
  /// Returns the numbers (from 1) of the lines that break the rule.
  let violations: @Sendable (SourceFile) -> [Int]

  /// `public` occurs nowhere: an application needs `package` and less.
  static let noPublic = SourceRule(description: "'public' occurs nowhere") { file in
    file.source.lines(withWord: "public")
  }

  /// `unsafe` occurs only where memory of C is touched.
  static let unsafeOnlyBesideC = SourceRule(
    description: "'unsafe' occurs only in the kits that touch C"
  ) { file in
    guard !["SQLiteKit", "SystemKit", "SecretKit", "HTTPKit"].contains(file.target) else {
      return []
    }
    return file.source.lines(withWord: "unsafe")
  }

  /// Only the edge prints and exits.
  static let quietBelowTheEdge = SourceRule(
    description: "'print' and 'exit' occur only at the program's edge"
  ) { file in
    guard file.target != "purser" else { return [] }
    let source = file.source
    return ["print", "debugPrint", "exit"].flatMap(source.lines(calling:))
  }

  /// SQL stands in the repositories, the migrator, the snapshot and the drivers.
  static let sqlInItsPlace = SourceRule(
    description: "SQL stands only in PurserStore, the migrator and the drivers"
  ) { file in
    let isKitPlace =
      file.target == "SQLKit"
      && ["Migrator.swift", "SchemaSnapshot.swift"].contains(file.pathInTarget)
    guard !isKitPlace, !["PurserStore", "SQLiteKit"].contains(file.target) else { return [] }
    return file.source.literals.filter { isSQL($0.text) }.map(\.line)
  }

  /// A type or function that crosses targets carries a comment, its own or that of the requirement
  /// it fulfils. Properties may speak for themselves.
  static let documented = SourceRule(
    description: "every 'package' type and function has a doc comment"
  ) { file in
    file.source.code.indices.filter { index in
      let words = file.source.code[index].split(separator: " ").drop { $0.hasPrefix("@") }
      guard words.first == "package", let name = declaredName(words),
        !SourceTree.requirements.contains(name)
      else { return false }
      return !file.source.hasDocComment(above: index)
    }.map { $0 + 1 }
  }

  /// The name that a declaration of a type or function gives; nil for any other line.
  static func declaredName(_ words: ArraySlice<Substring>) -> String? {
    let keywords: Set<Substring> = ["struct", "class", "enum", "protocol", "actor", "func"]
    guard let keyword = words.firstIndex(where: { keywords.contains($0) }),
      words[..<keyword].allSatisfy({ $0.allSatisfy(\.isLetter) }), keyword + 1 < words.endIndex
    else { return nil }
    let name = words[keyword + 1].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    // An operator is explained by the protocol it comes from.
    return name.isEmpty ? nil : String(name)
  }

  /// Types are named after what they are.
  static let tellingNames = SourceRule(
    description: "no type is a Manager, Helper, Utils or Impl"
  ) { file in
    let source = file.source
    return source.code.indices.filter { index in
      let words = source.code[index].split { !($0.isLetter || $0.isNumber || $0 == "_") }
      return zip(words, words.dropFirst()).contains { keyword, name in
        ["struct", "class", "enum", "protocol", "actor", "typealias"].contains(keyword)
          && ["Manager", "Helper", "Helpers", "Utils", "Util", "Impl"].contains(
            where: name.hasSuffix)
      }
    }.map { $0 + 1 }
  }

  private static func isSQL(_ text: String) -> Bool {
    let words = text.split { $0 == " " || $0 == "\n" || $0 == "(" || $0 == "," }
    let pairs = zip(words, words.dropFirst())
    return pairs.contains { first, second in
      switch first {
      case "INSERT": second == "INTO" || second == "OR"
      case "DELETE": second == "FROM"
      case "CREATE", "DROP", "ALTER":
        ["TABLE", "INDEX", "TRIGGER", "VIEW", "UNIQUE"].contains(second)
      case "BEGIN": ["IMMEDIATE", "DEFERRED", "EXCLUSIVE"].contains(second)
      case "SELECT", "UPDATE": words.contains("FROM") || words.contains("SET")
      case "PRAGMA", "SAVEPOINT", "ATTACH": true
      default: false
      }
    }
  }
}
