import JSONKit

/// Text of the program's own, such as a help page or a script: shown as it is in every format but
/// JSON.
struct PageView: View {
  /// The whole text with its line ends.
  let page: String
  let json: JSON

  /// A page whose JSON form is the text under `key`.
  init(_ page: String, key: String = "text") {
    self.init(page, json: .object([key: .string(page)]))
  }

  init(_ page: String, json: JSON) {
    self.page = page
    self.json = json
  }

  var text: Text { Text(page: page) }

  func write(to output: Output) throws {
    if output.format == .json { try output.write(json) } else { try output.write(raw: page) }
  }
}
