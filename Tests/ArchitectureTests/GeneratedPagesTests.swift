import PurserTestSupport
import Testing

@Suite struct GeneratedPagesTests {
  @Test(arguments: GeneratedPage.all)
  func `a generated file holds what the code makes`(page: GeneratedPage) throws {
    try page.check()
  }

  @Test func `a page that is out of date names its repair`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("old\n", to: "page.md")
    let mismatch = #expect(throws: GoldenMismatch.self) {
      try Golden.check("new\n", file: file, update: false, isCI: false, repair: "scripts/generate")
    }
    #expect(
      mismatch?.description
        == "\(file): line 1\n  file: old\n  now:  new\n  If the new text is right: scripts/generate"
    )
  }
}
