import Testing

@testable import CommandKit

@Suite struct UsageErrorTests {
  @Test(
    arguments: [
      ("bix", "Unknown command 'bix'.", "Did you mean 'sample box'?"),
      ("box ad", "Unknown command 'ad'.", "Did you mean 'sample box add'?"),
      ("box dump", "Unknown command 'dump'.", "Choose one of: list, add."),
      ("box secre", "Unknown command 'secre'.", "Choose one of: list, add."),
      ("box add red --lable L", "Unknown option '--lable'.", "Did you mean '--label'?"),
      ("box add red --jsno", "Unknown option '--jsno'.", "Did you mean '--json'?"),
      ("box add red --quite-else", "Unknown option '--quite-else'.", nil),
      ("box add red --no-json", "Unknown option '--no-json'.", "Did you mean '--json'?"),
      ("box add red -x", "Unknown option '-x'.", nil),
      ("box add red --tokem S", "Unknown option '--tokem'.", nil),
      ("box --label L add", "Unknown option '--label'.", "Did you mean '--all'?"),
      ("box add", "Missing argument '<name>'.", "Name of the box."),
      ("copy", "Missing argument '<file>'.", "Files to copy."),
      ("box list extra", "Unexpected argument 'extra'.", nil),
      (
        "box add red --label", "Missing value for '--label <label>'.",
        "A value that starts with a dash is written '--label=VALUE'."
      ),
      (
        "box add red --label --json", "Missing value for '--label <label>'.",
        "A value that starts with a dash is written '--label=VALUE'."
      ),
      ("box add red --json=1", "The flag '--json' takes no value.", "Write '--json' alone."),
      ("--help=1", "The flag '--help' takes no value.", "Write '--help' alone."),
      (
        "box add red --shade drak", "The value 'drak' is invalid for '--shade <shade>'.",
        "Did you mean 'dark'?"
      ),
      (
        "box add red --shade mauve", "The value 'mauve' is invalid for '--shade <shade>'.",
        "Choose one of: light, dark."
      ),
      (
        "box list --limit ten", "The value 'ten' is invalid for '--limit <n>'.",
        "Give a whole number."
      ),
      (
        "box list --limit +5", "The value '+5' is invalid for '--limit <n>'.",
        "Give a whole number."
      ),
      (
        "box list --limit 99999999999999999999",
        "The value '99999999999999999999' is invalid for '--limit <n>'.", "Give a smaller number."
      ),
      (
        "box list --id a,,b", "Empty value for '--id'.",
        "Give at least one value, and nothing empty between commas."
      ),
      (
        "box list --id ''", "Empty value for '--id'.",
        "Give at least one value, and nothing empty between commas."
      ),
      (
        "box list --after ''", "Empty value for '--after'.", "Give a value, or leave '--after' out."
      ),
      (
        "box list --after=", "Empty value for '--after'.",
        "Give a value, or leave '--after' out."
      ),
      ("box list --id a --all", "Choose either --id or --all, not both.", nil),
      ("box --id a add red", "'sample box add' does not take '--id'.", "Leave it out."),
      ("box --check add red", "'sample box add' does not take '--check'.", "Leave it out."),
    ] as [(String, String, String?)])
  func `a wrong line gets one clear message`(
    line: String, message: String, hint: String?
  ) throws {
    let error = try #require(throws: UsageError.self) { try outcome(line) }
    #expect(error.message == message)
    #expect(error.hint == hint)
  }

  @Test func `an error knows the usage of its command`() throws {
    let error = try #require(throws: UsageError.self) { try outcome("box list extra") }
    #expect(error.path == ["box", "list"])
    #expect(
      error.usage
        == "sample box list [--id <id>] ... [--all] [--limit <n>] [--after <after>] [--check]")
  }

  @Test(arguments: [
    ("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("same", "same", 0),
    ("jsno", "json", 1), ("ab", "ba", 1), ("żółw", "zolw", 3),
  ])
  func `edits are counted, a swap as one`(first: String, second: String, edits: Int) {
    #expect(editDistance(Array(first), Array(second)) == edits)
  }

  @Test func `the nearest word wins, the first of equals`() {
    #expect(nearest(to: "lists", among: ["last", "list", "lisp"]) == "list")
    #expect(nearest(to: "lis", among: ["lit", "lid"]) == "lit")
    #expect(nearest(to: "ls", among: ["set"]) == nil)
    #expect(nearest(to: "--st", among: ["--at", "--stores", "--store"]) == "--store")
    #expect(nearest(to: "s", among: ["at", "store"]) == nil)
  }
}
