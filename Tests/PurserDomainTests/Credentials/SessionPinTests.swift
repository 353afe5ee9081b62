import PurserDomain
import PurserTestSupport
import Testing

struct SessionPinTests {
  /// The turn for a pin over profiles of provider `p`, as "profile, pin and source, change".
  static func turn(
    _ pin: SessionPin?, _ profiles: [String], order: String? = nil,
    _ moment: SessionPin.Moment = .continues(compactions: 0)
  ) throws -> String {
    var input = try CredentialSample.input(profiles)
    if let order { input = try input.ordered(order) }
    if let pin, pin.source == .user { input = input.preferring(pin.profile, isPinned: true) }
    let turn = SessionPin.turn(pin, moment: moment, ranking: ProfileRanking(input))
    let kept = turn.pin.map { "\($0.profile) \($0.source.rawValue) \($0.compactions ?? 0)" }
    return "\(turn.profile ?? "-"), \(kept ?? "-"), \(turn.change.rawValue)"
  }

  static let three = ["p:a k", "p:b k", "p:c k"]
  static let user = SessionPin(profile: "p:a", source: .user)
  static let auto = SessionPin(profile: "p:a", source: .auto, compactions: 2)

  @Test func `a runtime's pin moves on when the session was compacted (X100)`() throws {
    let answer = try Self.turn(
      Self.auto, ["p:a k", "p:b k rest60", "p:c k"], .continues(compactions: 3))
    #expect(answer == "p:c, p:c auto 3, moved")
  }

  @Test func `a person's pin gives way for a turn and stays (X101)`() throws {
    let answer = try Self.turn(Self.user, ["p:a k rest60", "p:b k", "p:c k"])
    #expect(answer == "p:b, p:a user 0, kept")
  }

  @Test func `a pin of another provider is removed (X102)`() throws {
    let answer = try Self.turn(SessionPin(profile: "q:b", source: .user), ["p:a k", "q:b k"])
    #expect(answer == "p:a, p:a auto 0, removed")
  }

  @Test(
    arguments: [
      Example("gone", SessionPin(profile: "p:zz", source: .user), "p:a, p:a auto 2, removed"),
      Example("user goes on", user, "p:a, p:a user 0, kept"),
      Example("auto goes on", auto, "p:a, p:a auto 2, kept"),
      Example("no source", SessionPin(profile: "p:b", source: nil), "p:b, p:b user 0, kept"),
      Example("none", nil, "p:a, p:a auto 2, made"),
    ] as [Example<SessionPin?, String>])
  func `a session that goes on`(example: Example<SessionPin?, String>) throws {
    let moment = SessionPin.Moment.continues(compactions: 2)
    #expect(try Self.turn(example.input, Self.three, moment) == example.output)
  }

  @Test(arguments: [
    Example("user", user, "p:a, p:a user 0, kept"),
    Example("auto", auto, "p:b, p:b auto 0, moved"),
    Example(
      "auto at the end goes round", SessionPin(profile: "p:c", source: .auto),
      "p:a, p:a auto 0, moved"),
  ])
  func `a session that begins anew`(example: Example<SessionPin, String>) throws {
    #expect(try Self.turn(example.input, Self.three, .begins) == example.output)
  }

  @Test func `a runtime's pin gives way while it rests`() throws {
    let answer = try Self.turn(
      Self.auto, ["p:a k rest60", "p:b k", "p:c k"], .continues(compactions: 2))
    #expect(answer == "p:b, p:b auto 2, moved")
  }

  @Test func `when all rest the pinned one is used`() throws {
    let all = ["p:a k rest60", "p:b k rest10"]
    #expect(try Self.turn(Self.user, all) == "p:a, p:a user 0, kept")
    let moment = SessionPin.Moment.continues(compactions: 2)
    #expect(try Self.turn(Self.auto, all, moment) == "p:a, p:a auto 2, kept")
    #expect(try Self.turn(nil, all, moment) == "p:b, p:b auto 2, made")
  }

  @Test func `a person's pin outside the order is honoured`() throws {
    #expect(try Self.turn(Self.user, Self.three, order: "store p p:b") == "p:a, p:a user 0, kept")
  }

  @Test func `without a profile nothing is pinned`() throws {
    #expect(try Self.turn(nil, []) == "-, -, kept")
  }
}

struct SessionSelectionTests {
  let primary = ModelRef(provider: "anthropic", model: "a1")
  let other = ModelRef(provider: "openai", model: "o1")
  let now = FailureTimeline.start
  let pin = SessionPin(profile: "openai:work", source: .auto, compactions: 3)

  @Test func `choosing the default removes the choice (F1, X201)`() {
    let chosen = SessionSelection().choosing(
      other, by: .user, default: primary, pinFits: true, now: now)
    #expect(chosen == SessionSelection(model: other, modelSource: .user, updatedAt: now))
    let reset = chosen.choosing(primary, by: .user, default: primary, pinFits: true, now: now)
    #expect(reset == SessionSelection(updatedAt: now))
  }

  @Test func `a profile given with the model is a person's pin (F2)`() {
    let old = SessionSelection(pin: pin)
    let pinned = old.choosing(
      other, by: .user, profile: "openai:home", default: primary, pinFits: true, now: now)
    #expect(pinned.pin == SessionPin(profile: "openai:home", source: .user))
    let kept = old.choosing(other, by: .user, default: primary, pinFits: true, now: now)
    #expect(kept.pin == pin)
    let dropped = old.choosing(other, by: .user, default: primary, pinFits: false, now: now)
    #expect(dropped.pin == nil)
  }

  @Test func `what changes nothing leaves the time of the last change alone (F3)`() {
    let old = SessionSelection(model: other, modelSource: .user, updatedAt: FailureTimeline.at(-9))
    let same = old.choosing(other, by: .user, default: primary, pinFits: true, now: now)
    #expect(same == old)
    #expect(old.beginningAnew(now: now) == old)
  }

  @Test func `a session that begins anew forgets what the runtime chose (F6)`() {
    let old = SessionSelection(model: other, modelSource: .auto, pin: pin)
    #expect(old.beginningAnew(now: now) == SessionSelection(pin: pin, updatedAt: now))
  }

  @Test func `a choice without a known origin is a person's`() {
    #expect(SessionSelection(model: other).requester == .user)
    #expect(SessionSelection(model: other, modelSource: .auto).requester == .configuration)
    #expect(SessionSelection(pin: pin).requester == .configuration)
  }

  @Test func `a session that does not follow the primary says so (F7)`() {
    #expect(
      SessionSelection(model: other).notice(primary: primary)
        == "This session is pinned to openai/o1; config primary anthropic/a1 will apply to "
        + "new/unpinned sessions.")
    #expect(SessionSelection().notice(primary: primary) == nil)
    #expect(SessionSelection(model: other, modelSource: .auto).notice(primary: primary) == nil)
  }
}
