import PurserTestSupport
import Testing

@Suite struct ImportTests {
  static let cModules: Set<String> = ["CSQLite", "CSodium", "CCurl", "CArguments"]

  let table: ImportTable

  init() throws {
    table = ImportTable(markdown: try Repository.text("docs/architecture.md"))
  }

  @Test(arguments: SourceTree.sources)
  func `a file imports only what the table of docs/architecture.md allows`(file: SourceFile) {
    #expect(table.violations(in: file) == [])
  }

  @Test func `every target of the table has a folder and every folder a row`() {
    let folders = Set(SourceTree.sources.map(\.target))
    #expect(Set(table.allowed.keys) == folders.union(Self.cModules))
  }

  @Test func `the table names no import that its target does not have`() {
    let used = Dictionary(grouping: SourceTree.sources, by: \.target)
      .mapValues { Set($0.flatMap { $0.source.imports }) }
    // The row of a C target is for people.
    let unused = table.allowed.filter { !Self.cModules.contains($0.key) }
      .flatMap { target, allowed in
        allowed.subtracting(used[target] ?? []).map { "\(target): \($0)" }
      }
    #expect(unused.sorted() == [])
  }

  @Test func `a C library has exactly one importer`() {
    var importers: [String: Set<String>] = [:]
    for file in SourceTree.sources {
      for module in file.source.imports where Self.cModules.contains(module) {
        importers[module, default: []].insert(file.target)
      }
    }
    #expect(importers.values.allSatisfy { $0.count == 1 }, "\(importers)")
  }

  @Test func `test support is imported by no shipped file`() {
    let found = SourceTree.shipped.filter {
      $0.source.imports.contains("PurserTestSupport")
    }
    #expect(found.map(\.path) == [])
  }

  @Test func `a forbidden import is named`() {
    let file = SourceFile(
      path: "Sources/PurserDomain/X.swift",
      text: """
        // import Glibc
        package import JSONKit
        @testable internal import struct Foundation.Data
        let text = "import SQLKit"
        """)
    #expect(
      table.violations(in: file) == [
        "Sources/PurserDomain/X.swift: 'PurserDomain' may not import 'JSONKit'.",
        "Sources/PurserDomain/X.swift: 'PurserDomain' may not import 'Foundation'.",
      ])
  }

  @Test func `a target without a row is named`() {
    let file = SourceFile(path: "Sources/PurserNew/X.swift", text: "")
    #expect(
      table.violations(in: file) == [
        "Sources/PurserNew/X.swift: target 'PurserNew' has no row in the table."
      ])
  }
}
