package import JSONKit

/// What there is to know about a provider before anything is configured for it: version 1 of the document
/// that `schema/json/provider-manifest.schema.json` describes.
package struct ProviderManifest: Equatable, Sendable {
  /// A way to get a credential.
  package enum AuthMethod: String, Sendable, CaseIterable {
    case apiKey = "api-key"
    case token
    case setupToken = "setup-token"
    case oauth
    case deviceCode = "device-code"
    case keyExchange = "key-exchange"
    case aws
  }

  /// Where usage is asked, and how the answer is read.
  package struct Usage: Equatable, Sendable {
    package var url: String
    package var reader: String
  }

  /// Canonical id.
  package var id: String
  package var name: String
  /// Other ids that mean it, in the order of the document.
  package var aliases: [String]
  /// Words in braces stand for what an account has.
  package var baseURL: String?
  /// Kind of API; nil where it differs by model.
  package var api: String?
  /// Whether keys go into `Authorization: Bearer` whatever the kind of API does.
  package var authHeader: Bool
  /// Headers that are sent besides, in the order of the document. Values may be an admin's own.
  package var headers: [(name: String, value: String)]
  /// A system text that is put before every request.
  package var preamble: String?
  /// The first one that is set wins.
  package var environment: [String]
  /// The usual one first.
  package var authMethods: [AuthMethod]
  /// Why its credentials cannot be checked by us; nil when they can.
  package var notCheckable: String?
  /// Address of the list of models; nil for the one of the kind of API.
  package var modelListing: String?
  /// Whether there is a list of models at all.
  package var listsModels: Bool
  package var usage: Usage?
  package var probeModel: String?
  package var login: Login?

  package static func == (left: ProviderManifest, right: ProviderManifest) -> Bool {
    var (a, b) = (left, right)
    guard a.headers.elementsEqual(b.headers, by: { $0 == $1 }) else { return false }
    (a.headers, b.headers) = ([], [])
    return a.json == b.json
  }
}

extension ProviderManifest {
  /// Reads the document `bytes`, which must be about the provider `expected`. Throws what is wrong, in one
  /// phrase that can follow a file's name.
  package init(_ bytes: [UInt8], expected: String) throws(ManifestFault) {
    let document: JSON
    do throws(JSONError) {
      document = try JSON.parse(bytes, limits: JSONLimits(bytes: 65_536, depth: 16))
    } catch {
      throw ManifestFault("it is not valid JSON (\(error.code.rawValue))")
    }
    try self.init(document, expected: expected)
  }

  /// Reads `document`; rules as for bytes.
  package init(_ document: JSON, expected: String) throws(ManifestFault) {
    var reader = try ManifestReader(document)
    guard try reader.required("version", \.int64) == 1 else {
      throw ManifestFault("its version is not 1")
    }
    id = try reader.text("id", required: true) ?? ""
    guard id == expected else {
      throw ManifestFault("its id is not '\(expected)', as its name says")
    }
    guard Self.isCanonical(id) else { throw ManifestFault("its id is not a canonical provider id") }
    name = try reader.text("name", required: true) ?? ""
    aliases = try reader.texts("aliases")
    guard aliases.allSatisfy(Self.isCanonical) else {
      throw ManifestFault("an alias is not in the form of a provider id")
    }
    baseURL = try reader.address("baseUrl")
    api = try reader.text("api")
    authHeader = try reader.flag("authHeader") ?? false
    headers = try reader.headers()
    preamble = try reader.text("preamble", limit: 16_384)
    environment = try reader.texts("environment")
    guard environment.allSatisfy(Self.isVariable) else {
      throw ManifestFault("'environment' holds what is no name of a variable")
    }
    authMethods = []
    for word in try reader.texts("authMethods") {
      guard let method = AuthMethod(rawValue: word) else {
        throw ManifestFault("'authMethods' holds a word that is unknown")
      }
      authMethods.append(method)
    }
    notCheckable = try reader.text("notCheckable")
    let listing = try reader.text("modelListing")
    listsModels = listing != "none"
    modelListing = listsModels ? try reader.address("modelListing") : nil
    usage = try reader.object("usage") { (reader) throws(ManifestFault) in
      Usage(
        url: try reader.address("url") ?? "",
        reader: try reader.text("reader", required: true) ?? "")
    }
    if usage?.url == "" { throw ManifestFault("'usage' has no 'url'") }
    probeModel = try reader.text("probeModel")
    login = try reader.object("login") { (reader) throws(ManifestFault) in
      try Login(&reader)
    }
    try reader.end()
  }

  /// The document it was read from, members in the order of the schema, without what is absent.
  package var json: JSON {
    func texts(_ values: [String]) -> JSON { .array(values.map { .string($0) }) }
    var json: JSONObject = ["version": 1, "id": .string(id), "name": .string(name)]
    if !aliases.isEmpty { json["aliases"] = texts(aliases) }
    json["baseUrl"] = baseURL.map { .string($0) }
    json["api"] = api.map { .string($0) }
    if authHeader { json["authHeader"] = true }
    if !headers.isEmpty {
      json["headers"] = .object(
        JSONObject(headers.map { (key: $0.name, value: .string($0.value)) }))
    }
    json["preamble"] = preamble.map { .string($0) }
    json["environment"] = texts(environment)
    json["authMethods"] = texts(authMethods.map(\.rawValue))
    json["notCheckable"] = notCheckable.map { .string($0) }
    json["modelListing"] = listsModels ? modelListing.map { .string($0) } : "none"
    json["usage"] = usage.map { ["url": .string($0.url), "reader": .string($0.reader)] }
    json["probeModel"] = probeModel.map { .string($0) }
    json["login"] = login?.json
    return .object(json)
  }

  /// Lower-case letters, digits, `-`, `_` and `.`, as ids of providers are after normalising.
  static func isCanonical(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.count <= 128
      && id.utf8.allSatisfy {
        $0 >= 0x61 && $0 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D || $0 == 0x5F
          || $0 == 0x2E
      }
      && !id.utf8.starts(with: ".".utf8)
  }

  static func isVariable(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy {
        ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x5F
      }
  }
}
