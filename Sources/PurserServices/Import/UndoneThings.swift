import JSONKit
import PurserDomain
import PurserStore

/// Something that an import changed back, which may be several rows of the store.
struct UndoneThing {
  var kind: ImportKind
  /// What it is called at the beginning of a sentence.
  var name: String
  /// Where it stands. Asked only of what is told: a model is looked for among all of its provider's.
  var place: (DirectoryPlaces) -> DirectoryPlaces.Place
  var agent: Agent.ID?
  var rows: [OverwrittenRow] = []

  /// The last event that had changed it.
  var event: Int64 { rows.map(\.event).max() ?? 0 }

  /// The events that had changed what is changed back, newest first.
  var events: [Int64] { Set(rows.flatMap(\.undoneEvents)).sorted(by: >) }

  /// What became of it; `event` names the events.
  func message(event: String) -> String {
    if rows.allSatisfy({ $0.before == nil && $0.operation == .delete }),
      rows.contains(where: \.isMain)
    {
      return "\(name) is back: \(event) had removed it, and the directory has it still."
    }
    if rows.allSatisfy({ $0.after == nil && $0.table == "provider_model" }) {
      return "\(name) is removed: \(event) had added it, and the directory does not have it."
    }
    let isAgain = rows.contains(where: \.wasImported) || rows.allSatisfy { $0.after == nil }
    return isAgain
      ? "\(name) is what the directory says again; \(event) had changed it."
      : "\(name) is what the directory says now; \(event) had set it."
  }
}

/// Makes things of the rows that an import changed back.
struct UndoneThings {
  /// In the order in which the import changed them.
  var things: [UndoneThing] { order.compactMap { found[$0] } }

  private var order: [String] = []
  private var found: [String: UndoneThing] = [:]

  /// `toldKeys` are the providers whose key was told of already; `hasAlias` says whether the directory has a name at a scope.
  init(
    _ rows: [OverwrittenRow], toldKeys: Set<StoredState.Place>,
    hasAlias: (_ name: String, _ scope: String) -> Bool = { _, _ in false }
  ) {
    // What stood at an agent or belonged to a provider that is back came back with it.
    let returned = rows.filter { $0.before == nil && $0.operation == .delete }
    let agents = Set(returned.filter { $0.table == "agent" }.map(\.key))
    let providers = Set(rows.filter { $0.table == "provider" && $0.isWhole }.map(\.key))
    for row in rows {
      guard row.table == "agent" || !agents.contains(row.scope), let scope = try? ScopeID(row.scope)
      else { continue }
      let parts = row.keyParts
      if row.table == "provider_model", parts.count == 3,
        providers.contains(TrailKey.of(Array(parts.prefix(2))))
      {
        continue
      }
      let isKeyTold =
        row.table == "provider" && parts.count == 2
        && toldKeys.contains(StoredState.Place(scope: scope, provider: parts[1]))
      guard row.differs(isKeyTold: isKeyTold), !row.isToldElsewhere,
        let (id, thing) = thing(row, parts, at: scope)
      else { continue }
      if found[id] == nil {
        order.append(id)
        found[id] = thing
        found[id]?.agent = scope.agent
      }
      found[id]?.rows.append(row)
    }
    // An alias that moved to another model is one row less and one more, which may be new; one that only went is told of
    // where it goes.
    order.removeAll { id in
      found[id]?.rows.allSatisfy {
        $0.table == "alias" && $0.after == nil
          && !hasAlias($0.keyParts.dropFirst().first ?? "", $0.scope)
      } ?? true
    }
  }

