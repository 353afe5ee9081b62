extension Directories {
  /// Returns the user's home: `HOME` when absolute, else what the password file says, else "/".
  package static func home(_ environment: Environment) -> String {
    absolute(environment["HOME"]) ?? UserAccount.current().home ?? "/"
  }

  /// Returns where data lives: `XDG_DATA_HOME` when absolute, else `~/.local/share`.
  package static func data(_ environment: Environment) -> String {
    place("XDG_DATA_HOME", ".local/share", environment)
  }

  /// Returns where configuration lives: `XDG_CONFIG_HOME` when absolute, else `~/.config`.
  package static func configuration(_ environment: Environment) -> String {
    place("XDG_CONFIG_HOME", ".config", environment)
  }

  /// Returns where state lives: `XDG_STATE_HOME` when absolute, else `~/.local/state`.
  package static func state(_ environment: Environment) -> String {
    place("XDG_STATE_HOME", ".local/state", environment)
  }

  /// Returns the folder for temporary files: `TMPDIR` when absolute, else `/tmp`.
  package static func temporary(_ environment: Environment) -> String {
    absolute(environment["TMPDIR"]) ?? "/tmp"
  }

  /// Returns `path` with a leading `~` or `~/` replaced by the home; `~name` is left alone.
  package static func expandHome(_ path: String, _ environment: Environment) -> String {
    if path == "~" { return home(environment) }
    guard path.utf8.starts(with: "~/".utf8) else { return path }
    return SystemPath.join(home(environment), String(Substring(path.utf8.dropFirst(2))))
  }

  private static func place(
    _ variable: String, _ below: String, _ environment: Environment
  ) -> String {
    absolute(environment[variable]) ?? SystemPath.join(home(environment), below)
  }

  // The XDG rules say that a relative value is invalid and must be ignored.
  private static func absolute(_ value: String?) -> String? {
    guard let value, value.utf8.first == UInt8(ascii: "/"), !value.holdsNUL else {
      return nil
    }
    return value
  }
}
