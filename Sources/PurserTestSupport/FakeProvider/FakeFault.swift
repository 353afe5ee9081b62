/// What a provider can do to those who ask it.
package enum FakeFault: String, Sendable, CaseIterable {
  /// 401: the key is not known.
  case auth
  /// 403: the key may not do that.
  case forbidden
  /// 429, with `Retry-After` and the headers of limits.
  case rateLimit = "rate-limit"
  /// 402: no money left.
  case billing
  /// 529 with Anthropic's `overloaded_error`, 503 elsewhere.
  case overloaded
  /// 500.
  case serverError = "server-error"
  /// 404: no such model.
  case modelNotFound = "model-not-found"
  /// 400.
  case badRequest = "bad-request"
  /// Takes the request and never answers.
  case hang
  /// Closes the connection without a word.
  case silence
  /// Sends half of the head, then nothing.
  case halfHeader = "half-header"
  /// Promises more bytes than it sends.
  case wrongLength = "wrong-length"
  /// Sends ten gigabytes.
  case flood
  /// A small compressed answer that becomes a large one.
  case bomb
  /// 200 with broken JSON.
  case brokenJSON = "broken-json"
  /// 200 with a page for people.
  case html
  /// 200 with an error in it.
  case errorWith200 = "error-200"
  /// A redirect to another host.
  case redirect
  /// A redirect to itself.
  case redirectLoop = "redirect-loop"
  /// 401 that repeats the key.
  case echo
  /// 400 whose message is full of what acts on terminals.
  case escapes
}
