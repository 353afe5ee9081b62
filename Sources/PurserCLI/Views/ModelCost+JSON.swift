import JSONKit
import PurserDomain

extension ModelCost {
  /// Prices in micro-dollars per million tokens, those that are known; nil when none is.
  var json: JSON? {
    var prices: JSONObject = [:]
    prices["inputMicroUsd"] = inputMicroUSD.map { .number(JSONNumber($0)) }
    prices["outputMicroUsd"] = outputMicroUSD.map { .number(JSONNumber($0)) }
    prices["cacheReadMicroUsd"] = cacheReadMicroUSD.map { .number(JSONNumber($0)) }
    prices["cacheWriteMicroUsd"] = cacheWriteMicroUSD.map { .number(JSONNumber($0)) }
    return prices.isEmpty ? nil : .object(prices)
  }
}
