import HTTPKit
import JSONKit
import PurserDomain
import SecretKit
import Testing

@testable import PurserServices

/// What is kept of an answer that repeats a secret, in whatever spelling.
@Suite struct EchoedSecretTests {
  @Test func `a secret that the server repeats is not repeated`() throws {
    let secret = SecretBytes(text: "planted \"odd\"/secret")
    let echoes = [
      #"{"error":{"message":"Bad key planted \"odd\"/secret!","code":"planted \"odd\"/secret","type":"planted \"odd\"/secret"}}"#,
      "Bad key planted \"odd\"/secret", "Bad key planted%20%22odd%22%2Fsecret",
      "<title>planted \"odd\"/secret</title>",
      #"{"error":{"note":"planted \"odd\"/secret"}}"#,
    ]
    for kind in APIKinds.all {
      for echo in echoes {
        let failure = try #require(
          kind.answer(APIAnswerTests.response(401, echo), hiding: [secret]).failure)
        #expect(!"\(failure)".contains("odd"), "\(kind.name): \(failure)")
      }
    }
  }

  private static let slashed = "abcDEF123/ghiJKL456+mnoPQR789/SECRETtail=="

  /// The key as it stands in the inner text of a message, spelled in many ways.
  static let spellings: [String] = [
    slashed.replacing("/", with: #"\/"#), slashed.replacing("/", with: #"\\\/"#),
    slashed.replacing("KL", with: "K\u{200B}L"), slashed.replacing("KL", with: "K\u{1B}L"),
    slashed.replacing("KL", with: "K\u{FEFF}L"), slashed.replacing("KL", with: "K\n L"),
    slashed.replacing("+", with: #"\u002b"#), slashed.replacing("+", with: #"\U002B"#),
    slashed.replacing("+", with: #"\\u002b"#), slashed.replacing("+", with: #"\x2B"#),
    slashed.replacing("KL", with: #"K\u200bL"#), slashed.replacing("KL", with: "K%E2%80%8BL"),
    slashed.replacing("/", with: "%2f").replacing("+", with: "%2B"),
    slashed.replacing("/", with: "%252F"), slashed.replacing("=", with: "&#61;"),
    slashed.replacing("=", with: "&#x3D;").replacing("/", with: "&sol;"),
    slashed.replacing("+", with: "&amp;plus;"), slashed.replacing("KL", with: "K&shy;L"),
    slashed.replacing("/", with: "\\/\u{200B}").replacing("+", with: "%2B\u{7}"),
  ]

  @Test(arguments: spellings)
  func `a secret that the server spells in another way is not repeated`(spelling: String) throws {
    let secret = SecretBytes(text: Self.slashed)
    let body: JSON = [
      "error": ["message": .string(#"{"detail":"No key \#(spelling) here."}"#), "code": 401]
    ]
    for kind in APIKinds.all {
      let response = APIAnswerTests.response(401, body.text(.compact))
      let failure = try #require(kind.answer(response, hiding: [secret]).failure)
      for part in ["abcDEF", "ghiJ", "mnoPQR", "SECRETtail"] {
        #expect(!failure.readable.contains(part), "\(kind.name): \(failure)")
      }
      #expect(failure.message.contains("No key *** here."), "\(failure)")
    }
  }

  @Test func `a secret with a percent sign is found when only its slashes are escaped`() throws {
    let secret = SecretBytes(text: "abc%41def/ghi")
    let scrub = SecretScrub([secret])
    #expect(scrub.text(#"no abc%41def\/ghi here"#) == "no *** here")
    #expect(scrub.text("no abc%41def%2fghi and abc%2541def%252fghi") == "no *** and ***")
    #expect(scrub.text("100% of A & B \\ C &plus; D stay") == "100% of A & B \\ C &plus; D stay")
  }

  private static let key = "sk-abCD0123456789+/efGHijKLmnOP"

  /// What stands between the letters of a key and cannot be seen.
  static let partings: [String] = [
    "\u{1B}[0m", "\u{1B}[1;38;5;196m", "\u{9B}31m", "\u{1B}]0;title\u{7}", "\u{1B}(B", "\u{1B}M",
    "\u{1B}]8;;https://x.example\u{1B}\\", "\u{1B}P1$r0m\u{1B}\\", "\u{1B}", "\u{200B}", "\u{2060}",
    "\u{AD}", "\u{34F}", "\u{FE0F}", "\u{3164}", "\u{E0020}", "\u{332}", "\r\n", "\n\t", "\u{2028}",
    "\u{7}", "<wbr>", "</b><b class=\"x\">", "&#8203;", "&ZeroWidthSpace;", "%1B%5B0m",
    "\\u001b[0m",
    "\\033[0m", "\\x1B[0m", "%E2%80%8B", "\u{1B}[0m\u{200B}\u{1B}[1m",
  ]

  /// The key in an encoding of its own.
  static let encodings: [String] = {
    let bytes = Array(key.utf8)
    func base64(_ text: String) -> String { Base64.encode(Array(text.utf8)) }
    let hex = Hexadecimal.encode(bytes)
    return [
      key.map { "\\u00" + Hexadecimal.encode([$0.asciiValue ?? 0]) }.joined(),
      key.map { "\\u00" + Hexadecimal.encode([$0.asciiValue ?? 0]).uppercased() }.joined(),
      key.map { "\\x" + Hexadecimal.encode([$0.asciiValue ?? 0]) }.joined(),
      key.map { "\\" + String($0.asciiValue ?? 0, radix: 8).leftPadded }.joined(),
      key.map { "%" + Hexadecimal.encode([$0.asciiValue ?? 0]) }.joined(),
      key.map { "%" + Hexadecimal.encode([$0.asciiValue ?? 0]).uppercased() }.joined(),
      key.map { "%25" + Hexadecimal.encode([$0.asciiValue ?? 0]) }.joined(),
      key.map { "&#x" + Hexadecimal.encode([$0.asciiValue ?? 0]) + ";" }.joined(),
      key.map { "&#\($0.asciiValue ?? 0);" }.joined(), key.lowercased(), key.uppercased(), hex,
      hex.uppercased(), bytes.map { Hexadecimal.encode([$0]) }.joined(separator: " "),
      bytes.map { Hexadecimal.encode([$0]) }.joined(separator: ":"),
      "0x" + bytes.map { Hexadecimal.encode([$0]) }.joined(separator: ", 0x"),
      "[" + bytes.map { String($0) }.joined(separator: ", ") + "]", base64(key),
      base64(key).replacing("=", with: ""), Base64.encodeForURL(bytes),
      "Basic " + base64(":\(key)"),
      "Basic " + base64("u:\(key)"), "Basic " + base64("us:\(key)"),
      "Basic " + base64("user:\(key)"),
      "Basic " + base64("user:\(key):x"), Base64.encodeForURL(Array("us:\(key)".utf8)),
      base64(#"{"apiKey":"\#(key)","n":1}"#).replacing("b", with: "b\n"),
    ]
  }()

  /// Whether `text` holds twelve signs in a row of the key, or of what `spelling` makes of it.
  private func leaks(_ text: String, _ spelling: String) -> Bool {
    let shown = text.lowercased()
    return [Self.key, spelling].contains { word in
      let letters = Array(word.lowercased())
      return letters.indices.dropLast(11).contains {
        shown.contains(String(letters[$0..<$0 + 12]))
      }
    }
  }

  @Test(arguments: partings)
  func `a secret with something unseen between its letters is hidden whole`(parting: String) {
    let secret = SecretBytes(text: Self.key)
    let letters = Array(Self.key)
    let spellings = [
      String(letters[..<8]) + parting + String(letters[8...]),
      String(letters[..<3]) + parting + String(letters[3..<20]) + parting + String(letters[20...]),
      letters.map { String($0) }.joined(separator: parting),
    ]
    for spelling in spellings {
      let failure = APIFailure(
        status: 401, code: "bad \(spelling)", type: spelling, message: "No key \(spelling) here.",
        requestID: "r \(spelling)", hiding: [secret])
      #expect(failure.message == "No key *** here.", "\(spelling.debugDescription)")
      #expect(failure.type == "***" && failure.code == "bad ***" && failure.requestID == "r ***")
    }
  }

  @Test(arguments: encodings)
  func `a secret in another encoding is hidden`(spelling: String) {
    let secret = SecretBytes(text: Self.key)
    let scrubbed = SecretScrub([secret]).text("You sent \(spelling) here.")
    #expect(scrubbed.contains("***") && scrubbed.hasPrefix("You sent "), "\(scrubbed)")
    #expect(scrubbed.hasSuffix(" here.") && !leaks(scrubbed, spelling), "\(scrubbed)")
  }

  @Test func `ordinary text is not taken for a spelling of a secret`() {
    let scrub = SecretScrub([SecretBytes(text: Self.key), SecretBytes(text: "short")])
    for text in [
      "The model <b>gpt-5.2</b> is overloaded, [115,107] of 16 \\ 100%.",
      "deadbeef00112233445566778899aabbccddeeff", "dXNlcjpwYXNzd29yZDpzb21ldGhpbmc=",
    ] {
      #expect(scrub.text(text) == text)
    }
  }

  @Test func `a hostile text is read in bounded time`() {
    let scrub = SecretScrub([SecretBytes(text: Self.key)])
    let parts = ["\u{1B}[", "%25", "\\u005c", "&amp;", "<b>", "s", "\u{9B}", "\u{1B}]"]
    let text = (0..<6_000).map { parts[$0 % parts.count] }.joined()
    #expect(!scrub.text(text + Self.key).contains(Self.key))
  }
}

extension String {
  fileprivate var leftPadded: String { String(repeating: "0", count: 3 - count) + self }
}
