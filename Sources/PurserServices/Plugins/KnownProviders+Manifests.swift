import ProviderManifests
package import PurserDomain
package import SystemKit

extension KnownProviders {
  /// Whether the canonical id `provider` is one of the program's own or one that a manifest describes.
  ///
  /// Looks for a manifest of that name only where the program's own tables have none, since a manifest may be a program to
  /// be asked; without an environment there are none. Throws `interrupted`.
  package static func contains(
    _ provider: String, in environment: Environment?
  ) throws(SystemError) -> Bool {
    if contains(provider) { return true }
    guard let environment else { return false }
    return try ProviderPlugins.describe(provider, environment)
  }
}

extension ProviderManifest {
  /// The manifest of that id that comes with the program; nil when there is none.
  package static func bundled(_ id: String) -> ProviderManifest? {
    guard let file = BundledManifests.files.first(where: { $0.name == id }) else { return nil }
    return try? ProviderManifest(Array(file.text.description.utf8), expected: id)
  }
}

extension ProviderPlugins {
  /// Returns the ids that manifests stand under, sorted. None is read and no program asked, so one of them may turn out broken.
  package static func names(in environment: Environment) -> [String] {
    let files = (try? files(environment)) ?? []
    let names =
      BundledManifests.files.map(\.name) + PluginProgram.all(environment).map(\.name)
      + files.map(\.name).filter(ProviderManifest.isCanonical)
    return Set(names).sorted()
  }

  /// Whether a manifest that can be read stands under the name `id`: one of the admin's, a bundled one or a program's.
  fileprivate static func describe(
    _ id: String, _ environment: Environment
  ) throws(SystemError) -> Bool {
    guard ProviderManifest.isCanonical(id) else { return false }
    if BundledManifests.files.contains(where: { $0.name == id }) { return true }
    let path = "\(folder(environment))/\(id).json"
    if let bytes = try? FileReader.read(path, limit: 65_536),
      (try? ProviderManifest(bytes, expected: id)) != nil
    {
      return true
    }
    guard let program = PluginProgram.all(environment).first(where: { $0.name == id }) else {
      return false
    }
    if case .success = try program.ask(environment) { return true }
    return false
  }
}
