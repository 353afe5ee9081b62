import PurserDomain

/// What went of a ledger of evidence, for people.
enum PrunedText {
  /// `removed` and `held` are counted nouns; nil for none. What is held back is older, but of a write that is not, or of
  /// one after it.
  static func lines(
    removed: String?, held: String?, _ cutoff: Timestamp, isDryRun: Bool
  ) -> Text {
    var text: Text = []
    if let removed {
      text.append("\(isDryRun ? "Would remove" : "Removed") \(removed) from before \(cutoff).")
    }
    if let held {
      text.append(
        "\(held) from before \(cutoff) stay: writes go whole and in order, up to the first with something later."
      )
    }
    if removed == nil && held == nil { text.append("Nothing is older than \(cutoff).") }
    return text
  }
}
