import PurserTestSupport
import Testing

@testable import CommandKit

private func page(_ path: [String], width: Int = 80) throws -> String {
  let entry = try #require(sample.catalogueEntry(at: path))
  return HelpPage(entry, program: "sample", globals: sample.globals, width: width).text
}

@Suite struct HelpPageTests {
  @Test func `a command's page`() throws {
    #expect(
      try page(["box", "add"]) == """
        OVERVIEW: Add a box.

        USAGE: sample box add [--label <label>] [--shade <shade>] [--weight <g>] [--pack|--no-pack] [--dry-run] <name> [<tag>] ...

        ARGUMENTS:
          <name>                  Name of the box.
          <tag>                   Words to find it by.

        OPTIONS:
          -l, --label <label>     Name shown in lists.
          --shade <shade>         How it is painted. (values: light, dark; default:
                                  light)
          --weight <g>            Weight in grams. (default: 0)
          --pack/--no-pack        Wrap it. (default: --pack)
          -n, --dry-run           Show what would change; change nothing.
          -h, --help              Show help information.

        EXAMPLES:
          sample box add red
          sample box add red --label 'Red one' --shade dark

        GLOBAL OPTIONS:
          --json                  Answer with one JSON document.
          --actor <actor>         Who acts.
          -V, --version           Show the version.

        """)
  }

  @Test func `titled groups have their own sections, and text is wrapped`() throws {
    #expect(
      try page(["box", "list"], width: 50) == """
        OVERVIEW: List the boxes.

        The boxes come in the order in which they were
        added, and those that were moved come last.

        Nothing is opened.

        USAGE: sample box list [--id <id>] ... [--all] [--limit <n>] [--after <after>] [--check]

        SCOPE:
          --id, --box <id>        Act on this box.
          --all                   Act on all boxes.

        PAGING:
          --limit <n>             Most rows to list.
                                  (default: 50)
          --after <after>         Begin after this row.

        OPTIONS:
          --check                 Look into each box.
          -h, --help              Show help information.

        EXAMPLES:
          sample box list

        GLOBAL OPTIONS:
          --json                  Answer with one JSON
                                  document.
          --actor <actor>         Who acts.
          -V, --version           Show the version.

        """)
  }

  @Test func `a group's page lists its members, without the hidden ones`() throws {
    #expect(
      try page(["box"]) == """
        OVERVIEW: Boxes.

        USAGE: sample box [--id <id>] ... [--all] [<subcommand>]

        SCOPE:
          --id, --box <id>        Act on this box.
          --all                   Act on all boxes.

        OPTIONS:
          -h, --help              Show help information.

        SUBCOMMANDS:
          list (default)          List the boxes.
          add                     Add a box.

        GLOBAL OPTIONS:
          --json                  Answer with one JSON document.
          --actor <actor>         Who acts.
          -V, --version           Show the version.

          See 'sample help box <subcommand>' for detailed help.

        """)
  }

  private let sections = PageSection(
    "Exit status", [("0", "Done."), ("a|b", "Not <done>.")])

  @Test func `the reference page describes every command`() throws {
    try Golden.check(
      CommandReference(sample.catalogue, sections: [sections]).text, "CommandKit/reference.md")
  }

  @Test func `the manual page describes every command`() throws {
    try Golden.check(
      ManualPage(sample.catalogue, version: "1.0", sections: [sections]).text, "CommandKit/sample.1"
    )
  }

  @Test(arguments: Shell.allCases)
  func `each shell has its script`(shell: Shell) throws {
    try Golden.check(
      CompletionScript(program: "sample", shell: shell).text, "CommandKit/sample.\(shell.rawValue)")
  }

  @Test func `the sample's declarations have no faults`() {
    #expect(sample.catalogue.faults == [])
  }

  @Test func `faults of declarations are found`() {
    var root = sample.catalogue.root
    root.members[1].summary = "No stop"
    root.members[1].examples = []
    root.members[1].parameters += root.members[1].parameters
    root.bare = "nobody"
    let catalogue = CommandCatalogue(
      program: "sample", globals: sample.globals, root: root)
    #expect(
      catalogue.faults == [
        "sample: no member is named 'nobody'",
        "sample copy: the summary is not a sentence",
        "sample copy: no example",
        "sample copy: two options named '--text'",
        "sample copy: <file> stands after an argument that takes all words",
      ])
  }
}
