import PurserDomain
import PurserTestSupport
import Testing

struct ProfileRankingTests {
  @Test(arguments: [
    Example("X73", ["p:a o used200", "p:b k used100", "p:c k used300"], "p:a p:b p:c"),
    Example("X74", ["p:k1 k", "p:k2 k"], "p:k1 p:k2"),
    Example("X75", ["p:k1 k used500", "p:k2 k"], "p:k2 p:k1"),
    Example("X76", ["p:ready k used50", "p:c1 o rest5", "p:c2 k rest1"], "p:ready p:c2 p:c1"),
    Example("X84", ["p:a o noaccess exp-9"], "p:a"),
    Example("X92", ["p:live o exp60 used900", "p:stale o exp-1 used10"], "p:live p:stale"),
    Example("X93", ["p:a t expMs0"], " | p:a invalid_expires"),
    Example("X94", ["p:a t ref exp-1"], " | p:a expired"),
    Example("X95", ["p:a k off3600 rest10", "p:b k rest20"], "p:b p:a"),
    Example("X96", ["p:a k rest0", "p:b k"], "p:a p:b"),
    Example("nothing stored", [], ""),
    Example("of another provider", ["p:a k of=q"], ""),
    Example("another spelling of the provider", ["p:a k of=P"], "p:a"),
  ])
  func `without an order profiles take turns`(example: Example<[String], String>) throws {
    #expect(try CredentialSample.input(example.input).answer == example.output)
  }

  @Test func `a given order holds, and what rests goes to its end (X77, X97)`() throws {
    let input = try CredentialSample.input(["p:a k rest60", "p:b k", "p:c o rest5"])
    #expect(try input.ordered("config p p:a,p:b").answer == "p:b p:a | p:c excluded_by_auth_order")
    #expect(try input.ordered("config p p:a,p:a,p:b,p:c").answer == "p:b p:c p:a")
  }

  @Test func `the stored order wins over that of the config (X78)`() throws {
    let input = try CredentialSample.input(["p:a k", "p:b k"])
      .ordered("config p p:b,p:a").ordered("store p p:a")
    #expect(input.answer == "p:a | p:b excluded_by_auth_order")
    #expect(ProfileRanking(input).basis == .order(.store, .defaults))
  }

  @Test func `an order counts by the provider it means (X79)`() throws {
    let input = try CredentialSample.input(["zai:a k", "zai:b k"], provider: "zai")
    #expect(try input.ordered("config z.ai zai:b,zai:a").answer == "zai:b zai:a")
  }

