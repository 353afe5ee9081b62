/// What the text of an `apiKey` or of a header in a file turns out to be.
package enum KeyText: Equatable, Sendable {
  /// A reference or another text that is no secret.
  case reference(KeyReference)
  /// A secret as it is: to be sealed, never to be stored or shown.
  case literal

  /// Reads `text` as the gateways and their consumers do, in doubt as a secret.
  ///
  /// In this order: blank; a `!command`; `${NAME}` or `$NAME` alone; a word that gateways write; text that asks to be filled in;
  /// a name of a variable; text with `${NAME}` in it, or with `$NAME` as a word of its own: within a word the gateways take it
  /// as it stands, and passwords have such signs. A bare upper-case name counts as one only when a provider is known by it,
  /// `isSet` knows it, or it reads like one and not like a random key. A text whose fixed part looks like a key is a
  /// secret, and so is an address with a password or key in it; a command only for a key of a known service, an address with
  /// a password, or when it is one word that looks like a key. [research/cli-and-formats.md 11.4, 12.4]
  package init(
    _ text: String, isSet: (String) -> Bool = { _ in false },
    known: ProviderEnvironment = .standard
  ) {
    let trimmed = text.trimmed
    if trimmed.isEmpty {
      self = .reference(.none)
    } else if trimmed.hasUnprintable || trimmed.utf8.count > 4096 {
      self = .literal
    } else if trimmed.utf8.first == UInt8(ascii: "!") {
      self = PlainCommand.isCommand(trimmed) ? .reference(.command(text: trimmed)) : .literal
    } else if let name = loneVariable(trimmed, isSet: isSet, known: known) {
      self = .reference(.environment(name: name))
    } else if KnownMarkers.contain(trimmed) {
      self = .reference(.marker(word: trimmed))
    } else if isPlaceholder(trimmed) {
      self = .reference(.placeholder(text: trimmed))
    } else if isVariable(trimmed, isSet: isSet, known: known) {
      self = .reference(.environment(name: trimmed))
    } else if let fixed = fixedPart(of: trimmed, isSet: isSet, known: known),
      !SecretShape.matches(fixed), !SecretToken.isKnownKey(in: fixed),
      !fixed.utf8.split(separator: 0x20).contains(where: isLongWord),
      !EndpointAddress(trimmed).hadCredential
    {
      self = .reference(.template(text: trimmed))
    } else {
      self = .literal
    }
  }

  /// Returns `text` as every reader of it understands it: where a `$NAME` counts as a variable only because `isSet` knows it,
  /// it is written `${NAME}`.
  package static func braced(_ text: String, isSet: (String) -> Bool) -> String {
    let read = KeyText(text, isSet: isSet)
    if case .reference(.template) = read {} else if read == KeyText(text) { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "$"),
        let end = variableEnd(in: bytes, from: position, isSet: isSet, known: .standard)
      else {
        result.append(bytes[position])
        position += 1
        continue
      }
      let word = String(decoding: bytes[position..<end], as: UTF8.self)
      let name = String(word.dropFirst())
      let isKnown = name.hasPrefix("{") || isVariable(name, isSet: { _ in false }, known: .standard)
      result += (isKnown ? word : "${\(name)}").utf8
      position = end
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Says what is wrong with the parts of a SecretRef object, nil when they are valid.
  package static func secretRefFault(source: String, provider: String, id: String) -> String? {
    if !isProviderName(provider) { return "provider is not a lower-case name" }
    switch source {
    case "env", "store":
      guard EnvironmentName.isUpperCase(id), id.utf8.first != 0x5F, id.utf8.count <= 128 else {
        return "id is not an upper-case name"
      }
    case "file":
      guard id == "value" || id.utf8.first == UInt8(ascii: "/") else {
        return "id is neither a JSON pointer nor 'value'"
      }
    case "exec":
      guard isExecID(id) else { return "id is not a plain name" }
    default: return "source is not env, file, exec or store"
    }
    return nil
  }
}

/// What a header in a file turns out to be: headers may hold ordinary text as well.
package enum HeaderText: Equatable, Sendable {
  /// Ordinary text, to be kept.
  case plain
  /// A reference or another text that is no secret.
  case reference(KeyReference)
  /// A secret as it is.
  case literal

  /// Reads the header `name` with `value`. Text without a key in it is ordinary under a name that never holds a secret, or
  /// under a name that does not sound like one when the text does not look like one; under one that does only what members of
  /// such names may have besides, such as `oauth` in `X-Auth-Mode`. There a single word behind `!` is a password rather than a
  /// command.
  package init(
    name: String, value: String, isSet: (String) -> Bool = { _ in false },
    known: ProviderEnvironment = .standard
  ) {
    switch KeyText(value, isSet: isSet, known: known) {
    case .reference(.none): self = .plain
    case .reference(.command(let text))
    where !PlainCommand.isLine(text) && CredentialName.matches(header: name):
      self = .literal
    case .reference(let reference): self = .reference(reference)
    case .literal:
      let isOrdinary =
        ordinaryHeaders.contains(name.trimmed.scriptLowercased)
        || value.utf8.count <= 256
          && (CredentialName.isOther(value, under: name)
            || !CredentialName.matches(header: name) && !SecretShape.matches(value))
      self =
        isOrdinary && !value.hasUnprintable && !SecretToken.occurs(in: value)
          && SecretToken.bearer(in: value) == nil
          && !EndpointAddress(value).hadCredential
        ? .plain : .literal
    }
  }
}

private let ordinaryHeaders: Set<String> = [
  "user-agent", "accept", "accept-language", "content-type", "referer", "http-referer", "origin",
  "x-title", "anthropic-version", "anthropic-beta", "openai-beta", "editor-version",
  "editor-plugin-version", "copilot-integration-id",
]

/// The name in `${NAME}` or `$NAME` when there is nothing else.
private func loneVariable(
  _ text: String, isSet: (String) -> Bool, known: ProviderEnvironment
) -> String? {
  guard let rest = text.droppingPrefix("$") else { return nil }
  if let inner = rest.droppingPrefix("{"), inner.utf8.last == UInt8(ascii: "}") {
    let name = String(inner.dropLast())
    return EnvironmentName.isValid(name) ? name : nil
  }
  let plain = EnvironmentName.isUpperCase(rest) && !EnvironmentName.isRandom(rest)
  return plain || isVariable(rest, isSet: isSet, known: known) ? rest : nil
}

private func isVariable(
  _ text: String, isSet: (String) -> Bool, known: ProviderEnvironment
) -> Bool {
  guard EnvironmentName.isValid(text) else { return false }
  return EnvironmentName.looksLikeKey(text) || known.knows(text) || isSet(text)
}

/// What is left of `text` without its `${NAME}` and `$NAME`; nil when there are none.
private func fixedPart(
  of text: String, isSet: (String) -> Bool, known: ProviderEnvironment
) -> String? {
  let bytes = Array(text.utf8)
  var kept: [UInt8] = []
  var position = 0
  var found = false
  while position < bytes.count {
    if bytes[position] == UInt8(ascii: "$"),
      let end = variableEnd(in: bytes, from: position, isSet: isSet, known: known)
    {
      found = true
      kept.append(0x20)
      position = end
    } else {
      kept.append(bytes[position])
      position += 1
    }
  }
  return found ? String(decoding: kept, as: UTF8.self) : nil
}

private func variableEnd(
  in bytes: [UInt8], from start: Int, isSet: (String) -> Bool, known: ProviderEnvironment
) -> Int? {
  if let end = KeySpelling.referenceEnd(in: bytes, from: start) { return end }
  let name = bytes[(start + 1)...].prefix {
    $0 == 0x5F || EnvironmentName.isValid("A" + String(decoding: [$0], as: UTF8.self))
  }
  let isWord =
    (start == 0 || isBlank(bytes[start - 1]))
    && (name.endIndex == bytes.count || isBlank(bytes[name.endIndex]))
  let text = String(decoding: name, as: UTF8.self)
  return isWord && isVariable(text, isSet: isSet, known: known) ? name.endIndex : nil
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

private func isLongWord(_ word: Substring.UTF8View) -> Bool { word.count > 24 }

private func isProviderName(_ text: String) -> Bool {
  guard let first = text.utf8.first, first >= 0x61, first <= 0x7A, text.utf8.count <= 64 else {
    return false
  }
  return text.utf8.allSatisfy {
    ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F || $0 == 0x2D
  }
}

private func isExecID(_ text: String) -> Bool {
  func isAlphanumeric(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A)
  }
  guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count <= 256,
    text.utf8.allSatisfy({ isAlphanumeric($0) || ".:_/#-".utf8.contains($0) })
  else { return false }
  return !text.utf8.split(separator: UInt8(ascii: "/")).contains {
    $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8)
  }
}

