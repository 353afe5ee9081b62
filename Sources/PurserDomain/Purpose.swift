/// What a route of models is for.
package enum Purpose: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  /// The conversation itself: the default model and its fallbacks.
  case text
  /// Requests with images that the text model cannot take.
  case image
  /// Small side tasks.
  case utility
  /// Documents.
  case pdf

  package var description: String { rawValue }
}
