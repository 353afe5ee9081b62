/// The table of a scan, in the columns of the reference pages.
package enum ScanTable {
  /// The heading.
  package static let header = cells(["Model", "Tool", "Image", "Ctx", "Params", "Notes"])

  /// One line of a result, without control characters and cut to its columns.
  package static func line(_ result: ScanResult) -> String {
    let model = result.model
    return cells([
      Columns.truncated(model.ref.key.printable(limit: 500), 42), result.tool.word,
      result.image.word, Columns.tokens(model.contextLength), model.sizeText ?? "-",
      model.modality.map { "modality:\($0.printable(limit: 80))" } ?? "",
    ])
  }

  /// How many of the tested models could what.
  package static func summary(_ results: [ScanResult]) -> String {
    let tools = results.filter(\.tool.isOK)
    let images = results.filter(\.image.isOK)
    return
      "Scan results: tested \(results.count), tool ok \(tools.count), image ok \(images.count), "
      + "tool+image ok \(tools.filter(\.image.isOK).count), "
      + "image only \(images.filter { !$0.tool.isOK }.count)"
  }

  private static func cells(_ texts: [String]) -> String {
    zip(texts, [42, 10, 10, 8, 8, 0]).map { Columns.padded($0, $1) }.joined(separator: " ")
  }
}
