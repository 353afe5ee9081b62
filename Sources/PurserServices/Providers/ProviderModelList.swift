import JSONKit
import PurserDomain
import SecretKit

/// The models of a provider while they are edited, in document order.
struct ProviderModelList {
  private(set) var models: [ModelDefinition]

  init(_ models: [ModelDefinition]) {
    self.models = models
  }

  /// Reads models as a `models.json` has them, with their credentials apart, and what is to be said of them.
  ///
  /// Throws `invalid` for the first one that cannot be used, by its place; a file that was named on purpose
  /// is taken whole or not at all.
  func read(
    _ documents: [JSON], of provider: String, digest: @escaping (SecretBytes) throws -> String,
    isSet: @escaping (String) -> Bool
  ) throws -> (read: ReadProvider?, remarks: [String]) {
    if documents.isEmpty { return (nil, []) }
    let log = ImportLog(file: "models")
    let context = CredentialContext(isSet: isSet, digest: digest)
    let members: JSON = ["models": .array(documents)]
    let read = try ProviderReader(context: context, log: log)
      .read([provider: members], at: .root)
    let findings = log.entries.map(\.finding)
    if let fault = findings.first(where: { $0.kind != .note }) {
      let place = Self.place(fault.path)
      throw DomainError(
        .invalid, "'\(place)' cannot be used: \(fault.message)", subject: place, hint: fault.hint)
    }
    return (read.first, findings.map { "\(Self.place($0.path)): \($0.message)" })
  }

  /// Adds a model, or puts it in the place of the one of its id.
  mutating func put(_ model: ModelDefinition) {
    var model = model
    if let index = models.firstIndex(where: { $0.id == model.id }) {
      model.position = models[index].position
      models[index] = model
    } else {
      model.position = nextPosition
      models.append(model)
    }
  }

  /// Adds a model, or changes the named fields of the one of its id.
  mutating func put(_ edit: ProviderEdit.Model) {
    var model =
      models.first { $0.id == edit.id } ?? ModelDefinition(id: edit.id, position: nextPosition)
    if let name = edit.name { model.name = name.isEmpty ? nil : name }
    model.reasoning = edit.reasoning ?? model.reasoning
    model.input = edit.input ?? model.input
    model.contextWindow = edit.contextWindow ?? model.contextWindow
    model.maxTokens = edit.maxTokens ?? model.maxTokens
    put(model)
  }

  /// Removes models. Throws `not_found` for one that is not there.
  mutating func remove(
    _ ids: [String], from provider: String, at scope: ScopeID
  ) throws {
    for id in ids {
      guard let index = models.firstIndex(where: { $0.id == id }) else {
        let shown = id.printable(limit: 80)
        throw DomainError(
          .notFound, "Provider '\(provider)' defines no model '\(shown)'.", subject: shown,
          hint: "purser providers show \(provider.shellWord)\(scope.option)")
      }
      models.remove(at: index)
    }
  }

  private var nextPosition: Int { (models.map(\.position).max() ?? -1) + 1 }

  /// The place in the list, without the provider that was put around it.
  private static func place(_ path: JSONPath) -> String {
    JSONPath(Array(path.elements.dropFirst())).description
  }
}
