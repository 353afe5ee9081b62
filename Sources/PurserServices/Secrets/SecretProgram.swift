import JSONKit
import PurserDomain
import SecretKit
import SystemKit

/// Asks a declared program for secrets, once for all references.
///
/// It reads `{"protocolVersion":1,"provider":NAME,"ids":[…]}` from its standard input and answers with
/// `{"protocolVersion":1,"values":{ID:SECRET,…},"errors":{ID:{…},…}}`. Where the declaration does not insist on
/// JSON, a program that is asked for one id may print the secret alone. What it writes to standard
/// error, and the texts of its errors, are not repeated.
struct SecretProgram {
  let program: SecretProviderDeclaration.Program
  let environment: Environment
  let limits: SecretResolver.Limits

  func resolve(
    _ references: [SecretReference]
  ) throws(SystemError) -> [SecretReference: SecretResolver.Outcome] {
    let answer = try ask(references)
    var outcomes: [SecretReference: SecretResolver.Outcome] = [:]
    for reference in references {
      outcomes[reference] = Result { () throws(UnresolvedSecret) in
        try secret(reference, in: answer)
      }
    }
    return outcomes
  }

  /// What the program gave for all references.
  private enum Answer {
    case values(JSONObject, errors: JSONObject)
    case alone([UInt8])
    case fault(UnresolvedSecret.Step, String, hint: String? = nil)
  }

  private func ask(_ references: [SecretReference]) throws(SystemError) -> Answer {
    let path = Directories.expandHome(program.command, environment)
    guard path.utf8.first == UInt8(ascii: "/") else {
      return .fault(.notAllowed, "the path of its program is not absolute")
    }
    if let fault = fault(ofProgramAt: path) { return fault }
    let time = min(
      program.timeoutMilliseconds ?? limits.timeoutMilliseconds, limits.longestMilliseconds)
    let size = min(
      program.maximumBytes.map { Int(clamping: $0) } ?? limits.bytes, limits.mostBytes)
    let outcome: Subprocess.Outcome
    do throws(SystemError) {
      outcome = try Subprocess.run(
        [path] + program.arguments, input: request(references), environment: variables,
        timeoutMilliseconds: time, outputLimit: size, isStranger: true)
    } catch {
      switch error.code {
      case .interrupted: throw error
      case .timedOut:
        return .fault(.timedOut, "'\(path)' did not end within \(time) ms and was killed")
      case .tooLarge: return .fault(.tooLarge, "'\(path)' printed more than \(size) bytes")
      default: return .fault(.failed, "'\(path)' could not be run", hint: error.hint)
      }
    }
    guard outcome.succeeded else {
      let end = outcome.status.map { "ended with \($0)" } ?? "was ended by a signal"
      return .fault(.failed, "'\(path)' \(end)", hint: "Run '\(path)' by hand to see why.")
    }
    return answer(outcome.output, of: path, count: references.count)
  }

  private func fault(ofProgramAt path: String) -> Answer? {
    guard let status = try? FileStatus.of(path), status.kind == .regular else {
      return .fault(.notFound, "there is no program '\(path)'")
    }
    guard program.allowsInsecurePath || status.mode & 0o022 == 0 else {
      return .fault(
        .insecure, "the program '\(path)' can be changed by others", hint: "chmod go-w '\(path)'")
    }
    return nil
  }

  private func answer(_ output: [UInt8], of path: String, count: Int) -> Answer {
    let limits = JSONLimits(bytes: max(output.count, 1))
    let document = try? JSON.parse(output, limits: limits)
    if let object = document?.object, let values = object["values"]?.object {
      guard object["protocolVersion"]?.int64 ?? 1 == 1 else {
        return .fault(.failed, "'\(path)' answers in another version of the protocol")
      }
      return .values(values, errors: object["errors"]?.object ?? [:])
    }
    guard !program.requiresJSON else {
      return .fault(
        .unusable, "'\(path)' did not answer with the JSON of the protocol",
        hint: "Declare it with \"jsonOnly\": false when it prints the secret alone.")
    }
    guard count == 1 else {
      return .fault(
        .unusable, "'\(path)' printed one text although \(count) secrets were asked for")
    }
    return .alone(output)
  }

  private func secret(
    _ reference: SecretReference, in answer: Answer
  ) throws(UnresolvedSecret) -> SecretBytes {
    switch answer {
    case .fault(let step, let what, let hint):
      throw UnresolvedSecret(reference, step, what, hint: hint)
    case .alone(let bytes): return try reference.secret(bytes, from: "the output of its program")
    case .values(let values, let errors):
      if errors.contains(reference.id) {
        throw UnresolvedSecret(reference, .failed, "its program reports an error for it")
      }
      guard let value = values[reference.id] else {
        throw UnresolvedSecret(reference, .notFound, "its program does not know it")
      }
      guard let text = value.string else {
        throw UnresolvedSecret(reference, .unusable, "its program gave no text")
      }
      return try reference.secret(Array(text.utf8), from: "the answer of its program")
    }
  }

  private func request(_ references: [SecretReference]) -> [UInt8] {
    let ids = Set(references.map(\.id)).sorted()
    let request: JSON = [
      "protocolVersion": 1, "provider": .string(references.first?.provider ?? ""),
      "ids": .array(ids.map(JSON.string)),
    ]
    return Array((request.text(.compact) + "\n").utf8)
  }

  /// Exactly what the declaration names.
  private var variables: Environment {
    var variables = Environment(program.variables)
    for name in program.passedVariables where variables[name] == nil {
      variables = variables.setting(name, environment[name])
    }
    return variables
  }
}
