import CommandKit
import Testing

private func add(
  _ name: String, _ tags: [String] = [], label: String? = nil, shade: Shade = .light,
  weight: Int64 = 0, pack: Bool = true, token: String? = nil, dryRun: Bool = false
) -> String {
  "\(BoxAdd(name: name, tags: tags, label: label, shade: shade, weight: weight, pack: pack, token: token, dryRun: dryRun))"
}

private func list(
  _ ids: [String] = [], all: Bool = false, limit: Int = 50, after: String? = nil,
  check: Bool = false
) -> String {
  "\(BoxList(scope: Scope(ids: ids, all: all), paging: Paging(limit: limit, after: after), check: check))"
}

@Suite struct ParsingTests {
  @Test(arguments: [
    ("box add red", add("red")),
    ("box add red a b", add("red", ["a", "b"])),
    ("box add --label L red", add("red", label: "L")),
    ("box add red --label L a", add("red", ["a"], label: "L")),
    ("box add red --label=L=M", add("red", label: "L=M")),
    ("box add red --label=\u{301}x", add("red", label: "\u{301}x")),
    ("box add red --label=", add("red", label: "")),
    ("box add red --label ''", add("red", label: "")),
    ("box add red -l L", add("red", label: "L")),
    ("box add red -lL", add("red", label: "L")),
    ("box add red -nl L", add("red", label: "L", dryRun: true)),
    ("box add red -nlL", add("red", label: "L", dryRun: true)),
    ("box add red --label a --label b", add("red", label: "b")),
    ("box add red --shade dark", add("red", shade: .dark)),
    ("box add red --weight -5", add("red", weight: -5)),
    ("box add red --weight=-5", add("red", weight: -5)),
    ("box add red --no-pack", add("red", pack: false)),
    ("box add red --no-pack --pack", add("red")),
    ("box add red --dry-run", add("red", dryRun: true)),
    ("box add -- --label", add("--label")),
    ("box add -- red -- --json", add("red", ["--", "--json"])),
    ("box add - -", add("-", ["-"])),
    ("box add -5", add("-5")),
    ("--json box --json add red", add("red")),
    ("box add --actor add red", add("red")),
    ("box add red --token S", add("red", token: "S")),
  ])
  func `a line becomes a command`(line: String, expected: String) throws {
    #expect(try outcome(line) == expected)
  }

  @Test(arguments: [
    ("", list()),
    ("box", list()),
    ("box list", list()),
    ("--check", list(check: true)),
    ("box --check", list(check: true)),
    ("box --check list", list(check: true)),
    ("--all", list(all: true)),
    ("--json --all box", list(all: true)),
    ("box --id a list --id b", list(["a", "b"])),
    ("box --box a,b list", list(["a", "b"])),
    ("box --box a,\u{301}b list", list(["a", "\u{301}b"])),
    ("box list --limit 0 --after x", list(limit: 0, after: "x")),
    ("box --box-json", list()),
    ("box list --box-json", list()),
  ])
  func `a bare group runs its default and keeps what was given`(
    line: String, expected: String
  ) throws {
    #expect(try outcome(line) == expected)
  }

  @Test(arguments: [
    ("--help", "help "),
    ("-h", "help "),
    ("box --help", "help box"),
    ("box add --help", "help box add"),
    ("box add --shade --help", nil),
    ("box add -nh", "help box add"),
    ("box add -- --help", add("--help")),
    ("empty", "help empty"),
    ("--version", "version"),
    ("-V", "version"),
    ("box --version", "version"),
  ])
  func `help and version win over missing words`(line: String, expected: String?) throws {
    guard let expected else {
      #expect(throws: UsageError.self) { try outcome(line) }
      return
    }
    #expect(try outcome(line) == expected)
  }

  @Test func `options of the whole program are read apart`() throws {
    guard case .run(let invocation) = try sample.parse(words("--actor me box add red --json"))
    else {
      Issue.record("no command")
      return
    }
    #expect(
      try GlobalOptions.parameters.read(invocation.globals)
        == GlobalOptions(json: true, actor: "me"))
  }

  @Test func `what is recorded leaves out secrets and options of the whole program`() throws {
    let line = "--actor me box --json add red -l L --token S --no-pack a"
    guard case .run(let invocation) = try sample.parse(words(line)) else {
      Issue.record("no command")
      return
    }
    #expect(
      invocation.recordedWords == words("box add red a --label L --token *** --no-pack"))
  }

  @Test func `a dash stands for standard input`() throws {
    #expect(
      try outcome("copy a --text -")
        == "\(Copy(sources: ["a"], text: .standardInput))")
    #expect(try outcome("copy a --text t") == "\(Copy(sources: ["a"], text: .given("t")))")
  }
}
