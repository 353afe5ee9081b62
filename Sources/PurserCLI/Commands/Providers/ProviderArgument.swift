import CommandKit
import PurserDomain

/// Reads the id of a provider as it is typed.
enum ProviderArgument {
  /// Returns the canonical id, and tells when that is another. With `isNew` what looks like a key is
  /// refused, since the id would be stored. Nothing that looks like a key is repeated.
  static func id(
    _ raw: String, isNew: Bool = false, in context: CommandContext
  ) throws -> Provider.ID {
    if isNew {
      try UsageError.refuseKey(in: "<provider>", name: raw)
    } else {
      try UsageError.refuseKey(in: "<provider>", raw)
    }
    let id: Provider.ID
    do {
      id = try Provider.ID(ModelNaming.standard.provider(raw))
    } catch {
      throw UsageError(
        .invalidValue, error.message, subject: error.subject, hint: "Give an id such as openai.")
    }
    if id.text != raw {
      context.note("Note: provider '\(raw.printable(limit: 80))' is '\(id)' here.")
    }
    return id
  }
}
