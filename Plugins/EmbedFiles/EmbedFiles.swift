import Foundation
import PackagePlugin

/// Turns the text files of a target into one Swift source file, `EmbeddedFiles.swift`, that lists
/// path and content of each. Generic: it knows nothing of migrations.
@main
struct EmbedFiles: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let module = target as? SwiftSourceModuleTarget else { return [] }
    let folder = module.directoryURL
    let inputs = module.sourceFiles
      .map(\.url)
      .filter { ["sql", "json", "txt"].contains($0.pathExtension) }
      .sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(inputs.count) files of \(module.name)",
        executable: try context.tool(named: "embed-files").url,
        arguments: [output.path, folder.path] + inputs.map(\.path),
        inputFiles: inputs,
        outputFiles: [output])
    ]
  }
}
