/// The manifests of the providers that come with the program, as their files say them.
package enum BundledManifests {
  /// Name without ending, and text, of each file below `bundled/`, sorted by name.
  package static var files: [(name: String, text: StaticString)] {
    embeddedFiles.compactMap { file in
      let path = file.path.description
      guard path.hasPrefix("bundled/"), path.hasSuffix(".json") else { return nil }
      return (String(path.dropFirst(8).dropLast(5)), file.text)
    }
  }
}
