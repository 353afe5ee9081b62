import PurserTestSupport
import SQLKit
import Testing

@Suite struct FrozenMigrationsTests {
  static let list = FrozenMigrations(
    """
    # a comment
    aa11  sqlite/0001_trail.sql
    open  sqlite/0002_agent.sql
    """)

  @Test func `the migrations are what the list says`() throws {
    let list = FrozenMigrations(try Repository.text("Tests/frozen-migrations.txt"))
    let files = GeneratedPage.steps.map { step in
      (path: "sqlite/\(step.label).sql", checksum: String(step.checksum.dropFirst("sha256:".count)))
    }
    #expect(list.violations(of: files) == [])
    #expect(files.count == Repository.files(below: "migrations", suffix: ".sql").count)
  }

  @Test func `an unchanged frozen file and a changed open one are fine`() {
    #expect(
      Self.list.violations(of: [("sqlite/0001_trail.sql", "aa11"), ("sqlite/0002_agent.sql", "x")])
        == [])
  }

  @Test func `a frozen file that was edited is named`() {
    #expect(
      Self.list.violations(of: [("sqlite/0001_trail.sql", "bb22"), ("sqlite/0002_agent.sql", "x")])
        == ["'sqlite/0001_trail.sql' was changed: mend it with a migration of its own."])
  }

  @Test func `a file that is gone and one that is new are named`() {
    #expect(
      Self.list.violations(of: [("sqlite/0001_trail.sql", "aa11"), ("sqlite/0003_new.sql", "x")])
        == [
          "'sqlite/0002_agent.sql' is gone: a merged migration stays.",
          "'sqlite/0003_new.sql' is not listed: add it as open.",
        ])
  }

  @Test func `nothing is frozen after an open file`() {
    let list = FrozenMigrations("open  sqlite/0001_a.sql\naa11  sqlite/0002_b.sql")
    #expect(
      list.violations(of: [("sqlite/0001_a.sql", "x"), ("sqlite/0002_b.sql", "aa11")])
        == ["'sqlite/0001_a.sql' is open before a frozen one."])
  }
}
