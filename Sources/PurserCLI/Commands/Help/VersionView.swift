import JSONKit

/// The answer to `--version`.
struct VersionView: View {
  let schemaVersion: Int

  var text: Text { ["purser \(ProgramVersion.text) (schema \(schemaVersion))"] }

  var plain: Text { ["\(ProgramVersion.text)"] }

  var json: JSON {
    [
      "version": .string(ProgramVersion.text), "schemaVersion": .number(JSONNumber(schemaVersion)),
    ]
  }
}
