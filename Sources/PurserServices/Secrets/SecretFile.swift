import JSONKit
import PurserDomain
import SecretKit
import SystemKit

/// Reads the secrets of a declared file, once for all references.
struct SecretFile {
  let file: SecretProviderDeclaration.File
  let environment: Environment
  let limits: SecretResolver.Limits

  func resolve(
    _ references: [SecretReference]
  ) throws(SystemError) -> [SecretReference: SecretResolver.Outcome] {
    let content = try read()
    var outcomes: [SecretReference: SecretResolver.Outcome] = [:]
    for reference in references {
      outcomes[reference] = Result { () throws(UnresolvedSecret) in
        try secret(reference, in: content)
      }
    }
    return outcomes
  }

  /// What the file turned out to be.
  private enum Content {
    case bytes([UInt8])
    case document(JSON)
    case fault(UnresolvedSecret.Step, String, hint: String? = nil)
  }

  private func read() throws(SystemError) -> Content {
    let path = Directories.expandHome(file.path, environment)
    guard path.utf8.first == UInt8(ascii: "/") else {
      return .fault(.notAllowed, "the path of its file is not absolute")
    }
    let limit = min(file.maximumBytes.map { Int(clamping: $0) } ?? limits.bytes, limits.mostBytes)
    let contents: FileReader.Contents
    do throws(SystemError) {
      contents = try FileReader.contents(path, limit: limit)
    } catch {
      switch error.code {
      case .interrupted: throw error
      case .notFound: return .fault(.notFound, "there is no file '\(path)'")
      case .tooLarge: return .fault(.tooLarge, "the file '\(path)' is larger than \(limit) bytes")
      case .notARegularFile: return .fault(.unusable, "'\(path)' is not a regular file")
      default: return .fault(.failed, "the file '\(path)' cannot be read", hint: error.hint)
      }
    }
    guard file.allowsInsecurePath || contents.status.mode & 0o077 == 0 else {
      return .fault(
        .insecure, "the file '\(path)' can be read by others", hint: "chmod 600 '\(path)'")
    }
    guard file.mode == .json else { return .bytes(contents.bytes) }
    // What the parser says could repeat a key of the file.
    guard let document = try? JSON.parse(contents.bytes, limits: JSONLimits(bytes: limit)) else {
      return .fault(.unusable, "the file '\(path)' is not JSON")
    }
    return .document(document)
  }

  private func secret(
    _ reference: SecretReference, in content: Content
  ) throws(UnresolvedSecret) -> SecretBytes {
    switch content {
    case .fault(let step, let what, let hint):
      throw UnresolvedSecret(reference, step, what, hint: hint)
    case .bytes(let bytes):
      guard reference.id == "value" else {
        throw UnresolvedSecret(
          reference, .invalidReference, "its file holds one secret, whose id is 'value'")
      }
      return try reference.secret(bytes, from: "the file")
    case .document(let document):
      guard let pointer = JSONPointer(reference.id) else {
        throw UnresolvedSecret(reference, .invalidReference, "its id is no JSON pointer")
      }
      guard let value = pointer.value(in: document) else {
        throw UnresolvedSecret(reference, .notFound, "its file has nothing at that place")
      }
      guard let text = value.string else {
        throw UnresolvedSecret(reference, .unusable, "its file has no text at that place")
      }
      return try reference.secret(Array(text.utf8), from: "the file")
    }
  }
}
