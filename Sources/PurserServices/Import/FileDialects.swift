import PurserDomain
import PurserStore
import SystemKit

/// How keys are spelled in the `models.json` of each agent, as far as the store can tell.
struct FileDialects {
  private struct Place: Hashable {
    var agent: String
    var path: String
  }

  private var exported: [Place: ModelsDocument.Dialect] = [:]
  private var links = LinkResolver()
  private var settings: [ScopeID: ModelsDocument.Dialect] = [:]

  /// Reads the newest export of each place and the settings.
  init(_ session: Session<ReadOnly>) throws {
    if try session.exportFiles.hasAny() {
      for file in try session.exportFiles.latest().sorted(by: { $0.event < $1.event }) {
        let place = Place(agent: file.agent, path: links.file(file.path))
        exported[place] = ModelsDocument.Dialect(rawValue: file.dialect)
      }
    }
    for setting in try session.settings.list()
    where setting.key == SettingKey.exportDialect.rawValue {
      settings[setting.scope] = ModelsDocument.Dialect(rawValue: setting.value)
    }
  }

  /// Returns the dialect of the file at `path`: that of its last export, else the one that is set.
  mutating func dialect(of agent: Agent.ID, _ path: String) -> ModelsDocument.Dialect {
    let own =
      exported.isEmpty ? nil : exported[Place(agent: agent.text, path: links.file(path))]
    return own ?? settings[.agent(agent)] ?? settings[.defaults]
      ?? ModelsDocument.Dialect(rawValue: SettingKey.exportDialect.defaultValue) ?? .legacy
  }
}
