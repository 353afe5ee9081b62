/// Tells a line of a shell that was pasted for a key.
package enum PastedCommand {
  private static let programs: Set<String> = [
    "export", "set", "setx", "env", "echo", "printf", "curl", "wget", "sudo", "npx", "node",
    "python", "python3",
    "openclaw", "moltbot", "clawdbot", "fased", "purser", "claude", "codex", "gcloud", "aws", "az",
  ]

  /// Whether `text` is a command and no credential: the name of a program with words behind it, or a variable that is set.
  package static func matches(_ text: String) -> Bool {
    let line = text.trimmed
    let words = line.split(whereSeparator: \.isWhitespace)
    guard let first = words.first else { return false }
    if words.count > 1, ["$", "#", ">", "%"].contains(first) { return true }
    if words.count > 1, programs.contains(first.lowercased()) { return true }
    if first.hasPrefix("$env:") { return true }
    // A key may end in equals signs; a name of a variable comes before one.
    guard let equals = first.firstIndex(of: "="), first.index(after: equals) < first.endIndex else {
      return false
    }
    return EnvironmentName.looksLikeKey(String(first[..<equals]))
  }
}
