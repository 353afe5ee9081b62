/// Logins of the time when every one was called `<provider>:default`, whosever account it was.
package enum LegacyLogin {
  /// A stored login.
  package struct Candidate: Equatable, Sendable {
    package var id: String
    /// The account's address, when known.
    package var email: String?

    /// Makes a candidate.
    package init(id: String, email: String?) {
      self.id = id
      self.email = email
    }
  }

  /// The id that logins of `provider` had.
  package static func id(of provider: String) -> String { provider + ":default" }

  /// Returns the login of `logins`, all of one provider, that a declaration of its old id means today: the one of the address
  /// that it names, the one that served last, the only one, or the only one that is called by an address; nil when none of
  /// these is there. [research/selection-and-auth.md D.10, D15]
  package static func replacement(
    of provider: String, email: String?, among logins: [Candidate], lastGood: String?
  ) -> Candidate? {
    let others = logins.filter { $0.id != id(of: provider) }
    if let email = email?.trimmed.scriptLowercased, !email.isEmpty,
      let same = others.first(where: {
        $0.email?.trimmed.scriptLowercased == email
          || $0.id.scriptLowercased == "\(provider):\(email)"
      })
    {
      return same
    }
    if let last = others.first(where: { $0.id == lastGood }) { return last }
    if others.count == 1 { return others[0] }
    let named = others.filter { $0.id.holds("@") }
    return named.count == 1 ? named[0] : nil
  }
}
