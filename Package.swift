// swift-tools-version: 6.2
import PackageDescription

// One set of compiler settings for every Swift target (docs/architecture.md, "Arrows").
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

func target(_ name: String, _ dependencies: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [String]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: settings)
}

let package = Package(
  name: "purser",
  products: [.executable(name: "purser", targets: ["purser"])],
  targets: [
    // C libraries from Debian's packages. Each has exactly one importer.
    .systemLibrary(name: "CSQLite"),
    .systemLibrary(name: "CSodium"),
    // libcurl, opened at run time on first use: nothing to link, no headers needed.
    .target(name: "CCurl"),
    // What the Swift runtime asks for the words of the command line; linked, not imported.
    .target(name: "CArguments"),

    // A target's text files as Swift source, at build time.
    .executableTarget(name: "embed-files", swiftSettings: settings),
    .plugin(name: "EmbedFiles", capability: .buildTool(), dependencies: ["embed-files"]),
    .target(
      name: "Migrations", path: "migrations", exclude: ["README.md"],
      swiftSettings: settings, plugins: ["EmbedFiles"]),

    // The providers that come with the program, one file each.
    .target(name: "ProviderManifests", swiftSettings: settings, plugins: ["EmbedFiles"]),

    // Kits: generic, know nothing of agents.
    target("JSONKit"),
    target("CommandKit"),
    target("SQLKit"),
    target("SQLiteKit", ["SQLKit", "CSQLite"]),
    target("SecretKit", ["CSodium"]),
    target("HTTPKit", ["SecretKit", "CCurl"]),
    target("SystemKit"),

    // The product.
    target("PurserDomain"),
    target("PurserStore", ["PurserDomain", "SQLKit", "Migrations"]),
    target(
      "PurserServices",
      [
        "PurserDomain", "PurserStore", "ProviderManifests", "JSONKit", "HTTPKit", "SecretKit",
        "SystemKit",
      ]),
    target(
      "PurserCLI",
      ["PurserDomain", "PurserStore", "PurserServices", "CommandKit", "JSONKit", "SystemKit"]),
    .executableTarget(
      name: "purser",
      dependencies: [
        "PurserCLI", "PurserServices", "PurserStore", "PurserDomain", "HTTPKit", "SQLKit",
        "SQLiteKit", "SecretKit", "SystemKit", "CArguments",
      ],
      swiftSettings: settings),

    // Tests.
    target(
      "PurserTestSupport",
      [
        "PurserDomain", "PurserStore", "PurserServices", "JSONKit", "SQLKit", "SQLiteKit",
        "HTTPKit", "SecretKit", "SystemKit",
      ]),
    .executableTarget(
      name: "fake-provider", dependencies: ["PurserTestSupport"], path: "Tests/fake-provider",
      swiftSettings: settings),
    tests("JSONKitTests", ["JSONKit", "PurserTestSupport"]),
    tests("CommandKitTests", ["CommandKit", "PurserTestSupport"]),
    tests("SQLKitTests", ["SQLKit", "SQLiteKit", "PurserTestSupport"]),
    tests("SQLiteKitTests", ["SQLKit", "SQLiteKit", "PurserTestSupport"]),
    tests("SecretKitTests", ["SecretKit", "PurserTestSupport"]),
    tests("HTTPKitTests", ["HTTPKit", "SecretKit", "SystemKit", "PurserTestSupport"]),
    tests("SystemKitTests", ["SystemKit", "PurserTestSupport"]),
    tests("PurserDomainTests", ["PurserDomain", "JSONKit", "PurserTestSupport"]),
    tests(
      "PurserStoreTests",
      ["PurserStore", "PurserDomain", "SQLKit", "SQLiteKit", "Migrations", "PurserTestSupport"]),
    tests(
      "PurserServicesTests",
      [
        "PurserServices", "PurserStore", "PurserDomain", "JSONKit", "HTTPKit", "SecretKit",
        "SystemKit", "SQLKit", "SQLiteKit", "PurserTestSupport",
      ]),
    tests(
      "PurserCLITests",
      [
        "PurserCLI", "PurserServices", "PurserStore", "PurserDomain", "CommandKit", "HTTPKit",
        "JSONKit", "SystemKit", "PurserTestSupport",
      ]),
    tests(
      "ProgramTests",
      ["purser", "JSONKit", "SystemKit", "PurserTestSupport"]),
    tests(
      "ArchitectureTests",
      [
        "PurserCLI", "CommandKit", "PurserStore", "Migrations", "SQLKit", "SQLiteKit",
        "PurserTestSupport",
      ]),
  ]
)
