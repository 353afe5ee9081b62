import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// How catalogs differ, one entry for each list.
struct CatalogDiffView: View {
  struct Entry {
    var source: CatalogSource
    var provider: String
    var added: [CatalogModel] = []
    var retired: [CatalogModel] = []
    var changed: [(before: CatalogModel, after: CatalogModel)] = []

    var isEmpty: Bool { added.isEmpty && retired.isEmpty && changed.isEmpty }
  }

  let entries: [Entry]
  let failures: [CatalogFailure]

  var exitCode: ExitCode { failures.isEmpty ? .done : .unavailable }

  /// The view, or the failure as an error where there is nothing else.
  func orFailure() throws -> CatalogDiffView {
    guard entries.isEmpty, failures.count == 1 else { return self }
    throw failures[0].error
  }

  var text: Text {
    if entries.isEmpty, failures.isEmpty {
      return ["No catalog is loaded. Run: purser models refresh"]
    }
    var text = Text()
    for entry in entries {
      let name = entry.source == .provider ? "provider \(entry.provider)" : entry.source.rawValue
      if entry.isEmpty {
        text.append("\(name, .bold): no difference")
        continue
      }
      text.append(
        "\(name, .bold): \(entry.added.count) new, \(entry.retired.count) retired, \(entry.changed.count) changed"
      )
      text.append(Self.lines(entry))
    }
    for failure in failures {
      text.append("\(failure.name, .bold): \("failed", .red): \(failure.message)")
    }
    return text
  }

  var plain: Text {
    Text(
      entries.flatMap { entry -> [Line] in
        entry.added.map { .row(["+", "\($0.ref.key)"]) }
          + entry.retired.map { .row(["-", "\($0.ref.key)"]) }
          + entry.changed.map { before, after in
            let parts = Self.differences(before, after).map {
              "\($0.name) \($0.before) -> \($0.after)"
            }
            return .row(["~", "\(after.ref.key)", "\(parts.joined(separator: ", "))"])
          }
      })
  }

  private static func lines(_ entry: Entry) -> Text {
    var text = Text()
    for model in entry.added { text.append("+ \(model.ref.key)") }
    for model in entry.retired { text.append("- \(model.ref.key)") }
    for (before, after) in entry.changed {
      let parts = differences(before, after).map { "\($0.name) \($0.before) -> \($0.after)" }
      text.append("~ \(after.ref.key) \(parts.joined(separator: ", "))")
    }
    return text
  }

  /// The members that differ, as texts.
  private static func differences(
    _ before: CatalogModel, _ after: CatalogModel
  ) -> [(name: String, before: String, after: String)] {
    let (old, new) = (before.members, after.members)
    var names = old.keys
    for name in new.keys where !old.contains(name) { names.append(name) }
    return names.compactMap { name in
      guard old[name] != new[name] else { return nil }
      func text(_ json: JSON?) -> String {
        guard let json else { return "(none)" }
        return json.string ?? json.text(.compact)
      }
      return (name, text(old[name]), text(new[name]))
    }
  }

  var json: JSON {
    var json: JSONObject = [
      "catalogs": .array(
        entries.map { entry in
          [
            "source": .string(entry.source.rawValue), "provider": .string(entry.provider),
            "new": .array(entry.added.map { .object($0.members) }),
            "retired": .array(entry.retired.map { .object($0.members) }),
            "changed": .array(
              entry.changed.map { before, after in
                let names = Self.differences(before, after).map(\.name)
                func part(_ model: CatalogModel) -> JSON {
                  .object(JSONObject(model.members.filter { names.contains($0.key) }))
                }
                return [
                  "key": .string(after.ref.key), "before": part(before), "after": part(after),
                ]
              }),
          ]
        })
    ]
    if !failures.isEmpty {
      json["failed"] = .array(
        failures.map {
          [
            "source": .string($0.source.rawValue), "provider": .string($0.provider),
            "error": ["code": .string($0.code), "message": .string($0.message)],
          ]
        })
    }
    return .object(json)
  }
}

extension CatalogFailure {
  /// The failure as an error of the whole command.
  var error: StoreError {
    let code: StoreError.Code =
      switch code {
      case "interrupted": .interrupted
      case "invalid", "refused": .invalid
      default: .unavailable
      }
    let shown = name.printable(limit: 100)
    return StoreError(
      code, "The list of \(shown) cannot be had. \(message)", subject: shown, hint: hint)
  }
}
