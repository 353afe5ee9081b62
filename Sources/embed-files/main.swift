// embed-files OUTPUT FOLDER FILE… Writes OUTPUT, a Swift source file with one entry per FILE: its
// path below FOLDER and its text as a static string (no heap, no parsing at start). Run by the
// EmbedFiles build plugin.
import Foundation

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
  FileHandle.standardError.write(Data("usage: embed-files OUTPUT FOLDER FILE…\n".utf8))
  exit(64)
}
let output = URL(fileURLWithPath: arguments[1])
let folder = arguments[2]

/// A raw string literal whose delimiter does not occur in `text`.
func literal(_ text: String) -> String {
  var hashes = "#"
  while text.contains("\"\"\"" + hashes) || text.contains("\\" + hashes) { hashes += "#" }
  return "\(hashes)\"\"\"\n\(text)\n\"\"\"\(hashes)"
}

do {
  var source = "/// Path below the folder, and text, of each embedded file, sorted by path.\n"
  source += "let embeddedFiles: [(path: StaticString, text: StaticString)] = [\n"
  for file in arguments.dropFirst(3) {
    let text = try String(contentsOf: URL(fileURLWithPath: file), encoding: .utf8)
    let name = file.dropFirst(folder.count).drop { $0 == "/" }
    source += "  (\"\(name)\", \(literal(text))),\n"
  }
  source += "]\n"
  try source.write(to: output, atomically: true, encoding: .utf8)
} catch {
  FileHandle.standardError.write(Data("embed-files: \(error)\n".utf8))
  exit(74)
}
