import JSONKit
import PurserDomain
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserServices

/// The providers that come with the program. What a start needs of them stands in tables of the domain, which cost no
/// reading; these tests keep the two from drifting apart.
@Suite struct BundledManifestTests {
  static let folder = "Sources/ProviderManifests/bundled"
  static let files = Repository.files(below: folder, suffix: ".json")

  let plugins: ProviderPlugins

  init() throws { plugins = try ProviderPlugins(environment: Environment()) }

  private func manifest(_ id: String) throws -> ProviderManifest {
    try #require(plugins.plugins.first { $0.manifest.id == id }).manifest
  }

  @Test func `all of them are loaded`() {
    #expect(plugins.broken == [])
    #expect(plugins.plugins.count == Self.files.count)
    #expect(plugins.plugins.count >= 75)
    #expect(plugins.plugins.allSatisfy { $0.origin == .bundled && $0.replaced == nil })
    #expect(plugins.plugins.map(\.manifest.id) == plugins.plugins.map(\.manifest.id).sorted())
  }

  @Test(arguments: files)
  func `a manifest fits its schema and is read without loss`(file: String) throws {
    let document = try JSON.parse(Repository.text(file))
    #expect(try JSONSchema(named: "provider-manifest").faults(in: document) == [])
    let id = String(file.dropFirst(Self.folder.count + 1).dropLast(5))
    #expect(try manifest(id).json == document)
  }

  @Test func `every provider with an endpoint has it in its manifest, and no other has one`() throws
  {
    for (id, endpoint) in ProviderEndpoint.known where ModelNaming.standard.provider(id) == id {
      let manifest = try manifest(id)
      #expect(manifest.baseURL == endpoint.baseURL, "\(id)")
      #expect(manifest.api == endpoint.api, "\(id)")
    }
    for plugin in plugins.plugins where ProviderEndpoint.known[plugin.manifest.id] == nil {
      #expect(plugin.manifest.baseURL == nil && plugin.manifest.api == nil)
    }
  }

  @Test func `every variable of the environment stands in its manifest in the same order`() throws {
    for entry in ProviderEnvironment.standard.entries
    where ModelNaming.standard.provider(entry.provider) == entry.provider {
      #expect(try manifest(entry.provider).environment == entry.variables, "\(entry.provider)")
    }
    #expect(try manifest("amazon-bedrock").environment == ProviderEnvironment.awsNames)
    for plugin in plugins.plugins where plugin.manifest.id != "amazon-bedrock" {
      #expect(
        plugin.manifest.environment
          == ProviderEnvironment.standard.variables(of: plugin.manifest.id))
    }
  }

  @Test func `aliases are those of the names of models`() {
    var aliases: [String: String] = [:]
    for plugin in plugins.plugins {
      for alias in plugin.manifest.aliases { aliases[alias] = plugin.manifest.id }
    }
    #expect(aliases == ModelNaming.standard.providerAliases)
  }

  @Test func `an API is one that configurations know, and one that is not asked says why`() {
    for manifest in plugins.plugins.map(\.manifest) {
      guard let api = manifest.api else { continue }
      #expect(ProviderAPI.known.contains(api), "\(manifest.id)")
      #expect(APIKinds.kind(named: api) != nil || manifest.notCheckable != nil, "\(manifest.id)")
    }
  }

  @Test func `nothing is sent under the name of another product`() {
    for manifest in plugins.plugins.map(\.manifest) {
      #expect(manifest.headers.isEmpty && manifest.preamble == nil)
      #expect(manifest.login?.clientID == nil)
    }
  }
}
