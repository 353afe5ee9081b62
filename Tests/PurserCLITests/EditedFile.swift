import PurserTestSupport
import Testing

@testable import PurserCLI

/// What suites share that edit an exported file by hand.
protocol EditedFile {
  /// The file below `folder`.
  static var file: String { get }
  var folder: TemporaryFolder { get }
  var harness: ProgramHarness { get }
}

extension EditedFile {
  /// Runs a line, in which `~` is the folder, and returns all that it says; `input` stands in for the harness's own.
  @discardableResult
  func run(_ line: String, _ code: Int32 = 0, input: String? = nil) -> String {
    var harness = harness
    if let input { harness.input = input }
    let result = harness.run(line.replacing("~", with: folder.path))
    #expect(result.exitCode == code, "\(line): \(result)")
    return result.output + result.errors
  }

  /// Puts `other` in the place of the first `text` of the file.
  func edit(_ text: String, to other: String) throws {
    let found = try folder.text(Self.file)
    #expect(found.contains(text), "\(found)")
    try folder.write(found.replacing(text, with: other, maxReplacements: 1), to: Self.file)
  }
}
