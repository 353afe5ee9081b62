/// What an endpoint's address says about where it is.
package enum LocalURL {
  /// Whether the host is this machine or one of the link's `.local` names: `localhost`, `127.0.0.1`, `0.0.0.0`, `::1`,
  /// `….local`. Private networks are not local. False for texts without a host.
  package static func isLocal(_ text: String) -> Bool {
    guard let host = host(of: text) else { return false }
    switch host {
    case "localhost", "127.0.0.1", "0.0.0.0", "::1": return true
    default: return host.hasSuffix(".local")
    }
  }

  /// The host of `text`, lower case and without the brackets of IPv6; every spelling of an address is one text. Nil when there is
  /// none, and for what is no URL.
  package static func host(of text: String) -> String? { URLHost.find(in: text) }
}
