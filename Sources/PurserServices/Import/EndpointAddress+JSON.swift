import JSONKit
import PurserDomain

extension EndpointAddress {
  /// Returns `url` with `credentials`, the value under `mark`, back in their places.
  static func joined(_ url: String, _ credentials: JSON) -> String {
    var result = url
    if let user = credentials["userinfo"]?.string {
      let (scheme, rest) = atScheme(url)
      result = scheme + user + "@" + rest
    }
    for (name, value) in credentials["query"]?.object ?? [:] {
      // A second parameter of one name was numbered to tell them apart.
      let parameter = name.split(atFirst: "#")?.before ?? name
      let (address, fragment) =
        result.split(atFirst: "#").map { ($0.before, "#" + $0.after) } ?? (result, "")
      let sign = address.holds("?") ? "&" : "?"
      result = address + sign + parameter + "=" + (value.string ?? "") + fragment
    }
    if let fragment = credentials["fragment"]?.string { result += "#" + fragment }
    guard let segments = credentials["path"]?.object, !segments.isEmpty else { return result }
    let (scheme, rest) = atScheme(result)
    let (address, query) =
      rest.split(atFirst: "?").map { ($0.before, "?" + $0.after) } ?? (rest, "")
    var parts = parts(of: address)
    for (place, value) in segments {
      guard let place = Int(place), parts.indices.contains(place), let value = value.string else {
        continue
      }
      parts[place] = value
    }
    return scheme + parts.joined(separator: "/") + query
  }
}
