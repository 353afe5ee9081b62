import JSONKit
import PurserServices
import Testing

struct ModelsComparisonTests {
  @Test(
    arguments: [
      (["a": 1, "b": 2], ["b": 2, "a": 1.0], true),
      (["apiKey": "NAME"], ["apiKey": "$NAME"], true),
      (["apiKey": "NAME"], ["apiKey": "${NAME}"], true),
      (["apiKey": "name"], ["apiKey": "$name"], false),
      (["headers": ["x": "NAME"]], ["headers": ["x": "$NAME"]], true),
      (["baseUrl": "NAME"], ["baseUrl": "$NAME"], false),
      (["input": ["text", "image"]], ["input": ["image", "text"]], false),
      (["a": nil], [:], false),
    ] as [(JSON, JSON, Bool)])
  func `two documents are equal when their readers see no difference`(
    left: JSON, right: JSON, areEqual: Bool
  ) {
    #expect(ModelsComparison.areEqual(left, right) == areEqual)
    #expect(ModelsComparison.areEqual(right, left) == areEqual)
    #expect(
      ModelsComparison.differences(present: left, expected: right).isEmpty == areEqual)
  }

  @Test func `differences are named by place, models matched by id`() {
    let present: JSON = [
      "providers": [
        "lab": [
          "baseUrl": "https://a", "models": [["id": "x", "maxTokens": 1], ["id": "gone"]],
        ], "old": [:],
      ]
    ]
    let expected: JSON = [
      "providers": [
        "lab": [
          "baseUrl": "https://b",
          "models": [["id": "new"], ["id": "x", "maxTokens": 2]],
        ]
      ]
    ]
    let found = ModelsComparison.differences(present: present, expected: expected)
    #expect(
      found.map { "\($0.kind) \($0.path) \($0.present ?? "-") \($0.expected ?? "-")" } == [
        #"changed providers.lab.baseUrl "https://a" "https://b""#,
        "changed providers.lab.models[0].maxTokens 1 2",
        #"removed providers.lab.models[1] {"id":"gone"} -"#,
        #"added providers.lab.models[0] - {"id":"new"}"#,
        "removed providers.old {} -",
      ])
  }

  @Test func `no difference shows a secret, and two secrets look different`() throws {
    func provider(_ key: String) -> JSON {
      [
        "providers": [
          "lab": [
            "apiKey": .string(key), "baseUrl": .string("https://user:\(key)@host/"),
            "headers": ["Authorization": .string("Bearer \(key)"), "User-Agent": "X/1"],
            "request": ["token": .string(key)],
          ]
        ]
      ]
    }
    let found = ModelsComparison.differences(
      present: provider("sk-FAKE0001aaaabbbb"), expected: provider("sk-FAKE0002ccccdddd"))
    #expect(found.count == 4)
    for difference in found {
      #expect(difference.present != difference.expected)
      #expect(difference.present?.contains("FAKE") == false)
      #expect(difference.expected?.contains("FAKE") == false)
    }
    let shown = DocumentMask().masked(provider("LAB_KEY"))
    #expect(shown["providers"]?["lab"]?["apiKey"] == "LAB_KEY")
    #expect(shown["providers"]?["lab"]?["headers"]?["User-Agent"] == "X/1")
    let known = DocumentMask(secrets: ["plain words"]).masked(["note": "plain words"])
    #expect(known["note"] != "plain words")
  }

  @Test(arguments: [
    #"!curl -H "Authorization: Bearer Yx9KqW8vT7rLp3MnB5cD" https://h"#,
    #"!curl -H "X-Api-Key: Yx9KqW8vT7rLp3MnB5cD" h"#, "!FOO_TOKEN=Yx9KqW8vT7rLp3MnB5cD get",
    "!x --token Yx9KqW8vT7rLp3MnB5cD",
  ])
  func `a key was shown in a command that no command takes as an argument`(text: String) throws {
    let provider: JSON = ["apiKey": .string(text), "headers": ["X-Key": .string(text)]]
    let document: JSON = ["providers": ["lab": provider]]
    #expect(!DocumentMask().masked(document).text(.compact).contains("Yx9KqW8vT7rLp3MnB5cD"))
  }

  @Test(arguments: ["!pass show lab", "!vault kv get -field=key secret/lab", "!op read op://a/b"])
  func `a command without a key in it is shown`(text: String) throws {
    let document: JSON = ["providers": ["lab": ["apiKey": .string(text)]]]
    #expect(DocumentMask().masked(document) == document)
  }

  @Test(arguments: [
    ("https//u:password@h/v1", false), ("https:/u:password@h/v1", false),
    ("http://h:8080/v1", true), ("localhost:8080/v1", true), ("https://h/v1/@scope/x", true),
  ])
  func `a password was shown in an address that was miswritten`(url: String, isShown: Bool) throws {
    let document: JSON = ["providers": ["lab": ["baseUrl": .string(url)]]]
    #expect((DocumentMask().masked(document) == document) == isShown)
  }

  @Test func `a difference of large texts took the square of what they differ in`() {
    func text(_ word: String, _ count: Int) -> String {
      let lines = (0..<count).map { "\(word) \($0)\n" }.joined()
      return "first\n\(lines)same\n\(lines)last\n"
    }
    func diff(_ count: Int) -> [Substring] {
      TextDiff.unified(
        old: text("old", count), new: text("new", count), oldName: "a", newName: "b", context: 1
      ).split(separator: "\n").dropFirst(2).filter { !$0.hasPrefix("@@") }
    }
    let few = diff(100)
    #expect(few.count { $0.hasPrefix("-") } == 200 && few.contains(" same"))
    let many = diff(700)
    #expect(many.first == " first" && many.last == " last")
    #expect(many.dropFirst().prefix(1401).allSatisfy { $0.hasPrefix("-") })
    #expect(many.dropFirst(1402).prefix(1401).allSatisfy { $0.hasPrefix("+") })
    #expect(many.count == 2804)
  }

  @Test func `a difference of texts has as few lines as there can be`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      func lines() -> [String] {
        (0..<Int.random(in: 0...12, using: &generator)).map { _ in
          String(Int.random(in: 0...4, using: &generator))
        }
      }
      let (old, new) = (lines(), lines())
      func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
      let diff = TextDiff.unified(
        old: text(old), new: text(new), oldName: "a", newName: "b", context: 20
      ).split(separator: "\n").dropFirst(3)
      guard old != new else { continue }
      #expect(diff.filter { !$0.hasPrefix("+") }.map { String($0.dropFirst()) } == old)
      #expect(diff.filter { !$0.hasPrefix("-") }.map { String($0.dropFirst()) } == new)
      #expect(diff.count { !$0.hasPrefix(" ") } == new.difference(from: old).count)
    }
  }

  @Test func `a difference of texts reads as diff -u prints it`() {
    let old = (1...12).map { "line \($0)\n" }.joined()
    let new = old.replacing("line 2\n", with: "line two\n").replacing("line 11\n", with: "")
    #expect(
      TextDiff.unified(old: old, new: new, oldName: "a", newName: "b") == """
        --- a
        +++ b
        @@ -1,5 +1,5 @@
         line 1
        -line 2
        +line two
         line 3
         line 4
         line 5
        @@ -8,5 +8,4 @@
         line 8
         line 9
         line 10
        -line 11
         line 12

        """)
    #expect(TextDiff.unified(old: old, new: old, oldName: "a", newName: "b") == "")
    #expect(
      TextDiff.unified(old: "", new: "x\n", oldName: "/dev/null", newName: "b") == """
        --- /dev/null
        +++ b
        @@ -0,0 +1,1 @@
        +x

        """)
  }
}
