import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// What a scan found, what was chosen of it, and what that changed.
struct ScanView: View {
  /// Fallbacks of one scope before the scan, as written.
  struct Present: Equatable {
    var scope: ScopeID
    var text: [String]
    var image: [String]

    init(_ models: AgentModels) {
      scope = models.agent.map { .agent($0.id) } ?? .defaults
      text = models.text.fallbacks.map(\.written)
      image = models.image.fallbacks.map(\.written)
    }
  }

  /// In the order of the list.
  var results: [ScanResult]
  /// Whether the models were tried.
  var isTested: Bool
  var warnings: [String] = []
  var selected: [ScanResult] = []
  var selectedImages: [ScanResult] = []
  var setDefault = false
  var setImage = false
  /// By selected agent, or that of the defaults.
  var present: [Present] = []
  var isReplacing = false
  /// Whether models were found, and nobody could be asked which to take.
  var isRefused = false
  var write: WriteView?
  private var isCancelled = false
  private var isInterrupted = false

  init(tested results: [ScanResult]) {
    self.results = results
    isTested = true
  }

  init(metadata results: [ScanResult], warnings: [String]) {
    self.results = results
    isTested = false
    self.warnings = warnings
  }

  /// Nothing was chosen on purpose; with `isInterrupted` by ^C or a signal.
  static func cancelled(isInterrupted: Bool = false) -> ScanView {
    var view = ScanView(tested: [])
    view.isCancelled = true
    view.isInterrupted = isInterrupted
    return view
  }

  var exitCode: ExitCode { isInterrupted ? .interrupted : isRefused ? .no : .done }

  var text: Text {
    if isCancelled { return ["Model scan cancelled."] }
    var text: Text =
      isTested
      ? [Line(ScanTable.summary(results))]
      : [
        """
        Found \(results.count) OpenRouter free models (metadata only; without --no-probe tools and \
        images are tested).
        """
      ]
    text.append(Line(ScanTable.header))
    for result in ScanRanking.text(results) { text.append(Line(ScanTable.line(result))) }
    for result in ScanRanking.text(results) {
      for (name, check) in [("tool", result.tool), ("image", result.image)] {
        if case .failed(_, let reason) = check {
          text.append("  \(result.model.ref.key) \(name): \(reason)")
        }
      }
    }
    if let write { text.append(write.text) }
    return text
  }

  /// References, best first: the chosen ones, else all.
  var plain: Text {
    let shown = write == nil ? ScanRanking.text(results) : selected
    return Text(shown.map { Line($0.model.ref.key) })
  }

  var json: JSON {
    var json: JSONObject = [
      "selected": .strings(selected.map(\.model.ref.key)),
      "selectedImages": .strings(selectedImages.map(\.model.ref.key)),
      "setDefault": .bool(setDefault), "setImage": .bool(setImage),
      "results": .array(results.map(\.json)), "warnings": .strings(warnings),
      "tested": .bool(isTested),
    ]
    for (key, value) in write?.json.object ?? [:] { json[key] = value }
    return .object(json)
  }

  /// The lines about what was written, those of the gateways.
  func lines(_ changes: [(member: String, changes: ModelChanges)]) -> Text {
    var text = Text()
    for (member, changes) in changes {
      let title = Self.titles[member] ?? member
      for change in changes.changes {
        let owner = changes.changes.count > 1 ? " (\(change.scope))" : ""
        text.append("\(title)\(owner): \(change.values.joined(separator: ", "))")
      }
    }
    let fate = isReplacing ? "replaced" : "kept in front; --replace-fallbacks drops them"
    for present in present {
      let owner = self.present.count > 1 ? " (\(present.scope))" : ""
      for (title, list) in [("Fallbacks", present.text), ("Image fallbacks", present.image)]
      where !list.isEmpty {
        text.append("\(title) before\(owner): \(list.joined(separator: ", ")) (\(fate))")
      }
    }
    return text
  }

  private static let titles = [
    "fallbacks": "Fallbacks", "imageFallbacks": "Image fallbacks",
    "defaultModel": "Default model", "imageModel": "Image model",
  ]

  /// What stands at each scope now.
  static func scopes(_ changes: [(member: String, changes: ModelChanges)]) -> JSON {
    var scopes: [(name: String, members: JSONObject)] = []
    for (member, changes) in changes {
      for change in changes.changes {
        let name = change.scope.text
        let isOne = member.hasSuffix("Model")
        let value: JSON = isOne ? .string(change.values.joined()) : .strings(change.values)
        if let place = scopes.firstIndex(where: { $0.name == name }) {
          scopes[place].members[member] = value
        } else {
          scopes.append((name, ["scope": .string(name), member: value]))
        }
      }
    }
    return .array(scopes.map { .object($0.members) })
  }
}

extension ScanResult {
  fileprivate var json: JSON {
    func number(_ value: Double) -> JSON { .number(JSONNumber(value)) }
    return [
      "id": .string(model.id), "name": .string(model.name), "provider": "openrouter",
      "modelRef": .string(model.ref.key),
      "contextLength": model.contextLength.map { .number(JSONNumber($0)) } ?? .null,
      "maxCompletionTokens": model.maxCompletionTokens.map { .number(JSONNumber($0)) } ?? .null,
      "supportedParametersCount": .number(JSONNumber(model.supportedParametersCount)),
      "supportsToolsMeta": .bool(model.supportsTools),
      "modality": model.modality.map { .string($0) } ?? .null,
      "inferredParamB": model.parameters.map(number) ?? .null,
      "createdAtMs": model.createdAt.map { .number(JSONNumber($0.milliseconds)) } ?? .null,
      "pricing": model.pricing.map { pricing in
        [
          "prompt": number(pricing.prompt), "completion": number(pricing.completion),
          "request": number(pricing.request), "image": number(pricing.image),
          "webSearch": number(pricing.webSearch),
          "internalReasoning": number(pricing.internalReasoning),
        ]
      } ?? .null,
      "isFree": .bool(model.isFree), "tool": tool.json, "image": image.json,
    ]
  }
}

extension ScanResult.Check {
  fileprivate var json: JSON {
    var json: JSONObject = [
      "ok": .bool(isOK),
      "latencyMs": latency.map { .number(JSONNumber($0.milliseconds)) } ?? .null,
    ]
    switch self {
    case .skipped: json["skipped"] = true
    case .passed: break
    case .failed(_, let reason): json["error"] = .string(reason)
    }
    return .object(json)
  }
}
