import CommandKit
import PurserDomain
import PurserServices
import PurserStore
import SystemKit

/// A login that goes over the network: looks whether it is wanted, runs it, and stores what it brought in one event.
struct NetworkLogin {
  let command: AuthLogin
  let manifest: ProviderManifest
  let way: AuthLogin.Method
  let context: CommandContext

  func run(offering offer: DefaultModelOffer) throws -> WriteView {
    guard command.secret.source == nil else {
      throw UsageError(
        .conflict, "'--method \(way.rawValue)' takes no secret: the provider gives it.",
        hint: "Leave the source of the secret out, or use --method api-key.")
    }
    try context.requireRevision(command.write)
    guard !command.write.dryRun else {
      throw UsageError(
        .unsupported, "A login over the network cannot be tried without doing it.",
        subject: "--dry-run", hint: "See what it would use: purser plugins show \(manifest.id)")
    }
    let given = try command.profile?.checked()
    // A key says nothing of its account, so its profile is known before it is earned.
    let id = given ?? (way == .keyExchange ? EarnedLogin.profileID(of: manifest.id) : nil)
    let client = try LoginClient(
      manifest, needsClient: way != .keyExchange, environment: context.environment)
    // Whatever keeps the store from being written to shows before the person is bothered.
    let store = try context.storeForWriting()
    context.vault.readBeforeWriting()
    try store.read { session in
      let scopes = try command.scope.writtenScopes(in: session)
      for scope in scopes {
        guard let id else { break }
        let present = try session.profiles.find(id, at: scope)
        try SaveProfile.requireProvider(manifest.id, of: present)
      }
      if let id, !command.force {
        try LoginCheck().requireNeed(of: id, at: scopes, now: context.now, in: session)
      }
    }
    let span = command.timeout?.span ?? TimeSpan.of(5, .minutes)
    let earned =
      way == .deviceCode
      ? try DeviceLogin(client).run(in: world, for: span)
      : try BrowserLogin(client, isKeyExchange: way == .keyExchange).run(in: world, for: span)
    try Interrupt.check()
    let request = request(earned, id: id)
    return try context.save(request, at: command.scope, command.write, offering: offer) { session in
      guard !command.force else { return }
      let scopes = try command.scope.writtenScopes(in: session)
      // Whose login it is shows only now, and another process may have been sooner.
      try LoginCheck().requireNeed(
        of: request.id, at: scopes, now: context.now, isEarned: true, in: session)
    }
  }

  private func request(_ earned: EarnedLogin, id: String?) -> SaveProfile.Request {
    let id = id ?? earned.profileID(of: manifest.id)
    var request: SaveProfile.Request
    switch earned.material {
    case .key(let key):
      request = SaveProfile.Request(
        id: id, provider: manifest.id, type: .apiKey, material: .secret(key))
    case .tokens(let tokens):
      request = SaveProfile.Request(
        id: id, provider: manifest.id, type: .oauth, material: .login(tokens))
    }
    request.expiresAt = earned.expiresAt
    request.email = earned.identity.email
    request.accountID = earned.identity.accountID
    request.replacesAccount = command.force
    return request
  }

  private var world: LoginWorld {
    var world = LoginWorld(
      transport: context.composition.network.transport, clock: context.composition.clock,
      tell: tell,
      browse: { url in
        !command.noBrowser && LoginWorld.openBrowser(url, context.environment)
      })
    world.typed = typed
    return world
  }

  /// Lines that are typed meanwhile: on a terminal, and with `--no-browser` also what is piped in.
  private var typed: (() throws -> String?)? {
    guard let read = context.streams.readPiece, !context.options.noInput,
      context.streams.isInputTerminal || command.noBrowser
    else { return nil }
    var rest: [UInt8] = []
    var hasEnded = false
    return {
      if !hasEnded {
        switch try read(200) {
        case .bytes(let bytes): rest += bytes
        case .pause: break
        case .end: hasEnded = true
        }
        // Nobody types that much.
        if rest.count > 65_536 { rest = [] }
      }
      let end = rest.firstIndex(of: 10) ?? (hasEnded && !rest.isEmpty ? rest.count : nil)
      guard let end else { return nil }
      let line = String(decoding: rest[..<end], as: UTF8.self)
      rest.removeFirst(min(end + 1, rest.count))
      return line
    }
  }

  /// What the person has to know is told whatever `--quiet` says; without it there is no login.
  private func tell(_ notice: LoginWorld.Notice) {
    var text = Text()
    switch notice {
    case .address(let url, let isOpened, let takesPaste):
      text.append(isOpened ? "A browser was started. If none shows, open:" : "Open in a browser:")
      text.append("  \(url)")
      if takesPaste {
        text.append("Then come back, or paste the address it ends at here.")
      } else {
        text.append("Waiting for the answer; ^C gives up.")
      }
    case .code(let code, let address, let isOpened, let seconds):
      text.append("Enter the code \(code, .bold) at \(address)")
      if isOpened { text.append("A browser was started.") }
      // Codes of seconds are not to be called good for a minute.
      let span = seconds < 120 ? "\(seconds) s" : TimeSpan.of(seconds, .seconds).remaining
      text.append("It is good for \(span); ^C gives up.")
    case .notUsable(let phrase):
      text.append("What was pasted \(phrase). Paste again, or ^C.")
    }
    try? context.streams.writeError(Array(text.plainText.utf8))
  }
}
