package import CommandKit

/// What the program takes from its surroundings and what it tells the shell, for the reference and the manual page.
package enum Surroundings {
  /// Variables, files and exit codes.
  package static let sections = [
    PageSection(
      "Environment",
      [
        ("PURSER_STORE", "The store, unless --store is given."),
        ("PURSER_ACTOR", "Who acts, for the record, unless --actor is given."),
        ("PURSER_AGENT", "The agent that is meant when no option names one."),
        (
          CurrentAgent.directoryVariables.joined(separator: ", "),
          "Without PURSER_AGENT the agent that has this folder is meant. The first that is set counts."
        ),
        (
          "PURSER_KEY, PURSER_KEY_FILE, PURSER_KEY_COMMAND",
          "The master key itself, the file that holds it, or a command that prints it. The first that is set counts."
        ),
        ("PURSER_NEW_KEY_FILE", "The new key of store rekey, unless an option names one."),
        (
          "PURSER_AUTO_MIGRATE",
          "With 1 a command that writes first leads an older store to this program's schema."
        ),
        ("NO_COLOR", "Set to anything: no colour."),
        (
          "OPENCLAW_INCLUDE_ROOTS",
          "Folders, parted by colons, whose files a gateway's configuration may include."
        ),
        ("XDG_DATA_HOME, XDG_CONFIG_HOME", "Where the files below lie."),
        (
          "http_proxy, https_proxy, all_proxy, no_proxy",
          "Servers between here and providers, as curl reads them; all but the first also in capitals."
        ),
        (
          "CURL_CA_BUNDLE, SSL_CERT_FILE, SSL_CERT_DIR",
          "Certificates to trust instead of the system's: a file, a file, a folder."
        ),
      ]),
    PageSection(
      "Files",
      [
        (
          "$XDG_DATA_HOME/purser/purser.db",
          "The store; below ~/.local/share where the variable is not set."
        ),
        (
          "$XDG_CONFIG_HOME/purser/master.key",
          "The master key; below ~/.config where the variable is not set."
        ),
        (
          "$XDG_CONFIG_HOME/purser/providers/*.json",
          "Manifests of providers beside those that come with the program."
        ),
      ]),
    PageSection(
      "Exit status",
      [
        ("0", "Done."),
        (
          "1",
          "The answer is no: not found, a check failed, a file is not as the store says, credentials have expired or are missing."
        ),
        ("2", "The answer is soon: credentials expire (--check only)."),
        ("64", "The command line is wrong."), ("65", "Data are not valid."),
        ("69", "A provider or server cannot be reached."), ("70", "A fault of the program."),
        ("74", "Reading or writing failed."), ("75", "Busy; try again."),
        ("77", "Not permitted."),
        ("78", "The store is too new, too old, foreign or not set up."), ("130", "Interrupted."),
      ]),
  ]
}
