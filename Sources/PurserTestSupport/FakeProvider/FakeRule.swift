import JSONKit

/// Which requests are answered otherwise than well. What is nil says nothing; all that is said must hold.
package struct FakeRule: Equatable, Sendable {
  /// The key, in whatever header it comes.
  package var key: String?
  /// The model that is asked.
  package var model: String?
  /// How the path begins.
  package var path: String?
  /// What is wrong; nil when the answer is good and only late.
  package var fault: FakeFault?
  /// Milliseconds before the answer.
  package var delay: Int

  /// Makes a rule; without a limit it holds for every request.
  package init(
    _ fault: FakeFault? = nil, key: String? = nil, model: String? = nil, path: String? = nil,
    delay: Int = 0
  ) {
    self.fault = fault
    self.key = key
    self.model = model
    self.path = path
    self.delay = delay
  }

  /// Reads one of `{"fault", "key", "model", "path", "delayMs"}`; nil when it is none.
  init?(_ json: JSON) {
    self.init(
      key: json["key"]?.string, model: json["model"]?.string, path: json["path"]?.string,
      delay: Int(json["delayMs"]?.int64 ?? 0))
    guard json.object != nil, delay >= 0 else { return nil }
    if let name = json["fault"]?.string {
      guard let fault = FakeFault(rawValue: name) else { return nil }
      self.fault = fault
    }
  }

  /// The rule as it is read.
  var json: JSON {
    var json: JSONObject = [:]
    json["fault"] = fault.map { .string($0.rawValue) }
    json["key"] = key.map { .string($0) }
    json["model"] = model.map { .string($0) }
    json["path"] = path.map { .string($0) }
    if delay > 0 { json["delayMs"] = .number(JSONNumber(Int64(delay))) }
    return .object(json)
  }

  func holds(for call: FakeCall) -> Bool {
    (key.map { $0 == call.key } ?? true) && (model.map { $0 == call.model } ?? true)
      && (path.map { call.path.hasPrefix($0) } ?? true)
  }
}
