package import JSONKit
package import PurserDomain

extension SecretProviderDeclaration {
  /// The members that a declaration of any kind may have.
  static let names: Set<String> = [
    "source", "allowlist", "path", "mode", "maxBytes", "allowInsecurePath", "command", "args",
    "passEnv", "env", "jsonOnly", "timeoutMs", "maxOutputBytes",
  ]

  /// Reads a declaration as a configuration has it under `secrets.providers.NAME`; members that are not known are
  /// left out.
  ///
  /// Throws `invalid` for a member that cannot be used; the message names it and never repeats its value.
  package init(json: JSON) throws(DomainError) {
    guard let object = json.object else {
      throw Self.fault("source", "The declaration is no object.")
    }
    let reader = DeclarationReader(object: object)
    switch object["source"]?.string {
    case "env": self.init(.environment(allowed: try reader.texts("allowlist")))
    case "file":
      let mode = try reader.text("mode").map { word throws(DomainError) in
        guard let mode = File.Mode(rawValue: word) else {
          throw Self.fault("mode", "'mode' is neither json nor singleValue.")
        }
        return mode
      }
      self.init(
        .file(
          File(
            path: try reader.required("path"), mode: mode ?? .json,
            maximumBytes: try reader.positive("maxBytes"),
            allowsInsecurePath: try reader.flag("allowInsecurePath") ?? false)))
    case "exec":
      self.init(
        .program(
          Program(
            command: try reader.required("command"), arguments: try reader.texts("args") ?? [],
            passedVariables: try reader.texts("passEnv") ?? [],
            variables: try reader.textsByName("env"),
            requiresJSON: try reader.flag("jsonOnly") ?? true,
            timeoutMilliseconds: try reader.positive("timeoutMs"),
            maximumBytes: try reader.positive("maxOutputBytes"),
            allowsInsecurePath: try reader.flag("allowInsecurePath") ?? false)))
    default: throw Self.fault("source", "'source' is not env, file or exec.")
    }
  }

  /// Reads a declaration from its stored text. Throws `invalid` for anything that `text` does not write.
  package init(text: String) throws(DomainError) {
    guard let json = try? JSON.parse(text) else {
      throw Self.fault("source", "The declaration is no JSON.")
    }
    try self.init(json: json)
  }

  /// The declaration as compact JSON in the members of `secrets.providers.NAME`; what is standard is left out.
  package var text: String { JSON.object(members).text(.compact) }

  private var members: JSONObject {
    var members: JSONObject = ["source": .string(sourceName)]
    switch source {
    case .environment(let allowed):
      members["allowlist"] = allowed.map(Self.array)
    case .file(let file):
      members["path"] = .string(file.path)
      members["mode"] = .string(file.mode.rawValue)
      members["maxBytes"] = file.maximumBytes.map { .number(JSONNumber($0)) }
      if file.allowsInsecurePath { members["allowInsecurePath"] = true }
    case .program(let program):
      members["command"] = .string(program.command)
      if !program.arguments.isEmpty { members["args"] = Self.array(program.arguments) }
      if !program.passedVariables.isEmpty {
        members["passEnv"] = Self.array(program.passedVariables)
      }
      if !program.variables.isEmpty {
        var variables = JSONObject()
        for (name, value) in program.variables.sorted(by: { $0.key < $1.key }) {
          variables[name] = .string(value)
        }
        members["env"] = .object(variables)
      }
      if !program.requiresJSON { members["jsonOnly"] = false }
      members["timeoutMs"] = program.timeoutMilliseconds.map { .number(JSONNumber($0)) }
      members["maxOutputBytes"] = program.maximumBytes.map { .number(JSONNumber($0)) }
      if program.allowsInsecurePath { members["allowInsecurePath"] = true }
    }
    return members
  }

  private static func array(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }

  fileprivate static func fault(_ member: String, _ message: String) -> DomainError {
    DomainError(
      .invalid, message, subject: member, hint: "Correct it where the secret provider is declared.")
  }
}

/// Reads the members of a declaration.
private struct DeclarationReader {
  let object: JSONObject

  func text(_ key: String) throws(DomainError) -> String? {
    guard let value = object[key] else { return nil }
    guard let text = value.string, !text.hasUnprintable, text.utf8.count <= 4096 else {
      throw wrong(key, "text")
    }
    return text
  }

  func required(_ key: String) throws(DomainError) -> String {
    guard let text = try text(key)?.trimmed, !text.isEmpty else { throw wrong(key, "text") }
    return text
  }

  func texts(_ key: String) throws(DomainError) -> [String]? {
    guard let value = object[key] else { return nil }
    guard let elements = value.array, elements.count <= 512 else {
      throw wrong(key, "a list of texts")
    }
    var texts: [String] = []
    for element in elements {
      guard let text = element.string, !text.utf8.contains(0) else {
        throw wrong(key, "a list of texts")
      }
      texts.append(text)
    }
    return texts
  }

  func textsByName(_ key: String) throws(DomainError) -> [String: String] {
    guard let value = object[key] else { return [:] }
    guard let members = value.object else { throw wrong(key, "an object of texts") }
    var texts: [String: String] = [:]
    for (name, member) in members {
      guard let text = member.string, EnvironmentName.isValid(name), !text.utf8.contains(0) else {
        throw wrong(key, "an object of texts")
      }
      texts[name] = text
    }
    return texts
  }

  func flag(_ key: String) throws(DomainError) -> Bool? {
    guard let value = object[key] else { return nil }
    guard let flag = value.bool else { throw wrong(key, "true or false") }
    return flag
  }

  func positive(_ key: String) throws(DomainError) -> Int64? {
    guard let value = object[key] else { return nil }
    guard let number = value.int64, number > 0 else { throw wrong(key, "a whole number above 0") }
    return number
  }

  private func wrong(_ key: String, _ wanted: String) -> DomainError {
    SecretProviderDeclaration.fault(key, "'\(key)' is not \(wanted).")
  }
}
