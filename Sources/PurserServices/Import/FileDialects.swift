import PurserDomain
import PurserStore

/// How keys are spelled in the `models.json` of each agent, as far as the store can tell.
struct FileDialects {
  private var exported: [String: ModelsDocument.Dialect] = [:]
  private var settings: [ScopeID: ModelsDocument.Dialect] = [:]

  /// Reads the newest export of each path and the settings.
  init(_ session: Session<ReadOnly>) throws {
    if try session.exportFiles.hasAny() {
      for file in try session.exportFiles.latest() {
        exported[file.path] = ModelsDocument.Dialect(rawValue: file.dialect)
      }
    }
    for setting in try session.settings.list()
    where setting.key == SettingKey.exportDialect.rawValue {
      settings[setting.scope] = ModelsDocument.Dialect(rawValue: setting.value)
    }
  }

  /// Returns the dialect of the file at `path`: that of its last export, else the one that is set.
  func dialect(of agent: Agent.ID, _ path: String) -> ModelsDocument.Dialect {
    exported[path] ?? settings[.agent(agent)] ?? settings[.defaults]
      ?? ModelsDocument.Dialect(rawValue: SettingKey.exportDialect.defaultValue) ?? .legacy
  }
}
