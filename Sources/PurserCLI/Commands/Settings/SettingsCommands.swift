import CommandKit

extension RootCommand.Node {
  /// `purser settings …`
  static var settingsGroup: RootCommand.Node {
    .group("settings", "The knobs of the store and of agents.", bare: "list") {
      [
        .command("list", SettingsList.self),
        .command("get", SettingsGet.self),
        .command("set", SettingsSet.self),
        .command("unset", SettingsUnset.self),
      ]
    }
  }
}