  @Test func `names without a profile and those of others are left out (X80, X81)`() throws {
    let input = try CredentialSample.input(["p:prod k", "openai:x k"])
    #expect(
      try input.ordered("config p p:default,p:prod").answer == "p:prod | p:default profile_missing")
    #expect(
      try input.ordered("config p openai:x,p:prod").answer
        == "p:prod | openai:x provider_mismatch")
  }

  @Test(arguments: [
    Example("X82", "p:t t blank", "missing_credential"), Example("X83", "p:t t exp-1", "expired"),
    Example("expiring now", "p:t t exp0", "expired"),
    Example("not a number", "p:t t expBad", "invalid_expires"),
    Example("below zero", "p:t t expMs-5", "invalid_expires"),
    Example("beyond dates", "p:t t expMs8640000000000001", "invalid_expires"),
    Example("the last date", "p:t t expMs8640000000000000", "ok"),
    Example("empty key", "p:t k blank", "missing_credential"),
    Example("key by reference", "p:t k ref", "ok"),
    Example("unresolved", "p:t k badref", "unresolved_ref"),
    Example("expired before unresolved", "p:t t badref exp-1", "expired"),
    Example("locked", "p:t k locked", "undecryptable"),
    Example("locked before expired", "p:t t locked exp-1", "undecryptable"),
    Example("junk", "p:t k junk", "ineligible_profile"),
    Example("login with nothing", "p:t o noaccess norefresh", "missing_credential"),
    Example("login by reference", "p:t o ref noaccess norefresh", "unresolved_ref"),
    Example("expired login without refresh", "p:t o norefresh exp-1", "ok"),
    Example("expired login with refresh", "p:t o exp-1", "ok"),
    Example("login that cannot say when", "p:t o expBad", "ok"),
    Example("locked login", "p:t o locked", "undecryptable"),
  ])
  func `each fault has its reason code`(example: Example<String, String>) throws {
    let answer = try CredentialSample.input([example.input]).ordered("config p p:t").answer
    #expect(answer == (example.output == "ok" ? "p:t" : " | p:t \(example.output)"))
  }

  @Test(arguments: [
    Example("X85", ("p:a t", "oauth"), "ok"),
    Example("X85 key", ("p:a k", "oauth"), "mode_mismatch"),
    Example("X85 login", ("p:a o", "token"), "mode_mismatch"),
    Example("aws", ("p:a k", "aws-sdk"), "mode_mismatch"),
    Example("same", ("p:a k", "api_key"), "ok"),
    Example("declared as a login, held elsewhere", ("p:a t ref", "oauth"), "unresolved_ref"),
  ])
  func `the declared way to authenticate counts`(
    example: Example<(String, String), String>
  ) throws {
    let input = try CredentialSample.input([example.input.0]).declaring("p:a p \(example.input.1)")
    #expect(input.answer == (example.output == "ok" ? "p:a" : " | p:a \(example.output)"))
  }

  @Test func `the AWS chain needs no stored credential`() throws {
    var input = try CredentialSample.input([]).declaring("p:chain p aws-sdk")
    #expect(input.answer == " | p:chain profile_missing")
    input.usesAWSChain = true
    #expect(input.answer == "p:chain")
  }

  @Test func `a preferred profile comes first even while it rests (X86, X87, X88)`() throws {
    let input = try CredentialSample.input(["p:a k", "p:b k rest60"])
    #expect(input.preferring("p:b").answer == "p:b p:a")
    #expect(input.preferring("p:zz").answer == "p:a p:b")
    var last = try CredentialSample.input(["p:a k", "p:b k"])
    last.states[last.credentials[1].key]?.isLastGood = true
    #expect(last.answer == "p:a p:b")
  }

  @Test func `a pin holds against an order that leaves it out, unless it cannot serve`() throws {
    let input = try CredentialSample.input(["p:a k", "p:b k", "p:c t exp-1"]).ordered("store p p:a")
    #expect(
      input.preferring("p:b").answer
        == "p:a | p:b excluded_by_auth_order | p:c excluded_by_auth_order")
    #expect(
      input.preferring("p:b", isPinned: true).answer == "p:b p:a | p:c excluded_by_auth_order")
    #expect(ProfileRanking(input.preferring("p:c", isPinned: true)).ids == ["p:a"])
  }

  @Test func `names that mean nothing any more are mended, an order of the config is not`() throws {
    let input = try CredentialSample.input(["p:new k"])
    let declared = input.declaring("p:old p api_key")
    #expect(declared.answer == "p:new | p:old profile_missing", "X89")
    #expect(ProfileRanking(declared).basis == .repaired)
    #expect(
      try input.ordered("config p p:old").answer
        == " | p:old profile_missing | p:new excluded_by_auth_order", "X90")
    #expect(try input.ordered("store p p:old").answer == "p:new | p:old profile_missing", "X91")
  }

  @Test func `an empty order selects nothing, and nothing mends it (D17)`() throws {
    let input = try CredentialSample.input(["p:a k"]).declaring("p:a p api_key")
    #expect(try input.ordered("store p ").answer == " | p:a excluded_by_auth_order")
    #expect(try input.ordered("config p ").answer == " | p:a excluded_by_auth_order")
  }

  @Test(
    arguments: [
      Example("X97", ["a", "a", "b"], ["a", "b"]),
      Example("trimmed", [" a ", "\u{FEFF}b"], ["a", "b"]),
      Example("X98", ["", "  "], nil), Example("nothing", [], nil),
    ] as [Example<[String], [String]?>])
  func `a typed order is cleaned`(example: Example<[String], [String]?>) {
    #expect(ProfileOrder.ids(typed: example.input) == example.output)
  }

  @Test func `each place says why it is there`() throws {
    let input = try CredentialSample.input(["p:a o exp60 used7", "p:b k rest60"])
    let places = ProfileRanking(input).places
    #expect(
      places.map(\.standing) == [
        .turn(kind: .oauth, hasLiveAccess: true, lastUsedAt: FailureTimeline.at(7)), .resting,
      ])
    #expect(places[1].closure?.until == FailureTimeline.at(60))
    let ordered = ProfileRanking(try input.ordered("config p p:b,p:a").preferring("p:b"))
    #expect(ordered.places.map(\.standing) == [.preferred(isPinned: false), .ordered(2)])
  }

  @Test func `profiles that rest until the same moment stood by kind and last use (D13)`() throws {
    let input = try CredentialSample.input([
      "p:a k used9 rest60", "p:b o exp90 rest60", "p:c k used1 rest60", "p:d k", "p:e o exp90",
      "p:f o exp90 rest30",
    ])
    #expect(input.answer == "p:e p:d p:f p:a p:b p:c")
  }

  @Test func `profiles of a provider that chooses suppliers never rest`() throws {
    let input = try CredentialSample.input(
      ["openrouter:a k rest60", "openrouter:b k"], provider: "openrouter")
    #expect(input.answer == "openrouter:a openrouter:b")
  }

  @Test func `a window of one model leaves the others alone (X219)`() throws {
    var input = try CredentialSample.input(["p:a k", "p:b k"])
    input.states[input.credentials[0].key]?.cooldown = ProfileWindow(
      since: input.now, until: input.now + .of(30, .seconds), reason: .rateLimit, model: "o1")
    input.question = .model("o1")
    #expect(input.answer == "p:b p:a")
    input.question = .model("o2")
    #expect(input.answer == "p:a p:b")
  }
}

