import JSONKit
import PurserDomain
import PurserStore

/// A credential as a file has it, before it is compared with the store.
///
/// Until it is stored, the marks of credentials in `extraJSON` hold places in `secrets` instead of row ids.
struct ReadProfile: Sendable {
  /// The field of a profile's secret in the vault.
  static let secretField = "secret"

  var id: String
  /// Canonical.
  var provider: String
  var type: AuthProfile.Kind
  var email: String?
  var displayName: String?
  var accountID: String?
  /// As `StoredProfile.expiresAt`.
  var expiresAt: Int64?
  var hasAccess = false
  var isRefreshable = false
  var copyToAgents: Bool?
  var reference: StoredProfile.Reference?
  /// The digest of its secret, which is among `secrets`; nil when it has none.
  var digest: String?
  /// The digest of a login's refresh token: a login that was renewed in one place is still the same one.
  var refreshDigest: String?
  var secrets: [PendingSecret] = []
  var extraJSON = "{}"
  /// Where it stands in its document.
  var path: JSONPath

  /// Whether there is anything to call with.
  var hasMaterial: Bool { digest != nil || reference != nil }

  /// Whether `self`, found with an agent, is a copy of `shared`, which all agents read: the same
  /// credential under the same id.
  func isCopy(of shared: ReadProfile) -> Bool {
    guard id == shared.id, type == shared.type, provider == shared.provider,
      reference == shared.reference
    else { return false }
    if let refreshDigest { return refreshDigest == shared.refreshDigest }
    return digest == shared.digest
  }

  /// Whether `self` is the same login as `shared`, renewed since.
  func isNewer(than shared: ReadProfile) -> Bool {
    type == .oauth && digest != shared.digest && (expiresAt ?? 0) > (shared.expiresAt ?? 0)
  }
}
