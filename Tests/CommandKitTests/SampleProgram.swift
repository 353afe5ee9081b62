import CommandKit

/// A small program with each shape of parameter.
struct SampleContext {
  var log: [String] = []
}

enum Shade: String, CaseIterable, ArgumentValue {
  case light
  case dark
}

struct Paging: Equatable {
  var limit: Int
  var after: String?

  static let parameters = ParameterGroup(
    title: "Paging",
    Option("limit", "Most rows to list.", value: "n", default: 50),
    Option("after", "Begin after this row."),
    build: Self.init)
}

struct Scope: Equatable {
  var ids: [String]
  var all: Bool

  static let parameters = ParameterGroup(
    title: "Scope",
    Option("id", "Act on this box.", aliases: ["box"], completion: .named("boxes")),
    Flag("all", "Act on all boxes."),
    build: { (ids: [String], all: Bool) throws(UsageError) -> Scope in
      guard ids.isEmpty || !all else {
        throw UsageError(.conflict, "Choose either --id or --all, not both.")
      }
      return Scope(ids: ids, all: all)
    })
}

struct BoxAdd: Command, Equatable {
  var name: String
  var tags: [String]
  var label: String?
  var shade: Shade
  var weight: Int64
  var pack: Bool
  var token: String?
  var dryRun: Bool

  static let declaration = Declaration<Self>(
    "add", "Add a box.",
    Argument("name", "Name of the box."),
    Argument("tag", "Words to find it by."),
    Option("label", "Name shown in lists.", short: "l", allowsEmpty: true),
    Option("shade", "How it is painted.", default: .light),
    Option("weight", "Weight in grams.", value: "g", default: 0),
    Flag("pack", "Wrap it.", negatableWithDefault: true),
    Option("token", "Key to the box.", isSensitive: true, isHidden: true),
    Flag("dry-run", "Show what would change; change nothing.", short: "n"),
    examples: ["sample box add red", "sample box add red --label 'Red one' --shade dark"],
    build: Self.init)

  func run(in context: SampleContext) throws -> String { "\(self)" }
}

struct BoxList: Command, Equatable {
  var scope: Scope
  var paging: Paging
  var check: Bool

  static let declaration = Declaration<Self>(
    "list", "List the boxes.",
    Scope.parameters,
    Paging.parameters,
    Flag("check", "Look into each box."),
    examples: ["sample box list"],
    discussion: """
      The boxes come in the order in which they were added, and those that were moved come last.

      Nothing is opened.
      """,
    build: Self.init)

  func run(in context: SampleContext) throws -> String { "\(self)" }
}

struct BoxSecret: Command {
  static let declaration = Declaration<Self>(
    "secret", "Is not listed.", examples: [], isHidden: true, build: Self.init)

  func run(in context: SampleContext) throws -> String { "secret" }
}

struct Copy: Command, Equatable {
  var sources: [String]
  var text: TextSource?

  static let declaration = Declaration<Self>(
    "copy", "Copy files.",
    Argument("file", "Files to copy.", minimum: 1, completion: .files),
    Option("text", "Text to add; - reads standard input.", value: "text|-"),
    examples: ["sample copy a b"],
    build: Self.init)

  func run(in context: SampleContext) throws -> String { "\(self)" }
}

struct GlobalOptions: Equatable {
  var json: Bool
  var actor: String?

  static let parameters = ParameterGroup(
    Flag("json", "Answer with one JSON document."),
    Option("actor", "Who acts."),
    build: Self.init)
}

extension CommandNode where Context == SampleContext, Answer == String {
  static func sample<C: Command>(_ type: C.Type) -> CommandNode
  where C.Context == SampleContext, C.Answer == String {
    .command(C.declaration.name, type) { $0 }
  }
}

let sample = CommandTree<SampleContext, String>(
  program: "sample", globals: GlobalOptions.parameters.descriptions,
  root: .group("", "Keeps boxes.", bare: "box") {
    [
      .group(
        "box", "Boxes.", bare: "list", carried: Scope.parameters.descriptions,
        optionAliases: ["box-json": "json"]
      ) {
        [.sample(BoxList.self), .sample(BoxAdd.self), .sample(BoxSecret.self)]
      },
      .sample(Copy.self),
      .group("empty", "Has no bare form.") { [.sample(Copy.self)] },
    ]
  })

/// Runs a line and returns what the command answers, or what else the line asks for.
func outcome(_ line: String) throws -> String {
  switch try sample.parse(words(line)) {
  case .help(let path): "help \(path.joined(separator: " "))"
  case .version: "version"
  case .run(let invocation): try invocation.run(SampleContext())
  }
}

func words(_ line: String) -> [String] {
  line.split(separator: " ").map { $0 == "''" ? "" : String($0) }
}
