import PurserTestSupport

/// The Swift files of the repository by target.
struct SourceFile: Sendable, CustomStringConvertible {
  /// Path relative to the repository's root.
  let path: String
  /// The file's text.
  let text: String
  /// The text taken apart, once for all rules.
  let source: SwiftSource

  init(path: String, text: String) {
    self.path = path
    self.text = text
    source = SwiftSource(text)
  }

  var description: String { path }

  /// The target that the file belongs to: its folder under `Sources` or `Tests`, or `Migrations`.
  var target: String {
    let parts = path.split(separator: "/")
    if parts[0] == "migrations" { return "Migrations" }
    return parts.count > 2 ? String(parts[1]) : String(parts[0])
  }

  /// Path below the target's folder.
  var pathInTarget: String {
    path.split(separator: "/").dropFirst(target == "Migrations" ? 1 : 2).joined(separator: "/")
  }
}

/// The files that the rules are asked about.
enum SourceTree {
  /// Everything below `Sources` and `migrations`, test support included.
  static let sources: [SourceFile] = files(below: ["Sources", "migrations"])

  /// What goes into the program: the sources without test support and the build's own tool.
  static let shipped: [SourceFile] = sources.filter {
    !["PurserTestSupport", "embed-files"].contains($0.target)
  }

  /// Everything below `Tests`.
  static let tests: [SourceFile] = files(below: ["Tests"])

  /// Names of functions that protocols ask for and explain, those of the standard library included
  /// that we fulfil.
  static let requirements: Set<String> = sources.reduce(into: ["appendLiteral", "hash"]) {
    names, file in
    for (index, line) in file.source.code.enumerated() {
      let words = line.split(separator: " ")[...]
      guard let first = words.first, ["func", "static", "mutating"].contains(first),
        let name = SourceRule.declaredName(words), file.source.hasDocComment(above: index)
      else { continue }
      names.insert(name)
    }
  }

  private static func files(below folders: [String]) -> [SourceFile] {
    folders.flatMap { Repository.files(below: $0, suffix: ".swift") }.compactMap { path in
      (try? Repository.text(path)).map { SourceFile(path: path, text: $0) }
    }
  }
}
