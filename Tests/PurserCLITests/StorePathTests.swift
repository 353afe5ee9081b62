import CommandKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

@Suite struct StorePathTests {
  @Test func `the next step for a store of its own meant another store`() throws {
    let folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    for command in ["store migrate", "models status", "agents list"] {
      let result = harness.run("--store ~/nope.db \(command)")
      #expect(
        result.errors.contains("purser --store \(folder.path("nope.db")) init"), "\(result)")
    }
  }

  @Test(
    arguments: [
      (nil, [:], "/home/lee/.local/share/purser/purser.db"),
      (nil, ["XDG_DATA_HOME": "/data"], "/data/purser/purser.db"),
      (nil, ["XDG_DATA_HOME": "relative"], "/home/lee/.local/share/purser/purser.db"),
      (nil, ["PURSER_STORE": "/srv/a.db"], "/srv/a.db"),
      (nil, ["PURSER_STORE": ""], "/home/lee/.local/share/purser/purser.db"),
      ("/b.db", ["PURSER_STORE": "/srv/a.db"], "/b.db"),
      ("sqlite:///b.db", [:], "/b.db"),
      ("sqlite:/b.db", [:], "/b.db"),
      ("~/b.db", [:], "/home/lee/b.db"),
      ("~/\u{301}b.db", [:], "/home/lee/\u{301}b.db"),
      ("sqlite:///\u{301}b.db", [:], "/\u{301}b.db"),
    ] as [(String?, [String: String], String)])
  func `the option wins over the environment, that over the default`(
    option: String?, variables: [String: String], path: String
  ) throws {
    let environment = Environment(variables.merging(["HOME": "/home/lee"]) { first, _ in first })
    #expect(try StorePlace(option: option, environment: environment).path == path)
  }

  @Test(arguments: ["postgres://host/db", "", "sqlite:"])
  func `what is no file is refused`(option: String) {
    #expect(throws: UsageError.self) { try StorePlace(option: option, environment: Environment()) }
  }

  @Test func `a relative path is taken from the current folder`() throws {
    let place = try StorePlace(option: "./x.db", environment: Environment())
    #expect(place.path == (try Directories.current()) + "/x.db")
  }

  @Test func `the command says whether it exists`() {
    let harness = ProgramHarness()
    #expect(
      harness.run("store path --json --store /nonexistent/a.db").output == """
        {
          "path": "/nonexistent/a.db",
          "exists": false
        }

        """)
    #expect(harness.run("store path --store=/nonexistent/a.db").output == "/nonexistent/a.db\n")
  }
}
