import JSONKit
import PurserDomain

/// Moves what older gateways wrote to where newer ones look for it. What stands in the new place
/// already is kept; the old member goes. [research/cli-and-formats.md 12.6]
struct LegacyShapes {
  /// An old member that was there, and what became of it.
  struct Change: Equatable {
    var path: JSONPath
    var message: String
  }

  var tree: ConfigTree
  private(set) var changes: [Change] = []

  init(_ tree: ConfigTree) {
    self.tree = tree
  }

  /// The configuration in its newest shape, and what was moved, in the order it was done.
  static func migrated(_ tree: ConfigTree) -> (tree: ConfigTree, changes: [Change]) {
    var shapes = LegacyShapes(tree)
    shapes.models(at: ["agent"])
    shapes.agentDefaults()
    shapes.models(at: ["agents", "defaults"])
    shapes.routingAgents()
    shapes.identity()
    shapes.claudeCLIMode()
    shapes.bindings()
    return (shapes.tree, shapes.changes)
  }

  mutating func note(_ path: JSONPath, _ message: String) {
    changes.append(Change(path: path, message: message))
  }

  /// `agent.*` to `agents.defaults.*`, its tool settings to `tools.*`.
  private mutating func agentDefaults() {
    let old: JSONPath = ["agent"]
    guard tree[old]?.object != nil else { return }
    move(["agent", "tools", "allow"], to: ["tools", "allow"])
    move(["agent", "tools", "deny"], to: ["tools", "deny"])
    move(["agent", "elevated"], to: ["tools", "elevated"])
    move(["agent", "bash"], to: ["tools", "exec"])
    tree.remove(["agent", "tools"])
    let new: JSONPath = ["agents", "defaults"]
    for key in ["model", "imageModel"] { passOver(old.appending(key), for: new.appending(key)) }
    for model in (tree[old.appending("models")]?.object ?? [:]).keys {
      let path = JSONPath(["models", .key(model), "alias"])
      passOver(old.appending(path), for: new.appending(path))
    }
    if let rest = tree.part(old) { fill(new, from: rest) }
    tree.remove(old)
    note(old, "'agent' was moved to 'agents.defaults'.")
  }

  /// Says of what stands at `old` that another value at `new` counts. A list of fallbacks gives way when it is empty.
  private mutating func passOver(_ old: JSONPath, for new: JSONPath) {
    if tree[old]?.object != nil, let present = tree.part(new), present.value.string != nil {
      tree.put([:], at: new, from: new)
      tree.put(present, at: new.appending("primary"))
    }
    if tree[new.appending("fallbacks")]?.array?.isEmpty == true,
      tree[old.appending("fallbacks")]?.array?.isEmpty == false
    {
      tree.remove(new.appending("fallbacks"))
    }
    for path in [.root, ["primary"], ["fallbacks"]] as [JSONPath] {
      let target = new.appending(path)
      let (was, present) = (tree[old.appending(path)], tree[target])
      guard let was, let present, was.object == nil, present.object == nil, was != present else {
        continue
      }
      let says = target.description.printable
      note(old.appending(path), "It was left out: '\(says)' says otherwise.")
    }
  }

  /// String models, separate fallback lists, `allowedModels` and `modelAliases` of the settings at
  /// `root`.
  private mutating func models(at root: JSONPath) {
    guard tree[root]?.object != nil else { return }
    allowedModels(root)
    modelAliases(root)
    for (key, fallbacks) in [
      ("model", "modelFallbacks"), ("imageModel", "imageModelFallbacks"),
    ] {
      choice(root.appending(key), fallbacks: root.appending(fallbacks))
    }
  }

  /// The names in `allowedModels` become keys of `models`, and with them every model that is named
  /// elsewhere here, because that map then lists all that may be used.
  private mutating func allowedModels(_ root: JSONPath) {
    let old = root.appending("allowedModels")
    guard let allowed = tree[old]?.array else { return }
    if !allowed.isEmpty {
      var named: [JSONPath] = [root.appending("model"), root.appending("imageModel")]
      for list in ["allowedModels", "modelFallbacks", "imageModelFallbacks"] {
        let path = root.appending(list)
        named += (tree[path]?.array ?? []).indices.map { path.appending($0) }
      }
      let aliases = root.appending("modelAliases")
      named += (tree[aliases]?.object?.keys ?? []).map { aliases.appending($0) }
      for path in named { ensureModel(path, root) }
    }
    tree.remove(old)
    note(old, "'allowedModels' was moved to the keys of 'agents.defaults.models'.")
  }

