import JSONKit
import PurserDomain

/// Files that were edited since they were exported.
extension ImportWriter {
  /// Returns a provider of such a file with what the store says by now in place of a key and an endpoint that stand there as they
  /// were exported; nil when there is nothing to replace. `own` are the places that are somebody's word.
  func current(
    _ provider: ReadProvider, own: Set<String>, at place: StoredState.Place
  ) throws -> ReadProvider? {
    let base = StoredState.Place(scope: .defaults, provider: place.provider)
    guard let known = stored.providers[place] ?? stored.providers[base] else { return nil }
    let path = provider.exportedPath
    var result = provider
    let isKeyOld =
      !own.contains(path.appending("apiKey").description)
      && !provider.definition.key.isSame(as: known.key)
    if isKeyOld { try result.replaceKey(by: known.key) }
    // Credentials in an address are found again by it.
    let isPlain = [provider.definition, known].allSatisfy {
      !CarriedSecrets.mayHold($0.extraJSON, EndpointAddress.mark)
    }
    let isAddressOld =
      isPlain && !own.contains(path.appending("baseUrl").description)
      && provider.definition.baseURL != known.baseURL
    if isAddressOld { result.definition.baseURL = known.baseURL }
    return isKeyOld || isAddressOld ? result : nil
  }
}

extension ReadProvider {
  /// Its place as exports name it.
  var exportedPath: JSONPath { ExportNote.place(of: definition.writtenID.trimmed) }

  /// Takes the key of a stored provider for its own.
  fileprivate mutating func replaceKey(by key: KeyReference) throws {
    if case .sealed(let place, _) = definition.key {
      secrets.remove(at: Int(place))
      definition.key = .none
      let places = (0...Int64(secrets.count)).map { $0 > place ? $0 - 1 : $0 }
      (definition, models) = try sealed(places)
    }
    guard case .sealed(let row, let digest) = key else {
      definition.key = key
      return
    }
    let place = CarriedSecrets().add(row, digest, field: "apiKey", to: &secrets)
    definition.key = .sealed(id: place, digest: digest)
  }
}

extension KeyReference {
  /// Whether both say the same; of sealed keys the digests tell.
  fileprivate func isSame(as other: KeyReference) -> Bool {
    if case .sealed(_, let digest) = self, case .sealed(_, digest) = other { return true }
    return self == other
  }
}
