import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserServices

@Suite struct LegacyShapesTests {
  @Test(
    arguments: [
      // A model as text is the primary one, wherever settings stand.
      (
        "{agent: {model: 'a/b', imageModel: 'c/d'}}",
        "{agents: {defaults: {model: {primary: 'a/b'}, imageModel: {primary: 'c/d'}}}}"
      ),
      ("{agents: {defaults: {model: 'a/b'}}}", "{agents: {defaults: {model: {primary: 'a/b'}}}}"),
      // Lists of fallbacks join their model, unless it has some.
      (
        "{agent: {model: 'a/b', modelFallbacks: ['c/d'], imageModelFallbacks: ['e/f']}}",
        "{agents: {defaults: {model: {primary: 'a/b', fallbacks: ['c/d']}, imageModel: {fallbacks: ['e/f']}}}}"
      ),
      (
        "{agent: {model: {primary: 'a/b', fallbacks: ['x/y']}, modelFallbacks: ['c/d']}}",
        "{agents: {defaults: {model: {primary: 'a/b', fallbacks: ['x/y']}}}}"
      ),
      (
        "{agent: {model: {fallbacks: []}, modelFallbacks: ['c/d']}}",
        "{agents: {defaults: {model: {fallbacks: ['c/d']}}}}"
      ),
      // The list of allowed models, with all models named beside it.
      (
        "{agent: {allowedModels: ['a/1', ' a/2 ', 7, ''], model: 'p/m', modelFallbacks: ['f/1'], modelAliases: {x: 'a/1', y: 'z/9'}}}",
        "{agents: {defaults: {model: {primary: 'p/m', fallbacks: ['f/1']}, models: {'p/m': {}, 'a/1': {alias: 'x'}, 'a/2': {}, 'f/1': {}, 'z/9': {alias: 'y'}}}}}"
      ),
      ("{agent: {allowedModels: []}}", "{agents: {defaults: {}}}"),
      // Aliases alone never restrict; a second alias of a model is lost; a present one is kept.
      (
        "{agent: {modelAliases: {x: 'a/b', y: 'a/b', z: '', w: 3}}}",
        "{agents: {defaults: {modelPolicy: {allow: []}, models: {'a/b': {alias: 'x'}}}}}"
      ),
      (
        "{agent: {models: {'a/b': {alias: ''}}, modelAliases: {x: 'a/b', y: 'c/d'}}}",
        "{agents: {defaults: {models: {'a/b': {alias: ''}, 'c/d': {alias: 'y'}}}}}"
      ),
      // What stands in the new place counts.
      (
        "{agent: {model: 'old/x', workspace: '/old', heartbeat: {every: '1h', target: 't'}}, agents: {defaults: {model: {primary: 'new/x'}, heartbeat: {every: '2h'}}}}",
        "{agents: {defaults: {model: {primary: 'new/x'}, heartbeat: {every: '2h', target: 't'}, workspace: '/old'}}}"
      ),
      (
        "{agent: {tools: {allow: ['a'], deny: ['b']}, bash: {x: 1}, elevated: {y: 2}}, tools: {deny: ['c']}}",
        "{tools: {deny: ['c'], allow: ['a'], elevated: {y: 2}, exec: {x: 1}}, agents: {defaults: {}}}"
      ),
      // The list of the new place goes on to restrict.
      (
        "{agent: {modelAliases: {a: 'q/w'}}, agents: {defaults: {models: {'q/w': {alias: 'keep'}}}}}",
        "{agents: {defaults: {models: {'q/w': {alias: 'keep'}}}}}"
      ),
      (
        "{agent: {modelAliases: {a: 'q/w'}}, agents: {defaults: {modelPolicy: {allow: ['x/*']}}}}",
        "{agents: {defaults: {modelPolicy: {allow: ['x/*']}, models: {'q/w': {alias: 'a'}}}}}"
      ),
      // An empty list of fallbacks gives way, and a text stands for the primary.
      (
        "{agent: {modelFallbacks: ['f/1']}, agents: {defaults: {model: {primary: 'new/p', fallbacks: []}}}}",
        "{agents: {defaults: {model: {primary: 'new/p', fallbacks: ['f/1']}}}}"
      ),
      (
        "{agent: {modelFallbacks: ['f/1']}, agents: {defaults: {model: 'new/p'}}}",
        "{agents: {defaults: {model: {primary: 'new/p', fallbacks: ['f/1']}}}}"
      ),
      // Agents by name become the list.
      (
        "{routing: {agents: {a: {model: 'm/a', name: 'old'}, ' b ': {x: 1}, c: 5}, defaultAgentId: 'b', queue: 1}, agents: {list: [{id: 'a', name: 'new'}]}}",
        "{routing: {queue: 1}, agents: {list: [{id: 'a', name: 'new', model: 'm/a'}, {id: 'b', x: 1, default: true}]}}"
      ),
      (
        "{routing: {defaultAgentId: 'z'}, agents: {list: [{id: 'a', default: true}]}}",
        "{agents: {list: [{id: 'a', default: true}]}}"
      ),
      (
        "{routing: {defaultAgentId: 'z', bindings: [1]}}",
        "{agents: {list: [{id: 'z', default: true}]}, bindings: [1]}"
      ),
      // The identity goes to the default agent.
      ("{identity: {name: 'N'}}", "{agents: {list: [{id: 'main', identity: {name: 'N'}}]}}"),
      (
        "{identity: {name: 'N'}, agents: {list: [{id: 'a'}, {id: 'b', default: true, identity: {name: 'M'}}]}}",
        "{agents: {list: [{id: 'a'}, {id: 'b', default: true, identity: {name: 'M'}}]}}"
      ),
      (
        "{auth: {profiles: {'anthropic:claude-cli': {mode: 'token'}, 'a:b': {mode: 'token'}}}}",
        "{auth: {profiles: {'anthropic:claude-cli': {mode: 'oauth'}, 'a:b': {mode: 'token'}}}}"
      ),
      (
        "{bindings: [{match: {provider: 'p', accountID: 'i'}}, {match: {provider: 'p', channel: 'c'}}, 5]}",
        "{bindings: [{match: {channel: 'p', accountId: 'i'}}, {match: {channel: 'c'}}, 5]}"
      ),
      // Shapes that are neither old nor new stay for the check.
      (
        "{agent: 5, agents: {list: 'x', defaults: []}, routing: [], identity: 'x'}",
        "{agent: 5, agents: {list: 'x', defaults: []}, routing: [], identity: 'x'}"
      ),
      ("{agents: 5, agent: {model: 'a/b'}, identity: {}}", nil),
      ("{agents: {list: 5}, routing: {agents: {a: {}}, defaultAgentId: 'a'}, identity: {}}", nil),
    ] as [(String, String?)])
  func `old shapes move to their new places`(old: String, new: String?) throws {
    let tree = ConfigTree(
      try JSON.parse(old, syntax: .json5), ConfigOrigin(.init(file: 0, path: .root)))
    let migrated = LegacyShapes.migrated(tree).tree.value
    if let new { #expect(migrated.sorted == (try JSON.parse(new, syntax: .json5)).sorted) }
    // Done once, there is nothing left to do.
    let again = LegacyShapes.migrated(ConfigTree(migrated, tree.origin))
    #expect(new == nil || again.tree.value == migrated)
  }

  @Test func `what was left out for the new place was called moved`() throws {
    let old = """
      {agent: {model: 'old/x', modelFallbacks: ['f/1'], modelAliases: {a: 'q/w'}},
       agents: {defaults: {model: {primary: 'new/p', fallbacks: ['n/f']}, models: {'q/w': {alias: 'keep'}}}}}
      """
    let tree = ConfigTree(
      try JSON.parse(old, syntax: .json5), ConfigOrigin(.init(file: 0, path: .root)))
    let left = LegacyShapes.migrated(tree).changes.filter { $0.message.contains("left out") }
    #expect(
      left.map { "\($0.path)" } == [
        "agent.model.primary", "agent.model.fallbacks", "agent.models.q/w.alias",
      ], "\(left)")
  }

