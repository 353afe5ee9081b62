import JSONKit
import PurserDomain

/// Reads a map of lists of profile ids by provider.
struct OrderReader {
  /// No list of a gateway is longer.
  private static let longestList = 10_000

  let log: ImportLog
  /// Whether an empty list is an order that selects nothing.
  let keepsEmpty: Bool
  var naming = ModelNaming.standard

  /// Returns the orders in document order, each provider once; the first of two spellings counts.
  func read(_ lists: JSONObject, at path: JSONPath) -> [ReadAuthState.Order] {
    var orders: [ReadAuthState.Order] = []
    for (key, value) in lists {
      let place = path.appending(key)
      log.count(.profileOrders, \.read)
      if log.leavesOut(keyIn: key, as: "the id of a provider", .profileOrders, path) {
        log.count(.profileOrders, \.skipped)
        continue
      }
      let provider = naming.provider(key)
      guard Provider.identifierFault(in: provider) == nil else {
        skip(place, "The order is for no provider id.")
        continue
      }
      guard let elements = value.array, elements.count <= Self.longestList else {
        skip(place, "An order must be a list of profile ids.")
        continue
      }
      guard !orders.contains(where: { $0.provider == provider }) else {
        skip(place, "\(key.quoted) is another spelling of a provider that has an order already.")
        continue
      }
      let ids = ids(elements, at: place)
      // Entries of a configuration that name nothing are names of nothing that is stored to its gateway, and the order
      // stays a constraint. [research/selection-and-auth.md D10]
      if ids.isEmpty, !keepsEmpty || elements.contains(where: { $0.string == nil }) {
        skip(place, "The list names no profile; to its gateway that is no order.")
        continue
      }
      orders.append(.init(provider: provider, ids: ids, path: place))
    }
    return orders
  }

  private func ids(_ elements: [JSON], at path: JSONPath) -> [String] {
    var ids: [String] = []
    for (index, element) in elements.enumerated() {
      guard let id = element.string?.trimmed, !id.isEmpty, !id.hasUnprintable,
        id.utf8.count <= 512, !SecretToken.isKnownKey(in: id)
      else {
        log.skip(.profileOrders, path.appending(index), "This is no profile id.")
        continue
      }
      if !ids.contains(id) { ids.append(id) }
    }
    return ids
  }

  private func skip(_ path: JSONPath, _ message: String) {
    log.count(.profileOrders, \.skipped)
    log.skip(.profileOrders, path, message)
  }
}
