package import SQLKit

extension StoreError {
  /// What an error of the driver means for the store that people call `store` (a path or URL).
  package init(_ error: SQLError, store: String) {
    let (code, message, hint) = Self.meaning(of: error, store: store)
    var cause = error.message
    if code == .internal, !error.sql.isEmpty { cause += " [\(error.sql)]" }
    self.init(code, message, subject: store, hint: hint, cause: cause)
  }

  private static func meaning(
    of error: SQLError, store: String
  ) -> (Code, message: String, hint: String?) {
    switch error.code {
    case .missing:
      return (.notSetUp, "There is no store at '\(store)'.", "purser init")
    case .notADatabase:
      return (.foreign, "'\(store)' is not a Purser store.", foreignHint)
    case .corrupt, .wrongType:
      return (
        .corrupt, "The store '\(store)' is damaged.",
        "Restore the newest good copy, without a -wal or -shm file beside it; 'purser audit verify' tells whether it is one."
      )
    case .busy:
      return (
        .busy, "The store '\(store)' is busy: others have been writing all the time.", "Try again."
      )
    case .readOnly:
      let closed = error.files.map { "'\($0)'" }.joined(separator: ", ")
      return (
        .readOnly, "The store '\(store)' cannot be written.",
        closed.isEmpty
          ? "Try again; where that does not help, make the file and its folder writable."
          : "Make writable: \(closed)"
      )
    case .unfinished:
      // A store has a log, so only its making writes in another way. Where that is untrue, in a copy that another program
      // made, this next step takes the write back as well.
      return (
        .notSetUp, "The store at '\(store)' was never finished: a write was cut short.",
        "purser init"
      )
    case .unrecovered:
      return (
        .readOnly,
        "The store '\(store)' cannot be read: its last writer was cut short, and its folder cannot be written.",
        "Run a command as the user who owns the store, or read a copy of it with its -wal file in a folder that can be written."
      )
    case .moved:
      return (
        .unavailable, "The store '\(store)' was moved or replaced meanwhile; nothing was changed.",
        "See what is there now: purser store info"
      )
    case .permission:
      return (
        .permission, "The store '\(store)' cannot be opened: not permitted.",
        "Run as the user who owns the store."
      )
    case .full:
      return (
        .full, "No space is left for the store '\(store)'; nothing was changed.", "Free some space."
      )
    case .io:
      return (
        .io, "The store '\(store)' cannot be read or written.", "Check the disk and try again."
      )
    case .unavailable:
      return (
        .unavailable, "The store '\(store)' cannot be opened.",
        "Check that it is a file and that its folder can be entered."
      )
    case .interrupted:
      return (
        .interrupted, "The work on the store '\(store)' was stopped; nothing was changed.",
        "Try again."
      )
    case .unique:
      return (.conflict, "The store holds this already; nothing was changed.", nil)
    case .foreignKey:
      return (
        .conflict, "The change would leave a row that refers to nothing; nothing was changed.", nil
      )
    case .check, .notNull, .tooLarge:
      return (.invalid, "The store does not take this value; nothing was changed.", nil)
    case .nulCharacter:
      return (
        .invalid, "A text with a NUL character (U+0000) cannot be kept; nothing was changed.",
        "Leave the character out."
      )
    case .undefined:
      // No statement of ours can be at fault for what the migrations did not make.
      return (
        .corrupt, "The tables of the store '\(store)' are not as this program made them.",
        "See what was altered: purser audit verify"
      )
    case .refused:
      return (.refused, "The store refuses this change; nothing was changed.", nil)
    case .misuse, .other:
      return (.internal, "The program used the store '\(store)' wrongly.", "Please report this.")
    }
  }

  static let foreignHint =
    "Name a store with --store or PURSER_STORE, or make one with 'purser init'."
}