  private mutating func ensureModel(_ source: JSONPath, _ root: JSONPath) {
    guard let name = tree[source]?.string?.trimmed, !name.isEmpty else { return }
    let path = root.appending("models").appending(name)
    if tree[path] == nil { tree.put([:], at: path, from: source) }
  }

  /// Each alias goes to the entry of its model; a model has one, so a second one is lost.
  private mutating func modelAliases(_ root: JSONPath) {
    let old = root.appending("modelAliases")
    guard let aliases = tree[old]?.object else { return }
    // To name a model here never restricted the others, but a key of 'models' does where there is
    // no list of allowed ones. [research/cli-and-formats.md 3.5]
    let policy = root.appending("modelPolicy").appending("allow")
    let isListed = [root, ["agents", "defaults"]].contains {
      !(tree[$0.appending("models")]?.object ?? [:]).isEmpty
        || tree[$0.appending("modelPolicy").appending("allow")] != nil
    }
    if !isListed, !aliases.isEmpty {
      tree.put([], at: policy, from: old)
    }
    for alias in aliases.keys {
      let source = old.appending(alias)
      guard let name = tree[source]?.string?.trimmed, !name.isEmpty else {
        note(source, "The alias '\(alias.printable)' names no model and was left out.")
        continue
      }
      ensureModel(source, root)
      let entry = root.appending("models").appending(name)
      guard tree[entry]?.object?.contains("alias") != true else {
        note(
          source,
          "The alias '\(alias.printable)' was left out: '\(name.printable)' has one already.")
        continue
      }
      tree.put(.string(alias), at: entry.appending("alias"), from: source)
    }
    tree.remove(old)
    note(old, "'modelAliases' was moved to 'agents.defaults.models'.")
  }

  /// A model given as text becomes the primary one; the list of fallbacks beside it goes with it,
  /// unless there is one.
  private mutating func choice(_ model: JSONPath, fallbacks: JSONPath) {
    if let name = tree.part(model), name.value.string != nil {
      tree.put([:], at: model, from: model)
      tree.put(name, at: model.appending("primary"))
      // Newer gateways read the text itself as well, so there it is nothing to tell.
      if model.elements.first == "agent" {
        note(model, "The text of '\(model.lastKey)' was moved to '\(model.lastKey).primary'.")
      }
    }
    guard let list = tree.part(fallbacks), let names = list.value.array else { return }
    let target = model.appending("fallbacks")
    let present = tree[target]?.array ?? []
    if present.isEmpty, !names.isEmpty, tree[model] == nil || tree[model]?.object != nil {
      tree.put(list, at: target)
    }
    tree.remove(fallbacks)
    note(fallbacks, "'\(fallbacks.lastKey)' was moved to '\(model.lastKey).fallbacks'.")
  }

  /// `auth.profiles["anthropic:claude-cli"].mode: token` means OAuth.
  private mutating func claudeCLIMode() {
    let path: JSONPath = ["auth", "profiles", "anthropic:claude-cli", "mode"]
    guard tree[path] == "token" else { return }
    tree.put("oauth", at: path, from: path)
    note(path, "The mode of 'anthropic:claude-cli' was read as 'oauth'.")
  }

  /// `match.provider` and `match.accountID` of a binding.
  private mutating func bindings() {
    for place in (tree[["bindings"]]?.array ?? []).indices {
      let match: JSONPath = ["bindings", .index(place), "match"]
      move(match.appending("provider"), to: match.appending("channel"))
      move(match.appending("accountID"), to: match.appending("accountId"))
    }
  }

  /// Moves the part at `old` unless there is one at `new`; the old one goes in either case.
  mutating func move(_ old: JSONPath, to new: JSONPath) {
    guard let part = tree.part(old) else { return }
    if tree[new] == nil { tree.put(part, at: new) }
    tree.remove(old)
  }

  /// Adds to the object at `path` what `part` has and it lacks.
  mutating func fill(_ path: JSONPath, from part: ConfigTree) {
    tree.put(tree.part(path)?.filled(from: part) ?? part, at: path)
  }
}

extension JSONPath {
  fileprivate var lastKey: String {
    if case .key(let key)? = elements.last { key } else { "" }
  }
}

extension String {
  /// The text without what a terminal could act on.
  var printable: String {
    unicodeScalars.contains(where: \.isUnprintable)
      ? String(String.UnicodeScalarView(unicodeScalars.map { $0.isUnprintable ? "\u{FFFD}" : $0 }))
      : self
  }
}
