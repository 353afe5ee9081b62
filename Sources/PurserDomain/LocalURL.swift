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

  /// `text` without a user and password in front of the host, and whether there were any.
  package static func withoutUser(_ text: String) -> (url: String, hadUser: Bool) {
    guard let authority = authority(of: text), authority.holds("@"),
      let (scheme, rest) = text.splitAtAuthority()
    else { return (text, false) }
    let at = authority.utf8.lastIndex(of: UInt8(ascii: "@")) ?? authority.utf8.startIndex
    let kept = String(authority[authority.utf8.index(after: at)...])
    return (scheme + "://" + kept + (rest.droppingPrefix(authority) ?? ""), true)
  }

  private static func authority(of text: String) -> String? {
    guard let (scheme, rest) = text.trimmed.splitAtAuthority(), !scheme.isEmpty else { return nil }
    let ends = rest.utf8.firstIndex { byte in
      [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\\")].contains(byte)
    }
    return String(rest[..<(ends ?? rest.endIndex)])
  }
}

extension String {
  /// The scheme and what stands behind `://`.
  fileprivate func splitAtAuthority() -> (scheme: String, rest: String)? {
    guard let (scheme, rest) = split(atFirst: ":"), let rest = rest.droppingPrefix("//"),
      scheme.utf8.allSatisfy({ byte in
        (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
          || byte == 0x2B || byte == 0x2D || byte == 0x2E
      })
    else { return nil }
    return (scheme, rest)
  }
}
