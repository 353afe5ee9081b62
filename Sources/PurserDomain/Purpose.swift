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
  /// Making images.
  case imageGeneration = "image-generation"
  /// Agents that an agent starts.
  case subagent

  package var description: String { rawValue }
}
