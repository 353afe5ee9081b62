/// Which model a session uses when somebody selected one in it or in the session it hangs under.
package struct SessionOverride: Equatable, Sendable {
  /// The selected model that is in force; nil when the session uses the default.
  package var model: ModelRef?
  /// Whether the session's own selection is no longer allowed and is to be removed; say so to the person.
  package var removesOwn: Bool

  /// Combines the session's own selection and that of its parent with the allowlist.
  ///
  /// The own selection wins while it is allowed. One that is not is removed. A parent's counts only where the session has
  /// none, and is left alone when it is not allowed.
  package init(own: ModelRef?, parent: ModelRef?, allowlist: Allowlist) {
    if let own {
      let isAllowed = allowlist.allows(own)
      model = isAllowed ? own : nil
      removesOwn = !isAllowed
    } else {
      model = parent.flatMap { allowlist.allows($0) ? $0 : nil }
      removesOwn = false
    }
  }

  /// The key of the session that `key` hangs under: `explicit` when given, else what stands before the last `:thread:` or
  /// `:topic:` (in any case), whichever comes later; nil when there is none or nothing stands before it.
  package static func parentKey(of key: String, explicit: String? = nil) -> String? {
    if let explicit = explicit?.trimmed, !explicit.isEmpty { return explicit }
    let bytes = key.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    for start in bytes.indices.reversed() where start > 0 {
      let rest = bytes[start...]
      if rest.starts(with: ":thread:".utf8) || rest.starts(with: ":topic:".utf8) {
        return String(decoding: Array(key.utf8)[..<start], as: UTF8.self)
      }
    }
    return nil
  }
}