struct SharedProfileTests {
  @Test func `an agent sees shared profiles, and its own in their place`() throws {
    let input = try CredentialSample.input(
      ["p:a k used5", "p:b k", "p:a k @ops", "p:c k @ops", "p:d k @dev"], agent: "ops")
    let ranking = ProfileRanking(input)
    #expect(ranking.ids == ["p:a", "p:b", "p:c"])
    #expect(ranking.places.map(\.scope.text) == ["ops", "*", "ops"])
  }

  @Test func `taking the agent's own away uncovers the shared one`() throws {
    let own = try CredentialSample.input(["p:a k", "p:a t exp-1 @ops"], agent: "ops")
    #expect(own.answer == " | p:a expired")
    #expect(try CredentialSample.input(["p:a k"], agent: "ops").answer == "p:a")
  }

  @Test func `use counts where the profile is owned`() throws {
    let input = try CredentialSample.input(["p:a k rest60", "p:a k @ops", "p:b k"], agent: "ops")
    #expect(ProfileRanking(input).firstFree?.id == "p:a")
    let other = try CredentialSample.input(["p:a k rest60", "p:a k @ops", "p:b k"], agent: "dev")
    #expect(ProfileRanking(other).ids == ["p:b", "p:a"])
  }

  @Test func `the agent's order, then the shared one, then that of the config`() throws {
    let input = try CredentialSample.input(["p:a k", "p:b k", "p:c k"], agent: "ops")
      .ordered("config p p:c").ordered("store p p:b").ordered("store@dev p p:c")
    #expect(ProfileRanking(input).ids == ["p:b"])
    #expect(ProfileRanking(try input.ordered("store@ops P p:a")).ids == ["p:a"])
  }

  @Test func `what goes along when profiles are copied (X99)`() throws {
    let samples: [(String, Bool?)] = [
      ("p:k1 k", nil), ("p:t1 t", nil), ("p:o1 o", nil), ("p:k2 k", false), ("p:o2 o", true),
    ]
    let verdicts = try samples.map { text, flag in
      CopyPortability(try CredentialSample(text).credential, copyToAgents: flag)
    }
    #expect(verdicts == [.portable, .portable, .notPortable, .optedOut, .optedIn])
    let order = ProfileOrder(
      scope: .defaults, provider: "p", ids: ["p:o1", "p:k1"], source: .store)
    let other = ProfileOrder(scope: .defaults, provider: "q", ids: ["q:o1"], source: .store)
    let ops = try ScopeID("ops")
    #expect(
      CopyPortability.orders([order, other], copied: ["p:k1", "p:t1"], to: ops)
        == [ProfileOrder(scope: ops, provider: "p", ids: ["p:k1"], source: .store)])
  }

  @Test func `an order holds no profile twice, none that cannot serve, and free ones first`() throws
  {
    var random = SeededGenerator(seed: 2026)
    let words = [
      "k", "t", "o", "t exp-1", "k blank", "o noaccess", "k rest9", "o off60", "k used3",
    ]
    for _ in 0..<400 {
      let texts = (0..<Int.random(in: 0...7, using: &random)).map { index in
        "p:\(index % 5) \(words.randomElement(using: &random) ?? "k")"
          + (Bool.random(using: &random) ? " @ops" : "")
      }
      var input = try CredentialSample.input(texts, agent: "ops")
      if Bool.random(using: &random) {
        let ids = (0..<Int.random(in: 0...6, using: &random)).map { _ in
          "p:\(Int.random(in: 0...6, using: &random))"
        }
        input = try input.ordered(
          "\(Bool.random(using: &random) ? "config" : "store") p \(ids.joined(separator: ","))")
      }
      if Bool.random(using: &random) { input = input.preferring("p:2") }
      let ranking = ProfileRanking(input)
      #expect(Set(ranking.ids).count == ranking.ids.count)
      #expect(Set(ranking.ids).isDisjoint(with: ranking.excluded.map(\.id)))
      let visible = StoredCredential.visible(to: input.agent, among: input.credentials)
      for id in ranking.ids {
        let credential = visible.first { $0.id == id }
        #expect(Eligibility.judge(credential, provider: "p", now: input.now) == .ok)
      }
      let rest = ranking.places.drop { $0.standing == .preferred(isPinned: false) }
      let closed = rest.map { $0.closure != nil }
      #expect(closed == closed.sorted { !$0 && $1 })
    }
  }
}