/// Text that asks to be filled in or that a redactor left behind.
private func isPlaceholder(_ text: String) -> Bool {
  let lowered = text.scriptLowercased
  let bytes = Array(lowered.utf8)
  if bytes.allSatisfy({ [0x2A, 0x2E, 0x2D, 0x78].contains($0) }) || lowered == "\u{2026}" {
    return true
  }
  let isBracketed =
    (bytes.first == UInt8(ascii: "<") && bytes.last == UInt8(ascii: ">"))
    || (bytes.first == UInt8(ascii: "[") && bytes.last == UInt8(ascii: "]"))
    || (lowered.hasPrefix("{{") && lowered.hasSuffix("}}"))
  if isBracketed { return !SecretShape.matches(lowered) }
  let word = String(
    decoding: bytes.filter { $0 != 0x5F && $0 != 0x2D && $0 != 0x20 }, as: UTF8.self)
  if placeholderWords.contains(word) { return true }
  return ["key", "token", "secret", "here"].contains { word.hasSuffix($0) }
    && wordsAsking.contains { begins(text, with: $0) } && !SecretShape.matches(text)
}

/// Words that ask for something.
private let wordsAsking = ["your", "insert", "replace", "enter", "paste"]

/// Whether `text` begins with the word `word`: `enterprise` does not with `enter`, `enterYourKey` and `enteryourkey` do.
private func begins(_ text: String, with word: String) -> Bool {
  func isSign(_ byte: UInt8) -> Bool { byte < 0x80 && !SecretToken.isAlphanumeric(byte) }
  let start = text.utf8.drop(while: isSign)
  let count = word.utf8.count
  // Only capitals differ from the small letters of the word by that bit.
  guard
    start.prefix(count).lazy.map({ SecretToken.isAlphanumeric($0) ? $0 | 0x20 : $0 })
      .elementsEqual(word.utf8)
  else { return false }
  let bytes = Array(start)
  let rest = bytes.dropFirst(count)
  guard let next = rest.first, !isSign(next) else { return true }
  if next >= 0x41, next <= 0x5A, bytes[count - 1] >= 0x61 { return true }
  var run = String(decoding: rest.prefix { !isSign($0) }, as: UTF8.self).scriptLowercased
  while !run.isEmpty {
    guard let left = wordsBehind.lazy.compactMap({ run.droppingPrefix($0) }).first else {
      return false
    }
    run = left
  }
  return true
}

/// What is written together with a word that asks for something.
private let wordsBehind = [
  "your", "the", "my", "own", "real", "with", "api", "access", "auth", "key", "token", "secret",
  "here",
]

private let placeholderWords: Set<String> = [
  "redacted", "openclawredacted", "changeme", "todo", "fixme", "placeholder", "apikey", "myapikey",
  "sk...", "sk\u{2026}",
]
