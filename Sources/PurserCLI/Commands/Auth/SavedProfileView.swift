import JSONKit
import PurserDomain
import PurserServices
import PurserStore

extension CommandContext {
  /// Stores a credential at the scopes of `selection` and answers with what was stored.
  func save(
    _ request: SaveProfile.Request, at selection: ScopeSelection, _ options: WriteOptions
  ) throws -> WriteView {
    let written = try write(options) { session in
      try selection.writtenScopes(in: session).map { scope in
        try SaveProfile(vault: vault).run(request, at: scope, in: session)
      }
    }
    for outcome in written.value {
      let place = outcome.scope.agent.map { "\($0): " } ?? ""
      for remark in outcome.remarks { note("Note: \(place)\(remark)") }
    }
    let lines = Text(
      written.value.map { outcome in
        let line: Line =
          "Auth profile: \(request.id) (\(request.provider)/\(request.type.rawValue))"
        return SettingLine.prefix(outcome.scope) + line
      })
    return WriteView(
      written, in: self, lines: lines,
      members: [
        "profileId": .string(request.id), "provider": .string(request.provider),
        "type": .string(request.type.rawValue),
        "scopes": .array(written.value.map { .string($0.scope.text) }),
        "expiresAt": request.expiresAt.map { .number(JSONNumber($0.milliseconds)) } ?? .null,
      ], saysUpdated: true)
  }

  /// The instant after `duration` from now; nil for none. Throws a usage error beyond what a date can be.
  func expiry(after duration: DurationText?) throws -> Timestamp? {
    guard let span = duration?.span else { return nil }
    let (instant, overflow) = now.milliseconds.addingReportingOverflow(span.milliseconds)
    guard !overflow, instant <= StoredCredential.latestExpiry else {
      throw DomainError(
        .invalid, "The expiry is later than any date can be.", subject: "--expires-in",
        hint: "Give a shorter length, such as 365d.")
    }
    return Timestamp(milliseconds: instant)
  }
}
