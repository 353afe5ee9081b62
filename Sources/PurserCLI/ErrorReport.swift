import CommandKit
import JSONKit

/// What a failed run writes to standard error.
struct ErrorReport {
  let fault: Fault
  /// The usage line and path of a wrong command line.
  var usage: UsageError?
  /// Notes of the run that were held back for the document.
  var notes: [String] = []
  let program: String

  /// argument-parser's layout, cleaned of what a terminal could act on.
  var text: Text {
    var text: Text = ["\("Error:", .red) \(fault.message)"]
    if let hint = fault.hint { text.append("Hint: \(hint)") }
    if let cause = fault.cause { text.append("Cause: \(cause)") }
    if let usage, let line = usage.usage {
      text.append("Usage: \(line)")
      let help = ([program] + usage.path + ["--help"]).joined(separator: " ")
      text.append("  See '\(help)' for more information.")
    }
    return text
  }

  /// The document under `--json`; `hint`, `subject`, `cause` and `notes` are there when there is one.
  var json: JSON {
    var error: JSONObject = ["code": .string(fault.code), "message": .string(fault.message)]
    error["hint"] = fault.hint.map { .string($0) }
    error["subject"] = fault.subject.map { .string($0) }
    error["cause"] = fault.cause.map { .string($0) }
    if !notes.isEmpty { error["notes"] = .strings(notes) }
    return ["error": .object(error)]
  }
}