  @Test func `what was moved is told with the place it stood in`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      {
        agent: {
          model: 'a/b',
          allowedModels: ['c/d'],
          modelAliases: { x: 'c/d',
                          y: 'c/d' },
        },
        routing: { agents: { ops: { model: 7 } } },
      }
      """, to: "clawdbot.json")
    let config = GatewayConfig.load(directory: folder.path, environment: Environment())
    #expect(
      config.findings.map { "\($0.kind.rawValue) \($0.position!) \($0.path): \($0.message)" } == [
        "note 4:5 agent.allowedModels: 'allowedModels' was moved to the keys of 'agents.defaults.models'.",
        "note 6:21 agent.modelAliases.y: The alias 'y' was left out: 'c/d' has one already.",
        "note 5:5 agent.modelAliases: 'modelAliases' was moved to 'agents.defaults.models'.",
        "note 3:5 agent.model: The text of 'model' was moved to 'model.primary'.",
        "note 2:3 agent: 'agent' was moved to 'agents.defaults'.",
        "note 8:14 routing.agents: 'routing.agents' was moved to 'agents.list'.",
        "skipped 8:31 agents.list[0].model: Expected a string or an object, found a number.",
      ])
    #expect(config.generation == .clawdbot)
    #expect(config.place(of: ["agents", "defaults", "models", "a/b"])?.position?.line == 3)
    #expect(
      config.place(of: ["agents", "defaults", "models", "c/d", "alias"])?.position?.line == 5)
    #expect(config.place(of: ["agents", "list", 0])?.position?.line == 8)
  }
}

extension JSON {
  fileprivate var sorted: JSON {
    switch self {
    case .array(let elements): .array(elements.map(\.sorted))
    case .object(let object):
      .object(
        JSONObject(
          object.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value.sorted) }))
    default: self
    }
  }
}