  private func thing(
    _ row: OverwrittenRow, _ parts: [String], at scope: ScopeID
  ) -> (id: String, UndoneThing)? {
    func result(
      _ id: String, _ kind: ImportKind, _ name: String,
      _ place: @escaping (DirectoryPlaces) -> DirectoryPlaces.Place
    ) -> (String, UndoneThing) {
      ("\(kind.rawValue) \(scope.text) \(id)", UndoneThing(kind: kind, name: name, place: place))
    }
    switch (row.table, parts.count) {
    case ("agent", 1):
      guard let agent = scope.agent else { return nil }
      return result("", .agents, "Agent '\(agent)'", { $0.agent(agent) })
    case ("route", 3), ("route_policy", 2):
      let key = ScopeReading.purposes.first { $0.purpose.rawValue == parts[1] }?.key ?? .root
      return result(parts[1], .routes, "The route for '\(parts[1])'") { $0.scope(scope, key) }
    case ("allow_policy", 1), ("allow_entry", 2):
      return result("", .allowlists, "The allowlist", { $0.allowlist(at: scope) })
    case ("alias", 4):
      let ref = ModelRef(provider: parts[2], model: parts[3])
      let place = { (places: DirectoryPlaces) in places.entry(ref, at: scope) }
      return parts[1].isEmpty
        ? result(
          "/" + ref.key, .aliases, "The switch for the built-in alias of \(ref.key.quoted)", place)
        : result(Alias.lookupKey(parts[1]), .aliases, "The alias \(parts[1].quoted)", place)
    case ("model_setting", 3):
      let ref = ModelRef(provider: parts[1], model: parts[2])
      return result(ref.key, .modelSettings, "The entry of \(ref.key.quoted)") {
        $0.entry(ref, at: scope)
      }
    case ("provider", 2):
      return result(parts[1], .providers, "Provider \(parts[1].quoted)") {
        $0.provider(parts[1], at: scope)
      }
    case ("provider_model", 3):
      let name = "\(parts[1])/\(parts[2])"
      return result(name, .models, "Model \(name.quoted)") {
        $0.model(parts[2], of: parts[1], at: scope)
      }
    case ("setting", 2):
      return result(parts[1], .settings, "The setting '\(parts[1])'") { $0.setting(parts[1]) }
    case ("profile_order", 3):
      let isConfig = parts[2] == StoredOrder.Source.config.rawValue
      return result(parts[1], .profileOrders, "The order of \(parts[1].quoted)") {
        $0.inConfig(isConfig ? ["auth", "order", .key(parts[1])] : nil)
      }
    case ("profile_declaration", 2):
      return result(
        parts[1], .profileDeclarations, "The declaration of profile \(parts[1].quoted)"
      ) { $0.inConfig(["auth", "profiles", .key(parts[1])]) }
    case ("secret_provider", 2):
      return result(
        parts[1], .secretProviders, "The secret provider \(parts[1].quoted)"
      ) { $0.inConfig(["secrets", "providers", .key(parts[1])]) }
    default: return nil
    }
  }
}

extension OverwrittenRow {
  /// The parts of the primary key.
  fileprivate var keyParts: [String] {
    guard key.utf8.first == UInt8(ascii: "["), let parts = (try? JSON.parse(key))?.array else {
      return [key]
    }
    return parts.map { $0.string ?? $0.text(.compact) }
  }

  /// Whether the thing is not there without this row: of a list of models or fallbacks each line is a row.
  fileprivate var isMain: Bool {
    switch table {
    case "allow_entry", "route_policy": false
    case "route": keyParts.count == 3 && keyParts[2] == "0"
    default: true
    }
  }

  /// Whether the row came or went.
  fileprivate var isWhole: Bool { before == nil || after == nil }

  /// Whether its step tells of it: models that documents no longer have, and what an agent has no longer of its own.
  fileprivate var isToldElsewhere: Bool {
    after == nil && (table == "provider" || table == "provider_model" && wasImported)
  }

  /// Whether the row differs in more than its place in a list, when it was written, and what is told of by itself: the default
  /// agent, and with `isKeyTold` the key of a provider.
  fileprivate func differs(isKeyTold: Bool) -> Bool {
    changedBack(isKeyTold: isKeyTold)?.isEmpty != true
  }

  /// The events whose changes are changed back; of a row that came or went the last one.
  fileprivate var undoneEvents: [Int64] {
    guard !changes.isEmpty, let columns = changedBack(isKeyTold: false), !columns.isEmpty else {
      return [event]
    }
    let events = changes.filter { change in
      let before = change.before.flatMap { try? SealedMarks.parsed($0) }
      let after = change.after.flatMap { try? SealedMarks.parsed($0) }
      return columns.contains { before?[$0] != after?[$0] }
    }.map(\.event)
    return events.isEmpty ? [event] : events
  }

  /// The columns that are changed back; nil for a row that came or went.
  private func changedBack(isKeyTold: Bool) -> [String]? {
    guard let before, let after, let old = (try? SealedMarks.parsed(before))?.object,
      let new = (try? SealedMarks.parsed(after))?.object
    else { return nil }
    var columns: Set = ["position", "updated_at"]
    if table == "agent" { columns.insert("is_default") }
    if isKeyTold { columns.formUnion(SetMember.key.columns + ["secret_digest"]) }
    // What no command changed since the last import is not changed back, though the document may say something new.
    if let imported = imported.flatMap({ (try? SealedMarks.parsed($0))?.object }) {
      columns.formUnion(old.filter { imported[$0.key] == $0.value }.map(\.key))
    }
    // The same value in another row was sealed anew because the old one did not open.
    if old["secret_digest"] == new["secret_digest"] { columns.insert("secret_id") }
    return Set(old.keys + new.keys).subtracting(columns).filter { old[$0] != new[$0] }.sorted()
  }
}
