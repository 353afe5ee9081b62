import JSONKit
package import PurserStore
package import SecretKit

/// The secrets of a login, which are sealed together as one value in the field `secret` of its profile.
package struct OAuthMaterial: Sendable {
  /// Opens calls until the profile's expiry.
  package var access: SecretBytes?
  /// Gets a new access token.
  package var refresh: SecretBytes?
  /// Says who signed in.
  package var idToken: SecretBytes?

  /// Makes material from its parts.
  package init(
    access: SecretBytes? = nil, refresh: SecretBytes? = nil, idToken: SecretBytes? = nil
  ) {
    self.access = access
    self.refresh = refresh
    self.idToken = idToken
  }

  /// Reads what `encoded` has written, and any JSON object with these members; others are left out.
  ///
  /// Throws `corrupt` for anything else; the error repeats nothing of it.
  package init(decoding secret: SecretBytes) throws(StoreError) {
    guard let object = try? JSON.parse(secret.reveal()).object else {
      throw StoreError(
        .corrupt, "The sealed login is no JSON object.", subject: "secret",
        hint: "Sign in again, or import the profile again.")
    }
    func text(_ name: String) -> SecretBytes? {
      object[name]?.string.map { SecretBytes(text: $0) }
    }
    self.init(access: text("access"), refresh: text("refresh"), idToken: text("idToken"))
  }

  /// The one value that is sealed: compact JSON in which absent parts are left out.
  package var encoded: SecretBytes {
    var object = JSONObject()
    object["access"] = access?.revealText().map(JSON.string)
    object["refresh"] = refresh?.revealText().map(JSON.string)
    object["idToken"] = idToken?.revealText().map(JSON.string)
    return SecretBytes(JSON.object(object).bytes(.compact))
  }
}
